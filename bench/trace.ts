import * as tf from "@tensorflow/tfjs";

/** What one kind of call cost: a kernel on tensors of certain shapes, or a job outside any kernel. */
export interface Entry {
  /** "Conv2D 128×28×28×32 3×3×32×64 → 128×14×14×64" */
  name: string;
  calls: number;
  /** in the kernel, less what other kernels that it called took */
  ms: number;
  /** of these, in jobs: on the backend's threads, below JavaScript */
  jobMs: number;
  /** of the tensors that went in and came out */
  bytes: number;
  /** multiplications and additions, where the kernel is a product or a convolution */
  flops: number;
  /** the jobs by name */
  jobs: Map<string, number>;
}

/** A backend whose jobs can be watched: ours. */
interface Backend {
  run(name: string, ...rest: unknown[]): void;
}

interface Shaped {
  shape: number[];
  dtype: string;
}

/**
 * Watches every kernel of the current backend, and every job that our backend runs, until
 * {@linkcode stop}. The watching itself costs about a microsecond a call.
 */
export class Trace {
  readonly entries = new Map<string, Entry>();
  /** the time under way in nested calls, innermost last */
  readonly #stack: { inner: number; jobs: [string, number][] }[] = [];
  readonly #undo: (() => void)[] = [];

  constructor() {
    const backendName = tf.getBackend();
    for (const kernel of tf.getKernelsForBackend(backendName)) {
      const traced: tf.KernelFunc = (call) =>
        this.#kernel(kernel.kernelName, call, kernel.kernelFunc);
      this.#replace({ ...kernel, kernelFunc: traced });
      this.#undo.push(() => this.#replace(kernel));
    }
    const backend = tf.backend() as unknown as Backend;
    const run = backend.run;
    if (!run) return;
    backend.run = (name, ...rest) => this.#job(name, () => run(name, ...rest));
    this.#undo.push(() => backend.run = run);
  }

  /** Puts everything back. */
  stop(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }

  /** Milliseconds in jobs, in and outside kernels. */
  get jobMs(): number {
    return [...this.entries.values()].reduce((sum, { jobMs }) => sum + jobMs, 0);
  }

  #replace(kernel: tf.KernelConfig): void {
    tf.unregisterKernel(kernel.kernelName, kernel.backendName);
    tf.registerKernel(kernel);
  }

  #kernel(name: string, call: Parameters<tf.KernelFunc>[0], compute: tf.KernelFunc) {
    const frame = { inner: 0, jobs: [] as [string, number][] };
    this.#stack.push(frame);
    const start = performance.now();
    let result: ReturnType<tf.KernelFunc>;
    try {
      result = compute(call);
    } finally {
      this.#stack.pop();
    }
    const ms = performance.now() - start;
    const outer = this.#stack.at(-1);
    if (outer) outer.inner += ms;
    const inputs = Object.values(call.inputs).flat().filter((x) => x?.shape) as unknown as Shaped[];
    const outputs = [result].flat() as unknown as Shaped[];
    const entry = this.#entry(`${name} ${inputs.map(shapeOf).join(" ")} → ${outputs.map(shapeOf)}`);
    entry.calls++;
    entry.ms += ms - frame.inner;
    for (const [job, jobMs] of frame.jobs) add(entry, job, jobMs);
    entry.bytes += [...inputs, ...outputs].reduce((sum, { shape }) => sum + 4 * size(shape), 0);
    entry.flops += flops(name, inputs, outputs, call.attrs);
    return result;
  }

  #job(name: string, run: () => void): void {
    const start = performance.now();
    run();
    const ms = performance.now() - start;
    const frame = this.#stack.at(-1);
    if (frame) frame.jobs.push([name, ms]);
    else {
      const entry = this.#entry(`job ${name}`);
      entry.calls++;
      entry.ms += ms;
      add(entry, name, ms);
    }
  }

  #entry(name: string): Entry {
    let entry = this.entries.get(name);
    if (!entry) {
      entry = { name, calls: 0, ms: 0, jobMs: 0, bytes: 0, flops: 0, jobs: new Map() };
      this.entries.set(name, entry);
    }
    return entry;
  }
}

function add(entry: Entry, job: string, ms: number): void {
  entry.jobMs += ms;
  entry.jobs.set(job, (entry.jobs.get(job) ?? 0) + ms);
}

const size = (shape: number[]) => shape.reduce((a, b) => a * b, 1);
const shapeOf = ({ shape }: Shaped) => shape.join("×") || "1";

/** Multiplications and additions of the direct algorithm, for products and convolutions. */
function flops(name: string, inputs: Shaped[], outputs: Shaped[], attributes: unknown): number {
  if (/MatMul|Dense/.test(name)) {
    // op(A)·op(B) = C: m·k · k·n / (m·n) = k²
    const [a, b, c] = [inputs[0], inputs[1], outputs[0]].map(({ shape }) => size(shape));
    return 2 * c * Math.sqrt(a * b / c);
  }
  if (!name.includes("Conv")) return 0;
  // The whole filter meets each position of the smaller of the two images.
  const given = attributes as { filterShape?: number[] };
  const filter = given.filterShape ?? inputs[1].shape;
  const images = given.filterShape ? [inputs[0], inputs[1]] : [inputs[0], outputs[0]];
  const positions = Math.min(...images.map(({ shape: [n, h, w] }) => n * h * w));
  return 2 * positions * size(filter);
}
