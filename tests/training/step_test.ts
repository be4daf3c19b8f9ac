import { ok, rejects, strictEqual } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import { fit } from "@autoencoders";
import { clipped } from "../../lib/training/optimizers/clip.ts";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses, weightsOf } from "../helpers/training_data.ts";

const float = fc.float({ min: -100, max: 100, noNaN: true });

Deno.test("clip: no value beyond its bound, no length beyond its norm, the direction kept", () =>
  fc.assert(fc.property(
    fc.array(float, { minLength: 1, maxLength: 9 }),
    fc.array(float, { minLength: 1, maxLength: 9 }),
    fc.double({ min: 0.01, max: 50, noNaN: true }),
    (a, b, bound) =>
      tf.tidy(() => {
        const gradients = { a: tf.tensor1d(a), b: tf.tensor1d(b) };
        const all = (map: tf.NamedTensorMap) =>
          Object.values(map).flatMap((t) => [...t.dataSync()]);
        const before = all(gradients);
        const values = all(clipped(gradients, { value: bound }));
        values.forEach((value, i) =>
          ok(Math.abs(value - Math.max(-bound, Math.min(bound, before[i]))) < 1e-5)
        );
        const length = Math.hypot(...before), scale = Math.min(1, bound / length);
        all(clipped(gradients, { norm: bound })).forEach((value, i) =>
          ok(Math.abs(value - (length === 0 ? 0 : before[i] * scale)) < 1e-4)
        );
      }),
  )));

Deno.test("a clipped run moves the weights less far than a free one", async () => {
  const distance = async (norm?: number) => {
    const model = tiny({}, 4), before = weightsOf(model).flat();
    await fit(model, crosses(32, 1), {
      epochs: 1,
      batchSize: 32,
      seed: 1,
      optimizer: { kind: "momentum", momentum: 0 },
      learningRate: 1,
      clip: { norm },
    });
    const after = weightsOf(model).flat();
    model.dispose();
    return Math.hypot(...after.map((value, i) => value - before[i]));
  };
  // Plain gradient descent with rate 1 moves by the gradient itself.
  const free = await distance(), bound = free / 10;
  ok(Math.abs(await distance(bound) - bound) < 1e-4 * bound + 1e-6);
  ok(Math.abs(await distance(free * 2) - free) < 1e-6);
});

Deno.test("checkFinite names step, layer and last good loss; the weights stay finite", async () => {
  const model = tiny({ output: "linear" });
  await rejects(
    fit(model, crosses(64, 1), {
      epochs: 5,
      batchSize: 16,
      seed: 1,
      learningRate: 1e30,
      checkFinite: true,
    }),
    {
      name: "RangeError",
      message: /loss became (NaN|Infinity) at epoch 1, batch 2 of 4.*(encoder|decoder)_\d.*0\.\d/,
    },
  );
  model.dispose();
  const free = tiny({ output: "linear" });
  const history = await fit(free, crosses(64, 1), {
    epochs: 2,
    seed: 1,
    batchSize: 16,
    learningRate: 1e30,
  });
  strictEqual(Number.isFinite(history.last!.loss), false);
  free.dispose();
});
