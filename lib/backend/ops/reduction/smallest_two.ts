import * as tf from "@tensorflow/tfjs-core";
import { SharedMemoryBackend } from "../../runtime/backend.ts";
import { WORTH_THREADS } from "../../runtime/kernel.ts";
import { smallestTwoColumns } from "./jobs.ts";

/**
 * The smallest two numbers of each column: 3 · n numbers, first the smallest of each column, then the
 * next of each, then the row of the smallest of each, the first of equal ones. A column of one number
 * has infinity as the next. NaN is never the smallest.
 *
 * @param x m × n, float32
 * @param found the 3 · n numbers, to be overwritten; default new ones
 * @throws {TypeError} x is not float32
 * @throws {RangeError} `found` has another size
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { smallestTwo } from "@autoencoders/backend";
 *
 * const found = smallestTwo(tf.tensor2d([[5, 1], [3, 1], [4, 2]]));
 * deepStrictEqual([...found], [3, 1, 4, 1, 1, 0]);
 * ```
 */
export function smallestTwo(
  x: tf.Tensor2D,
  found: Float32Array = new Float32Array(3 * x.shape[1]),
): Float32Array {
  const [rows, columns] = x.shape, backend = tf.backend();
  if (x.dtype !== "float32") throw new TypeError(`numbers must be float32, got ${x.dtype}`);
  if (found.length !== 3 * columns) {
    throw new RangeError(`found must have ${3 * columns} numbers, got ${found.length}`);
  }
  if (!(backend instanceof SharedMemoryBackend)) return searchColumns(x, found);
  const { heap, shared } = backend, y = heap.allocate(found.byteLength);
  const minimum = rows * columns < WORTH_THREADS ? Infinity : 0;
  const args = { x: backend.address(x), y, rows, columns };
  backend.run(smallestTwoColumns, { count: columns, minimum, align: 16 }, args);
  found.set(new Float32Array(shared.buffer, y, found.length));
  heap.release(y, found.byteLength);
  return found;
}

/** {@linkcode smallestTwo} on the other backends. */
function searchColumns(x: tf.Tensor2D, found: Float32Array): Float32Array {
  const [m, n] = x.shape, numbers = x.dataSync();
  found.fill(Infinity, 0, 2 * n).fill(0, 2 * n);
  for (let row = 0, at = 0; row < m; row++) {
    for (let column = 0; column < n; column++, at++) {
      if (numbers[at] < found[column]) {
        found[n + column] = found[column];
        found[column] = numbers[at];
        found[2 * n + column] = row;
      } else if (numbers[at] < found[n + column]) found[n + column] = numbers[at];
    }
  }
  return found;
}
