import { ok } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import { fit } from "@autoencoders";
import { type Clip, clipGradients } from "../../lib/training/optimizers/clip.ts";
import { close } from "../helpers/close.ts";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses, weightsOf } from "../helpers/training_data.ts";

const components = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), {
  minLength: 1,
  maxLength: 9,
});

Deno.test("clipping bounds every component by `value`, the length of all by `norm`", () =>
  fc.assert(
    fc.property(
      components,
      components,
      fc.double({ min: 0.01, max: 50, noNaN: true }),
      (a, b, bound) =>
        tf.tidy(() => {
          const gradients = { a: tf.tensor1d(a), b: tf.tensor1d(b) };
          const clipped = (clip: Clip) =>
            Object.values(clipGradients(gradients, clip)).flatMap((g) => [...g.dataSync()]);
          const before = [...a, ...b], length = Math.hypot(...before);
          const limited = before.map((g) => Math.max(-bound, Math.min(bound, g)));
          close(clipped({ value: bound }), limited, 1e-5);
          const scale = length === 0 ? 1 : Math.min(1, bound / length);
          close(clipped({ norm: bound }), before.map((g) => g * scale), 1e-4);
        }),
    ),
  ));

Deno.test("a clipped run changes the weights by at most the bound, a free one by the gradient", async () => {
  const distance = async (norm?: number) => {
    const model = tiny({}, 4), before = weightsOf(model).flat();
    await fit(model, crosses(32, 1), {
      epochs: 1,
      batchSize: 32,
      seed: 1,
      // Gradient descent with rate 1: a step is the gradient itself.
      optimizer: { kind: "momentum", momentum: 0 },
      learningRate: 1,
      clip: { norm },
    });
    const after = weightsOf(model).flat();
    model.dispose();
    return Math.hypot(...after.map((value, i) => value - before[i]));
  };
  const free = await distance(), bound = free / 10;
  ok(Math.abs(await distance(bound) - bound) < 1e-4 * bound + 1e-6);
  ok(Math.abs(await distance(free * 2) - free) < 1e-6);
});
