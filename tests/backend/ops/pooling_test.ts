import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import { convolutions, normals, sameAsStock } from "../against_stock.ts";

// Relative to the largest number of a result; the stock backend sums in float64.
const TOLERANCE = 1e-6;

const pooled = (kind: "max" | "avg") =>
  fc.property(
    convolutions,
    ({ batch, height, width, channels, kernel, strides, pad, seed }) =>
      sameAsStock(TOLERANCE, () => {
        const x = normals([batch, height, width, channels], seed).toTensor() as tf.Tensor4D;
        // tf.pool takes explicit padding only as one number, so the kernels are called directly.
        const attributes = { filterSize: kernel, strides, pad, dimRoundingMode: "floor" };
        const run = (name: string, inputs: Record<string, tf.Tensor>) =>
          tf.engine().runKernel(name, inputs as never, attributes as never) as tf.Tensor;
        const y = run(kind === "max" ? "MaxPool" : "AvgPool", { x });
        const dy = normals(y.shape, seed + 1).toTensor();
        return kind === "max"
          ? [y, run("MaxPoolGrad", { dy, input: x, output: y })]
          : [y, run("AvgPoolGrad", { dy, input: x })];
      }),
  );

Deno.test("max pooling and its gradient are the stock backend's, for every window", () =>
  fc.assert(pooled("max"), { numRuns: 200 }));

Deno.test("average pooling and its gradient are the stock backend's, for every window", () =>
  fc.assert(pooled("avg"), { numRuns: 200 }));

Deno.test("pooling treats NaN and infinity as the stock backend does", () =>
  fc.assert(fc.property(
    fc.array(fc.constantFrom(NaN, Infinity, -Infinity, 0, 1, 1, -2), {
      minLength: 48,
      maxLength: 48,
    }),
    fc.constantFrom(1, 3, 4),
    (values, channels) =>
      sameAsStock(TOLERANCE, () => {
        const x = tf.tensor4d(values, [1, 48 / channels / 4, 4, channels]);
        const back = (pool: (x: tf.Tensor4D) => tf.Tensor) =>
          tf.grad((x) => pool(x as tf.Tensor4D))(x);
        const maximum = (x: tf.Tensor4D) => tf.maxPool(x, 2, 1, "same");
        const average = (x: tf.Tensor4D) => tf.avgPool(x, [2, 3], 2, "same");
        return [maximum(x), back(maximum), average(x), back(average)];
      }),
  )));

Deno.test("of equal maxima, the first gets the gradient", () =>
  sameAsStock(0, () => {
    const x = tf.ones<tf.Rank.R4>([2, 4, 4, 5]);
    return [tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid"))(x)];
  }));
