import { type backend_util, type DataType, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import type { JobCall, RunJob } from "../protocol/job.ts";
import type { ThreadPlan } from "../threads/context.ts";
import { heapStart } from "../protocol/memory_map.ts";
import { ThreadPool } from "../threads/pool.ts";
import { Heap, MAXIMUM_PAGES, PAGE_BYTES } from "./heap.ts";
import type { Output, Workspace } from "./kernel.ts";
import type { Tape } from "./tape.ts";
import { type Block, TensorData, type Values } from "./tensor_data.ts";

/**
 * The cpu backend of tfjs on a shared memory. Every kernel without a fast version here is the stock
 * kernel, which reads and writes views of that memory.
 */
export class SharedMemoryBackend extends MathBackendCPU implements Workspace {
  readonly shared: WebAssembly.Memory;
  readonly heap: Heap;
  /** Runs a packed job; a property, so that measurements can wrap it. */
  execute: (call: JobCall) => void;
  /** the recording in progress, see replay.ts */
  tape?: Tape;
  readonly #pool: ThreadPool;
  // Memory of tensors that are never disposed is freed when JavaScript collects their data id.
  readonly #collected: FinalizationRegistry<Block>;
  #ids = 0;

  /** @param limit the first address past the heap */
  constructor(plan: ThreadPlan, limit: number = MAXIMUM_PAGES * PAGE_BYTES) {
    super();
    this.shared = plan.memory;
    this.heap = new Heap(plan.memory, heapStart(plan.threads), limit);
    this.#pool = new ThreadPool(plan);
    this.execute = (call) => this.#pool.run(call);
    this.#collected = new FinalizationRegistry((block) => this.#release(block));
  }

  readonly run: RunJob = (job, { count, minimum = 0, align = 1 }, args) => {
    const call = { name: job.name, count, minimum, align, args: job.layout.pack(args) };
    this.execute(call);
    this.tape?.record(call);
    return call;
  };

  get threads(): number {
    return this.#pool.threads;
  }

  /** Resolves when the worker threads have started, again after {@linkcode dispose}. */
  ready(): Promise<void> {
    return this.#pool.ready();
  }

  /** Computes a part of what `tape` records. */
  record<T>(tape: Tape, compute: () => T): T {
    tape.begin();
    this.tape = this.heap.keeper = tape;
    try {
      return compute();
    } finally {
      this.tape = this.heap.keeper = undefined;
    }
  }

  address(x: TensorInfo): number {
    const data = this.#data(x.dataId);
    return data.block.address || this.#moveIn(x.dataId, data);
  }

  values(x: TensorInfo): Float32Array | Int32Array {
    return this.#data(x.dataId).values;
  }

  output(shape: number[], dtype: DataType = "float32"): Output {
    const size = util.sizeFromShape(shape), dataId = { id: this.#ids++ };
    const data = new TensorData(this, dtype, undefined, 1);
    const address = this.#place(dataId, data, size);
    this.data.set(dataId, data);
    return { info: { dataId, shape, dtype }, address, size };
  }

  override write(values: Values, _shape: number[], dtype: DataType): { id: number } {
    const dataId = { id: this.#ids++ };
    this.move(dataId, values, _shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: object,
    values: Values,
    _shape: number[],
    dtype: DataType,
    refCount: number,
  ): void {
    // A stock kernel may pass a view of another tensor's memory.
    const own = this.#isInMemory(values) ? copyOut(values) : values;
    this.data.set(dataId, new TensorData(this, dtype, own, refCount));
  }

  override readSync(dataId: object): backend_util.BackendValues {
    const values = super.readSync(dataId) as Values;
    return this.#isInMemory(values) ? copyOut(values) : values;
  }

  override disposeData(dataId: object, force = false): boolean {
    if (!this.data.has(dataId)) return true;
    const data = this.#data(dataId);
    data.refCount--;
    if (!force && data.refCount > 0) return false;
    for (const part of Object.values(data.complexTensorInfos ?? {})) {
      this.disposeData(part.dataId, true);
    }
    this.#release(data.block);
    data.values = undefined;
    this.data.delete(dataId);
    return true;
  }

  /** What tf.memory() adds to its counts: they are exact. */
  override memory(): { unreliable: boolean; reasons: string[] } {
    return { unreliable: false, reasons: [] };
  }

  /** Ends the worker threads. tfjs may use the backend again: the next job starts others. */
  override dispose(): void {
    this.#pool.close();
  }

  /** Whether this is a view of the memory: of its buffer before it grew, perhaps. */
  #isInMemory(values: Values): boolean {
    const buffer = values?.buffer;
    return buffer === this.shared.buffer || isSharedBuffer(buffer);
  }

  #data(dataId: object): TensorData {
    return this.data.get(dataId) as unknown as TensorData;
  }

  #moveIn(dataId: object, data: TensorData): number {
    const values = data.values;
    const address = this.#place(dataId, data, values.length);
    data.values = undefined;
    data.view().set(values);
    return address;
  }

  #place(dataId: object, data: TensorData, size: number): number {
    data.block.bytes = 4 * size;
    data.block.address = this.heap.allocate(4 * size);
    this.#collected.register(dataId, data.block);
    return data.block.address;
  }

  #release(block: Block): void {
    if (block.address) this.heap.release(block.address, block.bytes);
    block.address = 0;
  }
}

// A page that is not isolated has no SharedArrayBuffer.
const isSharedBuffer = (buffer: unknown): boolean =>
  typeof SharedArrayBuffer !== "undefined" && buffer instanceof SharedArrayBuffer;

function copyOut(values: Float32Array | Int32Array | Uint8Array): typeof values {
  const copy = new (values.constructor as new (length: number) => typeof values)(values.length);
  copy.set(values);
  return copy;
}
