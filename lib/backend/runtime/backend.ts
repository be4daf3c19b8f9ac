import { backend_util, type DataType, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import type { RunJob } from "../protocol/job.ts";
import type { Output, Workspace } from "./kernel.ts";
import { Heap, MAXIMUM_PAGES, PAGE_BYTES } from "./heap.ts";
import type { Tape } from "./tape.ts";
import { type Block, TensorData, type Values } from "./tensor_data.ts";
import type { ThreadPlan } from "../threads/context.ts";
import { heapStart } from "../threads/memory_map.ts";
import { ThreadPool } from "../threads/pool.ts";

/**
 * tfjs's cpu backend over a shared memory. Every kernel that has no fast version here is the stock
 * one, reading and writing views of that memory.
 */
export class SharedMemoryBackend extends MathBackendCPU implements Workspace {
  readonly shared: WebAssembly.Memory;
  readonly heap: Heap;
  readonly run: RunJob;
  readonly results: Float64Array;
  /** what is being recorded, see replay.ts */
  tape?: Tape;
  readonly #pool: ThreadPool;
  // Tensors that nobody disposes give their memory back when JavaScript collects their data id.
  readonly #collected: FinalizationRegistry<Block>;
  #ids = 0;

  /** @param limit the first address that tensors may not use */
  constructor(plan: ThreadPlan, limit: number = MAXIMUM_PAGES * PAGE_BYTES) {
    super();
    this.shared = plan.memory;
    this.heap = new Heap(plan.memory, heapStart(plan.threads), limit);
    this.#pool = new ThreadPool(plan);
    this.run = (name, count, minimum, align, args) => {
      this.#pool.run(name, count, minimum, align, args);
      this.tape?.record(name, count, minimum, align, args);
    };
    this.results = this.#pool.results;
    this.#collected = new FinalizationRegistry((block) => this.#release(block));
  }

  get threads(): number {
    return this.#pool.threads;
  }

  /** Resolves when the worker threads wait for work. */
  ready(): Promise<void> {
    return this.#pool.ready();
  }

  /** Computes a part of what `tape` is to run again. */
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
    // A stock kernel may hand over a part of another tensor's view: that memory is not this tensor's.
    const own = isShared(values) ? copyOut(values) : values;
    this.data.set(dataId, new TensorData(this, dtype, own, refCount));
  }

  override readSync(dataId: object): backend_util.BackendValues {
    const values = super.readSync(dataId) as Values;
    return isShared(values) ? copyOut(values) : values;
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

  /** What tf.memory() adds to its own counts: exact, as nothing waits for a garbage collector. */
  override memory(): { unreliable: boolean; reasons: string[] } {
    return { unreliable: false, reasons: [] };
  }

  /** tfjs may use the backend again after this: it keeps its threads. They end with the process. */
  override dispose(): void {}

  /** Ends the worker threads, and the backend with them. */
  close(): void {
    this.#pool.close();
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

const isShared = (values: Values): boolean => values?.buffer instanceof SharedArrayBuffer;

function copyOut(values: Float32Array | Int32Array | Uint8Array): typeof values {
  const copy = new (values.constructor as new (length: number) => typeof values)(values.length);
  copy.set(values);
  return copy;
}
