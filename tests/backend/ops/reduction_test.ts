import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import { deepStrictEqual, throws } from "node:assert/strict";
import { smallestTwo } from "../../../lib/backend/mod.ts";
import { nativeBackends, normals, on, sameAsStock } from "../against_stock.ts";

const side = fc.constantFrom(1, 2, 3, 5, 16, 19);
const shapeAndAxes = fc.array(side, { minLength: 1, maxLength: 4 }).chain((shape) =>
  fc.tuple(fc.constant(shape), fc.subarray(shape.map((_, axis) => axis), { minLength: 1 }))
);

Deno.test("sum, mean, max and min over any axes are the stock backend's", () =>
  fc.assert(
    fc.property(shapeAndAxes, fc.boolean(), fc.nat(), ([shape, axes], keep, seed) =>
      sameAsStock(4e-6, () => {
        // Away from zero: where numbers cancel, the order of summation affects every digit.
        const x = tf.add(normals(shape, seed).toTensor(), 3);
        return [tf.sum, tf.mean, tf.max, tf.min].map((reduce) =>
          reduce(x, axes, keep)
        );
      })),
    { numRuns: 60 },
  ));

Deno.test("reductions that threads share are the stock backend's, however the axes lie", () =>
  sameAsStock(4e-6, () => {
    const wide = normals([301, 140], 1).toTensor(), long = normals([4099, 7], 2).toTensor();
    const images = normals([6, 14, 14, 24], 3).toTensor(), line = normals([50_001], 4).toTensor();
    return [wide, long, images, line].flatMap((x) => [
      tf.sum(x),
      tf.mean(x),
      tf.max(x),
      tf.min(x),
      tf.sum(x, 0),
      tf.mean(x, 0),
      tf.max(x, 0),
      tf.sum(x, -1),
      tf.mean(x, -1),
      tf.min(x, -1),
    ]).concat(tf.mean(images, [1, 2]), tf.sum(images, [0, 1, 2]), tf.max(images, [0, 2]));
  }));

Deno.test("reductions propagate NaN and infinity", () =>
  sameAsStock(1e-6, () => {
    const x = tf.tensor2d([[1, NaN, 3], [Infinity, 2, -Infinity], [4, 5, 6]]);
    return [tf.sum(x, 0), tf.sum(x, 1), tf.max(x, 1), tf.min(x, 1), tf.mean(x), tf.max(x, 0)];
  }));

Deno.test("a sum of many small numbers loses no more than a few bits", () =>
  sameAsStock(
    1e-6,
    () => [tf.sum(tf.fill([1_000_003], 0.1)), tf.sum(tf.fill([100_003, 3], 0.1), 0)],
  ));

Deno.test("the smallest two numbers of each column are those of sorting it, the first of equal ones", () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom(1, 7, 8, 19, 4099),
      fc.boolean(),
      fc.nat(),
      (m, n, ties, seed) => {
        const normal = Array.from(normals([m, n], seed).values as Float32Array);
        const numbers = Float32Array.from(normal, (value) => ties ? Math.round(value) : value);
        const expected = new Float32Array(3 * n);
        for (let column = 0; column < n; column++) {
          const rows = Array.from({ length: m }, (_, row) => numbers[row * n + column]);
          const [least, next = Infinity] = [...rows].sort((a, b) => a - b);
          expected.set([least], column);
          expected.set([next], n + column);
          expected.set([rows.indexOf(least)], 2 * n + column);
        }
        for (const name of ["cpu", ...nativeBackends]) {
          on(name, () => {
            deepStrictEqual(smallestTwo(tf.tensor2d(numbers, [m, n])), expected, name);
            return [];
          });
        }
      },
    ),
    { numRuns: 40 },
  ));

Deno.test("the smallest two numbers of several matrices are those of each", () => {
  const matrices = [1, 2, 3].map((seed) => normals([5, 5003], seed).toTensor() as tf.Tensor2D);
  const values = matrices.flatMap((matrix) => [...matrix.dataSync()]);
  for (const name of ["cpu", ...nativeBackends]) {
    on(name, () => {
      const together = smallestTwo(tf.tensor3d(values, [3, 5, 5003]));
      const apart = [0, 1, 2].flatMap((i) => {
        const part = values.slice(i * 5 * 5003, (i + 1) * 5 * 5003);
        return [...smallestTwo(tf.tensor2d(part, [5, 5003]))];
      });
      deepStrictEqual([...together], apart, name);
      return [];
    });
  }
  tf.dispose(matrices);
});

Deno.test("NaN is never the smallest number of a column", () => {
  const columns = [[NaN, 2, 1], [NaN, NaN, NaN], [3, NaN, Infinity]], n = 9;
  const numbers = [0, 1, 2].flatMap((row) =>
    Array.from({ length: n }, (_, column) => columns[column % 3][row])
  );
  const rows = [[1, Infinity, 3], [2, Infinity, Infinity], [2, 0, 0]];
  const expected = rows.flatMap((row) => Array.from({ length: n }, (_, column) => row[column % 3]));
  for (const name of ["cpu", ...nativeBackends]) {
    on(name, () => {
      deepStrictEqual([...smallestTwo(tf.tensor2d(numbers, [3, n]))], expected, name);
      return [];
    });
  }
});

Deno.test("smallestTwo() refuses integers, and an array of another size", () => {
  throws(() => smallestTwo(tf.tensor2d([1, 2], [1, 2], "int32")), /^TypeError: .*, got int32$/);
  throws(
    () => smallestTwo(tf.tensor2d([1, 2], [1, 2]), new Float32Array(5)),
    /^RangeError: found must have 6 numbers, got 5$/,
  );
});

Deno.test("smallestTwo() refuses tensors of another rank, and more rows than float32 can number", () => {
  for (const shape of [[2], [2, 3, 4, 5], [2 ** 24 + 1, 0]]) {
    throws(() => smallestTwo(tf.zeros<tf.Rank.R2>(shape as [number, number])), {
      name: "RangeError",
      message: `x must be m × n or some m × n matrices, with m ≤ 16777216, got [${shape}]`,
    });
  }
});
