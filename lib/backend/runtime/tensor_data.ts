import type { DataType, TensorInfo } from "@tensorflow/tfjs-core";

// What a stock kernel may leave as a tensor's numbers: a typed array, a plain one, encoded strings.
// deno-lint-ignore no-explicit-any
export type Values = any;

/** Where tensors live. */
export interface Home {
  readonly shared: WebAssembly.Memory;
  /** a recording that JavaScript's part in a computation makes worthless */
  readonly tape?: { refuse(): void };
}

/** A block of the heap. `address` is 0 where there is none (any more). */
export interface Block {
  address: number;
  bytes: number;
}

/**
 * The numbers of one tensor, or of several that share them. They lie where tfjs put them until a
 * fast kernel asks for their address, and in the shared memory from then on.
 */
export class TensorData {
  /** the parts of a complex tensor; tfjs's cpu kernels know them under this name */
  complexTensorInfos?: { real: TensorInfo; imag: TensorInfo };
  readonly block: Block = { address: 0, bytes: 0 };
  #values: Values;

  constructor(
    readonly home: Home,
    readonly dtype: DataType,
    values: Values,
    public refCount: number,
  ) {
    this.#values = values;
  }

  /** The numbers, for JavaScript to read or to change. */
  get values(): Values {
    if (!this.block.address) return this.#values;
    this.home.tape?.refuse();
    return this.#values ??= this.view();
  }

  set values(values: Values) {
    this.#values = values;
  }

  /** The block as numbers, made only where asked for: most tensors of a training step need none. */
  view(): Float32Array | Int32Array {
    const { buffer } = this.home.shared, { address, bytes } = this.block;
    return this.dtype === "int32"
      ? new Int32Array(buffer, address, bytes / 4)
      : new Float32Array(buffer, address, bytes / 4);
  }
}
