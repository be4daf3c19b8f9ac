import { deepStrictEqual, ok } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import { fit } from "@autoencoders";
import { type Clip, clipGradients } from "../../lib/training/optimizers/clip.ts";
import { Schedule } from "../../lib/training/optimizers/schedule.ts";
import { close } from "../helpers/close.ts";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses, weightsOf } from "../helpers/training_data.ts";

const tolerance = 1e-12;
const rates = (schedule: Schedule, ...steps: number[]) => steps.map((step) => schedule.rate(step));

Deno.test("a constant schedule keeps its rate, after a linear warm-up", () => {
  const plain = new Schedule("constant", 0.1, 10, 4);
  deepStrictEqual(rates(plain, 0, 5, 39), [0.1, 0.1, 0.1]);
  const warm = new Schedule({ kind: "constant", warmUpEpochs: 0.5 }, 0.1, 10, 4);
  close(rates(warm, 0, 1, 2, 3, 4, 5), [0.02, 0.04, 0.06, 0.08, 0.1, 0.1], tolerance);
});

Deno.test("a cosine schedule falls from the rate to its floor along half a wave", () => {
  const cosine = new Schedule("cosine", 2, 10, 10);
  close(rates(cosine, 0, 25, 50), [2, 1 + Math.SQRT1_2, 1], tolerance);
  ok(cosine.rate(99) > 0 && cosine.rate(99) < 0.001);
  const warm = new Schedule({ kind: "cosine", warmUpEpochs: 2, floor: 0.1 }, 2, 10, 10);
  close(rates(warm, 9, 20, 60, 100), [1, 2, 0.2 + 1.8 / 2, 0.2], tolerance);
});

Deno.test("a warm-up may take the whole run, and reaches the rate with its last step", () => {
  const schedule = new Schedule({ kind: "cosine", warmUpEpochs: 2 }, 0.1, 10, 2);
  close(rates(schedule, 0, 19), [0.005, 0.1], tolerance);
});

Deno.test("a plateau schedule halves the rate when the loss does not fall, down to its minimum", () => {
  const plateau = new Schedule({ kind: "plateau", patience: 2, minimum: 0.3 }, 1, 1, 20);
  const found = [5, 4, 4, 4.5, 3, 3, 3, 3, 3, 3, 3].map((loss) => {
    plateau.endEpoch(loss);
    return plateau.rate(0);
  });
  deepStrictEqual(found, [1, 1, 1, 0.5, 0.5, 0.5, 0.3, 0.3, 0.3, 0.3, 0.3]);
});

Deno.test("fit() follows its schedule and records the rate of each epoch's last batch", async () => {
  const model = tiny();
  const { records } = await fit(model, crosses(32, 1), {
    epochs: 4,
    batchSize: 8,
    seed: 1,
    learningRate: 0.01,
    schedule: "cosine",
  });
  const expected = [3, 7, 11, 15].map((step) => 0.01 * (1 + Math.cos(Math.PI * step / 16)) / 2);
  close(records.map(({ learningRate }) => learningRate), expected, tolerance);
  model.dispose();
});

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
