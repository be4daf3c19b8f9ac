/** Training for the rate makes a network's files smaller at the same error. */
import { ok, rejects } from "node:assert/strict";
import { type Autoencoder, fit, useBackend } from "@autoencoders";
import { fitLossyModel, LossyCodec, type RateOptions, trainForRate } from "@autoencoders/codec";
import { tiny } from "../../helpers/tiny_models.ts";
import { crosses } from "../../helpers/training_data.ts";

await useBackend({ prefer: "wasm", threads: 1 });
const images = crosses(512, 1), test = crosses(200, 2);

/** Squared error of an image + λ · its bits, in a file. */
function cost(network: Autoencoder, lambda: number, step: number): number {
  const model = fitLossyModel(network, images, { components: 4, step });
  const codec = new LossyCodec(network, model, { step });
  const stream = codec.encode(test.pixels), decoded = codec.decode(stream, test.count);
  const error = decoded.reduce((sum, v, i) => sum + ((v - test.pixels[i]) / 255) ** 2, 0);
  return (error + lambda * 8 * stream.length) / test.count;
}

Deno.test("training for the rate lowers squared error + λ · bits", async () => {
  const network = tiny({ widths: [16], output: "linear" });
  await fit(network, images, {
    epochs: 8,
    seed: 1,
    batchSize: 32,
    learningRate: 1e-2,
    loss: "mse",
  });
  const lambda = 0.1, step = 0.8, before = cost(network, lambda, step);
  const bytes: number[] = [];
  await trainForRate(network, images, {
    ...{ lambda, step, epochs: 6, batchSize: 32, learningRate: 3e-3, components: 4 },
    monitor: (record) => bytes.push(record.bytes),
  });
  ok(bytes.length === 6 && bytes.every((value) => value > 0 && value < 10), bytes.join());
  const after = cost(network, lambda, step);
  ok(after < 0.98 * before, `${before} before, ${after} after`);
});

Deno.test("unknown and impossible options are refused, a stop signal ends the run", async () => {
  const network = tiny();
  const unknown = { lambda: 1, epoch: 3 } as RateOptions;
  await rejects(trainForRate(network, images, unknown), /epoch/);
  await rejects(trainForRate(network, images, { lambda: -1 }), /lambda/);
  const signal = AbortSignal.abort(new Error("stop"));
  await rejects(trainForRate(network, images, { lambda: 1, signal, components: 2 }), /stop/);
});

Deno.test("training for the rate that diverges is an error that says when", async () => {
  // One epoch of one batch: no later loss shows that the step broke the weights.
  for (const batchSize of [64, images.count]) {
    const network = tiny(), options = { lambda: 1e39, epochs: 1, batchSize, components: 2 };
    await rejects(trainForRate(network, images, options), {
      name: "RangeError",
      message:
        /^\S.* became NaN or infinite at epoch 1, batch [12]; a lower learningRate may help$/,
    });
    network.dispose();
  }
});
