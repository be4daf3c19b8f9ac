import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import { normals, sameAsStock } from "../against_stock.ts";

const shape = fc.array(fc.constantFrom(1, 2, 3, 4, 7, 16), { minLength: 1, maxLength: 4 });
const withSeeds = fc.tuple(shape, fc.nat(), fc.array(fc.nat(), { minLength: 4, maxLength: 4 }));

Deno.test("slice, pad, tile, concat and transpose are the stock backend's", () =>
  fc.assert(
    fc.property(withSeeds, ([shape, seed, draws]) =>
      sameAsStock(0, () => {
        const x = normals(shape, seed).toTensor();
        const begin = shape.map((n, i) => draws[i] % n);
        const size = shape.map((n, i) => 1 + draws[i] % (n - begin[i]));
        const paddings = shape.map((_, i): [number, number] => [draws[i] % 3, draws[i] % 2]);
        const axis = draws[0] % shape.length, other: number[] = [...shape];
        other[axis] = 1 + draws[1] % 4;
        const permutation = shape.map((_, i) => i).sort((a, b) => draws[a] - draws[b]);
        return [
          tf.slice(x, begin, size),
          tf.pad(x, paddings, 0.5),
          tf.tile(x, shape.map((_, i) => 1 + draws[i] % 2)),
          tf.concat([x, normals(other, seed + 1).toTensor(), x], axis),
          tf.transpose(x, permutation),
        ];
      })),
    { numRuns: 60 },
  ));

Deno.test("rearrangements that threads share are the stock backend's", () =>
  sameAsStock(0, () => {
    const x = normals([12, 28, 28, 9], 1).toTensor(), matrix = normals([301, 203], 2).toTensor();
    return [
      tf.transpose(x, [0, 3, 1, 2]),
      tf.transpose(matrix),
      tf.transpose(x, [3, 2, 1, 0]),
      tf.slice(x, [3, 1, 0, 2], [8, 26, 28, 5]),
      tf.pad(x, [[0, 0], [2, 1], [1, 2], [0, 0]]),
      tf.concat([x, x], 3),
      ...tf.split(x, 3, 3),
      tf.stack([matrix, matrix], 1),
    ];
  }));

Deno.test("gather takes rows in any order, and int32 ones too", () =>
  fc.assert(
    fc.property(fc.array(fc.nat(9), { maxLength: 20 }), fc.nat(40), (rows, n) =>
      sameAsStock(0, () => {
        const indices = tf.tensor1d(rows, "int32");
        const x = normals([10, n + 1], n).toTensor();
        return [tf.gather(x, indices), tf.gather(tf.cast(tf.round(x), "int32"), indices)];
      })),
    { numRuns: 40 },
  ));
