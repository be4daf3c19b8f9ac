import { deepStrictEqual, notDeepStrictEqual, ok } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { fit } from "@autoencoders";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses, weightsOf } from "../helpers/training_data.ts";

Deno.test("frozen layers keep their weights and running means, the others learn; afterwards none is frozen", async () => {
  const model = tiny({ batchNormalization: true });
  const before = weightsOf(model), encoderWeights = model.encoder.weights.length;
  await fit(model, crosses(64, 1), { epochs: 2, seed: 1, frozen: ["encoder"] });
  const after = weightsOf(model);
  deepStrictEqual(after.slice(0, encoderWeights), before.slice(0, encoderWeights));
  after.slice(encoderWeights).forEach((weight, i) =>
    notDeepStrictEqual(weight, before[encoderWeights + i])
  );
  ok(model.logits.layers.every((layer) => layer.trainable || layer.weights.length === 0));
  await fit(model, crosses(64, 1), { epochs: 1, seed: 1 });
  notDeepStrictEqual(weightsOf(model)[0], before[0]);
  model.dispose();
});

Deno.test("a single layer can be frozen by its name", async () => {
  const model = tiny();
  const before = weightsOf(model);
  await fit(model, crosses(64, 1), { epochs: 1, seed: 1, frozen: ["encoder_2_dense"] });
  const same = weightsOf(model).map((weight, i) =>
    weight.every((value, j) => value === before[i][j])
  );
  deepStrictEqual(same, [true, true, false, false, false, false, false, false]);
  model.dispose();
});

Deno.test("a frozen batch normalisation uses its running means in training", () => {
  const model = tiny({ batchNormalization: true });
  const layer = model.encoder.layers.find((layer) =>
    layer.getClassName() === "BatchNormalization"
  )!;
  tf.tidy(() => {
    const x = tf.add(tf.mul(tf.ones([6, 8]), 3), tf.range(0, 48).reshape([6, 8]));
    const mean = (training: boolean) =>
      tf.mean(layer.call(x, { training }) as tf.Tensor).dataSync()[0];
    layer.trainable = false;
    ok(Math.abs(mean(true) - mean(false)) < 1e-6 && mean(true) > 20);
    layer.trainable = true;
    ok(Math.abs(mean(true)) < 1e-5);
  });
  model.dispose();
});
