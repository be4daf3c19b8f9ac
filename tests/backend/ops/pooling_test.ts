import { ok } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import { convolutions, normals, on, ours, sameAsStock } from "../against_stock.ts";

// Of the largest number of a result; the stock backend sums in float64.
const TOLERANCE = 1e-6;

const pooled = (kind: "max" | "avg") =>
  fc.property(
    convolutions,
    ({ batch, height, width, channels, kernel, strides, pad, seed }) =>
      sameAsStock(TOLERANCE, () => {
        const x = normals([batch, height, width, channels], seed).toTensor() as tf.Tensor4D;
        // tf.pool pads explicitly by number alone, so the kernels are asked as tf.layers would.
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

Deno.test("equal maxima: the first one gets the gradient", () =>
  sameAsStock(0, () => {
    const x = tf.ones<tf.Rank.R4>([2, 4, 4, 5]);
    return [tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid"))(x)];
  }));

const sizes = fc.record({
  batch: fc.constantFrom(1, 2, 0),
  from: fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })),
  to: fc.tuple(fc.integer({ min: 1, max: 13 }), fc.integer({ min: 1, max: 13 })),
  channels: fc.constantFrom(1, 3, 4, 9),
  alignment: fc.constantFrom<[boolean, boolean]>([false, false], [true, false], [false, true]),
  seed: fc.nat(),
});

const resizers = {
  resizeNearestNeighbor: tf.image.resizeNearestNeighbor,
  resizeBilinear: tf.image.resizeBilinear,
};

for (const [name, resize] of Object.entries(resizers)) {
  Deno.test(`${name}() is the stock backend's, for every size and alignment`, () =>
    fc.assert(
      fc.property(sizes, ({ batch, from, to, channels, alignment, seed }) =>
        sameAsStock(TOLERANCE, () => {
          const x = normals([batch, ...from, channels], seed).toTensor() as tf.Tensor4D;
          return [resize(x, to, ...alignment)];
        })),
      { numRuns: 200 },
    ));

  // Resizing is linear, so ⟨dy, R·v⟩ = ⟨Rᵀ·dy, v⟩ is what its gradient has to obey. tfjs 4.22's own
  // gradients do not: see lib/backend/convolution/resize_kernels.ts.
  Deno.test(`the gradient of ${name}() is its adjoint, for every size and alignment`, () =>
    fc.assert(
      fc.property(sizes, ({ batch, from, to, channels, alignment, seed }) => {
        for (const name of ours) {
          const [forward, back, scale] = on(name, () => {
            const x = normals([batch, ...from, channels], seed).toTensor() as tf.Tensor4D;
            const dy = normals([batch, ...to, channels], seed + 1).toTensor();
            const resized = resize(x, to, ...alignment);
            const dx = tf.grad((x) => resize(x as tf.Tensor4D, to, ...alignment))(x, dy);
            return [resized.mul(dy).sum(), dx.mul(x).sum(), resized.mul(dy).abs().sum()];
          }).map(({ values }) => values[0]);
          ok(Math.abs(forward - back) <= 1e-5 * (scale + 1), `${forward} is not ${back}`);
        }
      }),
      { numRuns: 200 },
    ));
}
