import { ok, rejects, strictEqual } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { fit } from "@autoencoders";
import { close } from "../helpers/close.ts";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses, weightsOf } from "../helpers/training_data.ts";

Deno.test("a step of fit() is the step that plain tfjs takes", async () => {
  const model = tiny(), twin = tiny();
  const all = crosses(8, 3);
  await fit(model, all, { epochs: 3, batchSize: 8, seed: 1, loss: "mse", learningRate: 0.01 });
  const optimizer = tf.train.adam(0.01, 0.9, 0.999, 1e-7);
  const variables = twin.logits.trainableWeights.map(({ name }) =>
    tf.engine().registeredVariables[name]
  );
  const loss = () => {
    const x = all.tensor();
    const logits = twin.logits.apply(x) as tf.Tensor;
    return tf.mean(tf.squaredDifference(tf.sigmoid(logits), x)) as tf.Scalar;
  };
  for (let step = 0; step < 3; step++) optimizer.minimize(loss, false, variables);
  close(weightsOf(model).flat(), weightsOf(twin).flat(), 1e-5);
  [model, twin].forEach((network) => network.dispose());
});

const diverging = { epochs: 2, batchSize: 16, seed: 1, learningRate: 1e30 };

Deno.test("checkFinite names the batch, the layer and the loss before; the weights stay finite", async () => {
  const model = tiny({ output: "linear" });
  await rejects(fit(model, crosses(64, 1), { ...diverging, checkFinite: true }), {
    name: "RangeError",
    message:
      /^the loss became (NaN|Infinity) at epoch 1, batch 2 of 4;.*(encoder|decoder)_\d.*0\.\d/,
  });
  ok(weightsOf(model).flat().every(Number.isFinite));
  model.dispose();
});

Deno.test("without checkFinite a run whose loss is NaN or infinite goes on", async () => {
  const model = tiny({ output: "linear" });
  const { records } = await fit(model, crosses(64, 1), diverging);
  strictEqual(records.length, 2);
  ok(!Number.isFinite(records[1].loss));
  model.dispose();
});
