import * as tf from "@tensorflow/tfjs";
import { SharedMemoryBackend } from "./backend.ts";
import { WORTH_THREADS } from "./kernel.ts";

/**
 * Rows of bytes out of which float32 batches are gathered: byte b becomes b ÷ maximum.
 *
 * A data set stays bytes, a quarter of its size as float32, and each batch is made in one pass. On
 * our backend the bytes lie in the backend's memory from the first batch to {@linkcode dispose}.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { ByteTable } from "@autoencoders";
 *
 * const table = new ByteTable(new Uint8Array([0, 51, 102, 255]), 2, 255);
 * const batch = table.batch(new Int32Array([1, 0]), [2, 2]);
 * deepStrictEqual([...batch.dataSync()], [...Float32Array.of(0.4, 1, 0, 0.2)]);
 * ```
 */
export class ByteTable {
  /** rows in the table */
  readonly rows: number;
  #bytes?: Uint8Array;
  #placed?: { backend: SharedMemoryBackend; address: number; bytes: number };
  readonly #rowLength: number;
  readonly #maximum: number;

  /**
   * @param bytes row after row
   * @param rowLength bytes a row
   * @param maximum the byte that becomes 1
   * @throws {RangeError} the bytes are no whole number of rows, or a size is not a positive integer
   */
  constructor(bytes: Uint8Array, rowLength: number, maximum: number) {
    for (const [name, value] of Object.entries({ rowLength, maximum })) {
      if (!Number.isSafeInteger(value) || value < 1) {
        throw new RangeError(`${name} must be a positive integer, got ${value}`);
      }
    }
    if (bytes.length % rowLength !== 0) {
      throw new RangeError(`${bytes.length} bytes are no whole number of rows of ${rowLength}`);
    }
    this.rows = bytes.length / rowLength;
    this.#bytes = bytes;
    this.#rowLength = rowLength;
    this.#maximum = maximum;
  }

  /**
   * The rows at `indices`, in that order, as a float32 tensor of `shape`.
   *
   * @throws {RangeError} an index is not in 0–rows−1, or the shape does not hold so many numbers
   */
  batch(indices: Int32Array, shape: number[]): tf.Tensor {
    if (!this.#bytes) throw new TypeError("the byte table was disposed");
    const length = this.#rowLength, size = tf.util.sizeFromShape(shape);
    if (size !== indices.length * length) {
      throw new RangeError(
        `${indices.length} rows of ${length} bytes do not fill the shape [${shape}]`,
      );
    }
    this.#check(indices);
    const backend = tf.backend();
    if (backend instanceof SharedMemoryBackend) return this.#gather(backend, indices, shape);
    const values = new Float32Array(size);
    for (let i = 0, at = 0; i < indices.length; i++) {
      const end = (indices[i] + 1) * length;
      for (let j = indices[i] * length; j < end; j++) values[at++] = this.#bytes[j] / this.#maximum;
    }
    return tf.tensor(values, shape);
  }

  /** Frees the table; batches made from it live on. */
  dispose(): void {
    this.#bytes = undefined;
    this.#takeBack();
  }

  #check(indices: Int32Array): void {
    for (const row of indices) {
      if (!(row >= 0 && row < this.rows)) {
        throw new RangeError(`row must be in 0–${this.rows - 1}, got ${row}`);
      }
    }
  }

  #gather(backend: SharedMemoryBackend, indices: Int32Array, shape: number[]): tf.Tensor {
    const { heap, shared } = backend, length = this.#rowLength;
    if (this.#placed?.backend !== backend) this.#place(backend);
    const placed = this.#placed!, batch = backend.output(shape);
    const rows = heap.allocate(indices.byteLength);
    const wanted = new Int32Array(shared.buffer, rows, indices.length);
    wanted.set(indices);
    const args = [placed.address, rows, this.#maximum, batch.address, length];
    backend.run("gatherBytes", indices.length, WORTH_THREADS / length, 1, args);
    heap.release(rows, indices.byteLength);
    backend.tape?.require(() => this.#placed === placed);
    backend.tape?.renew((next) => {
      this.#check(next);
      wanted.set(next);
    });
    return tf.engine().makeTensorFromTensorInfo(batch.info, backend);
  }

  #place(backend: SharedMemoryBackend): void {
    this.#takeBack();
    const bytes = this.#bytes!.length, address = backend.heap.allocate(bytes);
    this.#placed = { backend, address, bytes };
    new Uint8Array(backend.shared.buffer, address, bytes).set(this.#bytes!);
  }

  #takeBack(): void {
    const placed = this.#placed;
    if (placed) placed.backend.heap.release(placed.address, placed.bytes);
    this.#placed = undefined;
  }
}
