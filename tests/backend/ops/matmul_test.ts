import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import { nativeBackends, normals, sameAsStock } from "../against_stock.ts";
import { checkGradient } from "../finite_differences.ts";

const size = fc.constantFrom(1, 2, 3, 5, 8, 13, 17, 33, 70);

Deno.test("matMul is the stock backend's in all four transpositions, batched or not", () =>
  fc.assert(
    fc.property(
      fc.record({ m: size, n: size, k: size, batch: fc.constantFrom([], [1], [3], [2, 2]) }),
      fc.tuple(fc.boolean(), fc.boolean(), fc.constantFrom("both", "a", "b")),
      fc.nat(),
      ({ m, n, k, batch }, [ta, tb, batched], seed) =>
        sameAsStock(2e-6, () => {
          const outer = (which: string) => batched === "both" || batched === which ? batch : [];
          const a = normals([...outer("a"), ...ta ? [k, m] : [m, k]], seed).toTensor();
          const b = normals([...outer("b"), ...tb ? [n, k] : [k, n]], seed + 1).toTensor();
          return [tf.matMul(a, b, ta, tb)];
        }),
    ),
    { numRuns: 80 },
  ));

Deno.test("fused matMul adds the bias and applies the activation as the stock backend does", () =>
  fc.assert(
    fc.property(
      fc.tuple(size, size, size, fc.nat()),
      fc.constantFrom("linear", "relu", "relu6", "elu", "sigmoid", "leakyrelu" as const),
      ([m, n, k, seed], activation) =>
        sameAsStock(2e-6, () => {
          const a = normals([m, k], seed).toTensor() as tf.Tensor2D;
          const b = normals([k, n], seed + 1).toTensor() as tf.Tensor2D;
          const bias = normals([n], seed + 2).toTensor();
          return [
            tf.fused.matMul({ a, b, bias, activation: activation as "relu", leakyreluAlpha: 0.3 }),
          ];
        }),
    ),
    { numRuns: 60 },
  ));

Deno.test("products that threads share by rows, by columns and by matrices are those of the stock backend", () =>
  sameAsStock(2e-6, () => {
    const a = normals([301, 128], 1).toTensor(), b = normals([128, 77], 2).toTensor();
    const wide = normals([128, 1003], 3).toTensor(), few = normals([5, 128], 4).toTensor();
    const stack = normals([7, 40, 128], 5).toTensor();
    return [tf.matMul(a, b), tf.matMul(few, wide), tf.matMul(stack, b.expandDims(0))];
  }));

Deno.test("large products with few rows or columns, computed in pieces, are those of the stock backend", () =>
  sameAsStock(2e-6, () => {
    const few = normals([200, 8], 1).toTensor() as tf.Tensor2D;
    const many = normals([200, 1410], 2).toTensor() as tf.Tensor2D;
    const even = normals([8, 200], 3).toTensor() as tf.Tensor2D,
      bias = normals([1408], 4).toTensor();
    const b = tf.slice(many, [0, 0], [200, 1408]);
    return [
      tf.matMul(few, many, true),
      tf.matMul(many, few, true),
      tf.fused.matMul({ a: even, b, bias, activation: "relu" }),
    ];
  }));

Deno.test("a product has NaN and infinity where the stock backend has them", () =>
  sameAsStock(1e-6, () => [
    tf.matMul(tf.tensor2d([[1, NaN], [2, 3], [Infinity, 1]]), tf.tensor2d([[1, 2, 3], [4, 5, 6]])),
  ]));

Deno.test("the gradients of a product agree with finite differences", () => {
  for (const name of nativeBackends) {
    const x = [[0.5, -1, 2], [1.5, 0.25, -0.75]];
    checkGradient(name, (x) => tf.matMul(x, tf.tensor2d([[1, 2], [3, -4], [5, 6]])), x);
    checkGradient(name, (x) => tf.matMul(x, x, true, false), x);
  }
});
