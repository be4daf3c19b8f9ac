import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import { normals, sameAsStock } from "../against_stock.ts";

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
