import * as tf from "@tensorflow/tfjs";

/** The cost of one kind of call: a kernel on tensors of given shapes, or a job outside kernels. */
export interface Entry {
  /** "Conv2D 128×28×28×32 3×3×32×64 → 128×14×14×64" */
  name: string;
  /** ms of each call, without the kernels that it called */
  calls: number[];
  /** of the inputs and outputs */
  bytes: number;
  /** multiplications and additions of matrix products and convolutions */
  flops: number;
  /** ms of each job that it ran, by the name of the job */
  jobs: Map<string, number[]>;
}

/** A job with its packed arguments. */
interface JobCall {
  name: string;
  args: Float64Array;
}

/** A backend whose jobs can be traced: the native one. */
interface Backend {
  execute(call: JobCall): void;
}

interface Shaped {
  shape: number[];
  dtype: string;
}

/**
 * Times every kernel of the current backend, and every job of the native backend, until
 * {@linkcode stop}. This adds about a microsecond per call.
 */
export class Trace {
  readonly entries = new Map<string, Entry>();
  /** the nested calls in progress, innermost last */
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
    const execute = backend.execute;
    if (!execute) return;
    backend.execute = (call) => this.#job(call, () => execute(call));
    this.#undo.push(() => backend.execute = execute);
  }

  /** Restores the kernels and the backend. */
  stop(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }

  /** Milliseconds of all jobs, inside and outside of kernels. */
  get jobMs(): number {
    const jobs = [...this.entries.values()].flatMap(({ jobs }) => [...jobs.values()].flat());
    return jobs.reduce((sum, ms) => sum + ms, 0);
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
    entry.calls.push(ms - frame.inner);
    for (const [job, jobMs] of frame.jobs) add(entry, job, jobMs);
    entry.bytes += [...inputs, ...outputs].reduce((sum, { shape }) => sum + 4 * size(shape), 0);
    entry.flops += flops(name, inputs, outputs, call.attrs);
    return result;
  }

  #job(call: JobCall, run: () => void): void {
    const start = performance.now();
    run();
    const ms = performance.now() - start;
    const frame = this.#stack.at(-1);
    if (frame) frame.jobs.push([call.name, ms]);
    else this.#outside(call, ms);
  }

  /** A job outside kernels: in a replayed step, all are. Matrix products are told apart by their sizes. */
  #outside({ name, args }: JobCall, ms: number): void {
    const isProduct = name === "matmul";
    // its arguments begin with two transpositions and the sizes
    const [m, n, k] = isProduct ? args.subarray(2, 5) : [0, 0, 0];
    const entry = this.#entry(isProduct ? `job ${name} ${m}×${n}, sums of ${k}` : `job ${name}`);
    entry.calls.push(ms);
    entry.flops += 2 * m * n * k;
    entry.bytes += 4 * (m * n + m * k + k * n);
    add(entry, name, ms);
  }

  #entry(name: string): Entry {
    let entry = this.entries.get(name);
    if (!entry) {
      entry = { name, calls: [], bytes: 0, flops: 0, jobs: new Map() };
      this.entries.set(name, entry);
    }
    return entry;
  }
}

function add({ jobs }: Entry, job: string, ms: number): void {
  const times = jobs.get(job);
  if (times) times.push(ms);
  else jobs.set(job, [ms]);
}

const size = (shape: number[]) => shape.reduce((a, b) => a * b, 1);
const shapeOf = ({ shape }: Shaped) => shape.join("×") || "1";

/** Multiplications and additions of the direct algorithm of products and convolutions. */
function flops(name: string, inputs: Shaped[], outputs: Shaped[], attributes: unknown): number {
  if (/MatMul|Dense/.test(name)) {
    // op(A)·op(B) = C: m·k · k·n / (m·n) = k²
    const [a, b, c] = [inputs[0], inputs[1], outputs[0]].map(({ shape }) => size(shape));
    return 2 * c * Math.sqrt(a * b / c);
  }
  if (!name.includes("Conv")) return 0;
  // The filter is applied at each position of the smaller of the two images.
  const given = attributes as { filterShape?: number[] };
  const filter = given.filterShape ?? inputs[1].shape;
  const images = given.filterShape ? [inputs[0], inputs[1]] : [inputs[0], outputs[0]];
  const positions = Math.min(...images.map(({ shape: [n, h, w] }) => n * h * w));
  return 2 * positions * size(filter);
}
