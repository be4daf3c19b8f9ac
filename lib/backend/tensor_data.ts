import type { DataType, TensorInfo } from "@tensorflow/tfjs-core";

// What a stock kernel may leave as a tensor's numbers: a typed array, a plain one, encoded strings.
// deno-lint-ignore no-explicit-any
export type Values = any;

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
    readonly memory: WebAssembly.Memory,
    readonly dtype: DataType,
    values: Values,
    public refCount: number,
  ) {
    this.#values = values;
  }

  /** A view of the block is made when first asked for: most tensors of a training step need none. */
  get values(): Values {
    if (this.#values === undefined && this.block.address) {
      const { buffer } = this.memory, { address, bytes } = this.block;
      this.#values = this.dtype === "int32"
        ? new Int32Array(buffer, address, bytes / 4)
        : new Float32Array(buffer, address, bytes / 4);
    }
    return this.#values;
  }

  set values(values: Values) {
    this.#values = values;
  }
}
