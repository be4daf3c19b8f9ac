import * as tf from "@tensorflow/tfjs-core";
import { gatherBytes } from "./jobs.ts";
import { SharedMemoryBackend } from "../../runtime/backend.ts";
import { WORTH_THREADS } from "../../runtime/kernel.ts";

/**
 * Rows of bytes from which float32 batches are gathered: byte b becomes b ÷ maximum.
 *
 * A data set stays bytes, a quarter of its size as float32, and each batch is computed in one pass.
 * On the native backend the bytes are in the memory of the backend from the first batch until
 * {@linkcode dispose}.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { ByteTable } from "@autoencoders/backend";
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
   * @param rowLength bytes per row
   * @param maximum the byte that becomes 1
   * @throws {RangeError} the last row is incomplete, or a size is not a positive integer
   */
  constructor(bytes: Uint8Array, rowLength: number, maximum: number) {
    for (const [name, value] of Object.entries({ rowLength, maximum })) {
      if (!Number.isSafeInteger(value) || value < 1) {
        throw new RangeError(`${name} must be a positive integer, got ${value}`);
      }
    }
    if (bytes.length % rowLength !== 0) {
      throw new RangeError(
        `${bytes.length} bytes are not a multiple of the row length, ${rowLength}`,
      );
    }
    this.rows = bytes.length / rowLength;
    this.#bytes = bytes;
    this.#rowLength = rowLength;
    this.#maximum = maximum;
  }

  /**
   * The rows at `indices`, in that order, as a float32 tensor of `shape`.
   *
   * @throws {RangeError} an index is not in 0–rows−1, or the shape has another size
   * @throws {TypeError} the table was disposed
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

  /** Frees the table. Batches gathered from it remain valid. */
  dispose(): void {
    this.#bytes = undefined;
    this.#release();
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
    const view = new Int32Array(shared.buffer, rows, indices.length);
    view.set(indices);
    const items = { count: indices.length, minimum: WORTH_THREADS / length };
    backend.run(gatherBytes, items, {
      bytes: placed.address,
      indices: rows,
      maximum: this.#maximum,
      y: batch.address,
      n: length,
    });
    heap.release(rows, indices.byteLength);
    backend.tape?.require(() => this.#placed === placed);
    backend.tape?.beforeEachRun((next) => {
      this.#check(next);
      view.set(next);
    });
    return tf.engine().makeTensorFromTensorInfo(batch.info, backend);
  }

  #place(backend: SharedMemoryBackend): void {
    this.#release();
    const bytes = this.#bytes!.length, address = backend.heap.allocate(bytes);
    this.#placed = { backend, address, bytes };
    new Uint8Array(backend.shared.buffer, address, bytes).set(this.#bytes!);
  }

  #release(): void {
    const placed = this.#placed;
    if (placed) placed.backend.heap.release(placed.address, placed.bytes);
    this.#placed = undefined;
  }
}
