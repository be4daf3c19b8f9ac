import type { DataType, TensorInfo } from "@tensorflow/tfjs-core";

// What a stock kernel may store: a typed array, a plain array or encoded strings.
// deno-lint-ignore no-explicit-any
export type Values = any;

/** What owns the tensors. */
export interface Owner {
  readonly shared: WebAssembly.Memory;
  /** the recording in progress: not valid if JavaScript reads or writes numbers */
  readonly tape?: { refuse(): void };
}

/** A block of the heap; without one, `address` is 0. */
export interface Block {
  address: number;
  bytes: number;
}

/**
 * The numbers of one tensor, or of several that share them. They stay where tfjs put them until a
 * fast kernel needs their address; then they move to the shared memory.
 */
export class TensorData {
  /** the parts of a complex tensor, under the name that the cpu kernels of tfjs use */
  complexTensorInfos?: { real: TensorInfo; imag: TensorInfo };
  readonly block: Block = { address: 0, bytes: 0 };
  #values: Values;

  constructor(
    readonly owner: Owner,
    readonly dtype: DataType,
    values: Values,
    public refCount: number,
  ) {
    this.#values = values;
  }

  /** The numbers, for JavaScript to read or write. */
  get values(): Values {
    if (!this.block.address) return this.#values;
    this.owner.tape?.refuse();
    return this.#values ??= this.view();
  }

  set values(values: Values) {
    this.#values = values;
  }

  /** The block as numbers; created on demand, as most tensors of a training step need no view. */
  view(): Float32Array | Int32Array {
    const { buffer } = this.owner.shared, { address, bytes } = this.block;
    return this.dtype === "int32"
      ? new Int32Array(buffer, address, bytes / 4)
      : new Float32Array(buffer, address, bytes / 4);
  }
}
