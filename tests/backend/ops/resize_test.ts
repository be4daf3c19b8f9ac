import { ok } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import { nativeBackends, normals, on, sameAsStock } from "../against_stock.ts";

// Relative to the largest number of a result.
const TOLERANCE = 1e-6;

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

  // Resizing is linear, so its gradient must satisfy ⟨dy, R·v⟩ = ⟨Rᵀ·dy, v⟩. The gradients of tfjs
  // 4.22 do not: see lib/backend/ops/resize/kernels.ts.
  Deno.test(`the gradient of ${name}() is its adjoint, for every size and alignment`, () =>
    fc.assert(
      fc.property(sizes, ({ batch, from, to, channels, alignment, seed }) => {
        for (const name of nativeBackends) {
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
