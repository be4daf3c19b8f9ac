import * as tf from "@tensorflow/tfjs-core";
import { SharedMemoryBackend } from "../../runtime/backend.ts";
import { WORTH_THREADS } from "../../runtime/kernel.ts";
import { smallestTwoColumns } from "./jobs.ts";

/** Up to this number, float32 represents every row. */
const MOST_ROWS = 2 ** 24;

/**
 * The smallest two numbers of each column of a matrix: 3 · n numbers, first the smallest of each column,
 * then the next of each, then the row of the smallest of each, the first of equal ones. A column of one
 * number has infinity as the next. NaN is never the smallest.
 *
 * @param x m × n numbers, float32, or several such matrices
 * @param found the 3 · n numbers of each matrix, to be overwritten; default new ones
 * @throws {TypeError} x is not float32
 * @throws {RangeError} x has another rank or more than 2²⁴ rows, or `found` has another size
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
export function smallestTwo(x: tf.Tensor2D | tf.Tensor3D, found?: Float32Array): Float32Array {
  if (x.dtype !== "float32") throw new TypeError(`numbers must be float32, got ${x.dtype}`);
  const [rows, columns] = x.shape.slice(-2);
  if (x.rank < 2 || x.rank > 3 || rows > MOST_ROWS) {
    throw new RangeError(
      `x must be m × n or some m × n matrices, with m ≤ ${MOST_ROWS}, got [${x.shape}]`,
    );
  }
  const matrices = x.rank === 2 ? 1 : x.shape[0];
  const size = 3 * columns * matrices, result = found ?? new Float32Array(size);
  if (result.length !== size) {
    throw new RangeError(`found must have ${size} numbers, got ${result.length}`);
  }
  const backend = tf.backend();
  if (!(backend instanceof SharedMemoryBackend)) {
    return searchColumns(x.dataSync(), rows, columns, result);
  }
  const { heap, shared } = backend, y = heap.allocate(4 * size);
  const minimum = x.size < WORTH_THREADS ? Infinity : 0;
  try {
    const args = { x: backend.address(x), y, matrices, rows, columns };
    backend.run(smallestTwoColumns, { count: columns, minimum, align: 16 }, args);
    result.set(new Float32Array(shared.buffer, y, size));
  } finally {
    heap.release(y, 4 * size);
  }
  return result;
}

/** {@linkcode smallestTwo} on the other backends. */
function searchColumns(
  numbers: ArrayLike<number>,
  rows: number,
  columns: number,
  found: Float32Array,
): Float32Array {
  for (let at = 0, to = 0; to < found.length; to += 3 * columns) {
    found.fill(Infinity, to, to + 2 * columns).fill(0, to + 2 * columns, to + 3 * columns);
    for (let row = 0; row < rows; row++) {
      for (let least = to, end = to + columns; least < end; least++, at++) {
        const next = least + columns;
        if (numbers[at] < found[least]) {
          found[next] = found[least];
          found[least] = numbers[at];
          found[next + columns] = row;
        } else if (numbers[at] < found[next]) found[next] = numbers[at];
      }
    }
  }
  return found;
}
