import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { binarize, binarizeStochastic, fit, type FitOptions, Random } from "@autoencoders";
import { divergence } from "../../lib/models/mod.ts";
import { betaAt, elboLoss } from "../../lib/training/objective/elbo.ts";
import { tinyVariational } from "../helpers/tiny_models.ts";
import { crosses, weightsOf } from "../helpers/training_data.ts";

const images = binarize(crosses(100, 1)), validation = binarize(crosses(30, 2));
const brief: FitOptions = { epochs: 3, batchSize: 16, seed: 5, learningRate: 0.01 };

async function trained(options: Partial<FitOptions> = {}, widths = [8]) {
  const model = tinyVariational({ widths });
  try {
    const history = await fit(model, images, { ...brief, ...options });
    return { weights: weightsOf(model), history };
  } finally {
    model.dispose();
  }
}

Deno.test("the KL divergence from N(0, 1) is the integral of q · (ln q − ln p)", () => {
  for (const [mean, deviation] of [[0, 1], [2, 1], [0, 0.5], [-1, 3]]) {
    const klDivergence = tf.tidy(() =>
      divergence({
        mean: tf.tensor2d([[mean]]),
        logVariance: tf.tensor2d([[2 * Math.log(deviation)]]),
      }).dataSync()[0]
    );
    let integral = 0;
    const step = 1e-2;
    for (let z = mean - 12 * deviation; z < mean + 12 * deviation; z += step) {
      const logQ = -Math.log(deviation) - ((z - mean) / deviation) ** 2 / 2;
      integral += step * Math.exp(logQ) / Math.sqrt(2 * Math.PI) * (logQ + z * z / 2);
    }
    ok(
      Math.abs(klDivergence - integral) < 1e-5,
      `N(${mean}, ${deviation}²): ${klDivergence}, not ${integral}`,
    );
  }
});

Deno.test("the KL divergence is of each unit: 0 for N(0, 1), ½·μ² for N(μ, 1)", () => {
  const found = tf.tidy(() =>
    divergence({ mean: tf.tensor2d([[0, 2]]), logVariance: tf.zeros([1, 2]) }).dataSync()
  );
  deepStrictEqual([...found], [0, 2]);
});

Deno.test("β grows linearly in the warm-up and then stays", () => {
  const spec = { kind: "elbo", beta: 4, warmUpEpochs: 2 } as const;
  deepStrictEqual([0, 0.5, 1, 2, 9].map((epochs) => betaAt(spec, epochs)), [0, 1, 2, 4, 4]);
  strictEqual(betaAt({ kind: "elbo" }, 0), 1);
});

Deno.test("with free bits a unit whose KL term is lower counts as much as that", () => {
  const model = tinyVariational();
  const lossOf = (freeBits: number, beta = 1) =>
    tf.tidy(() => {
      const x = images.slice(0, 8).tensor();
      const context = { random: new Random(3), epochs: 0 };
      const spec = { kind: "elbo", freeBits, beta } as const;
      const batch = { inputs: x, targets: x, maximum: 255, labels: () => undefined };
      return elboLoss(model, batch, spec, context).dataSync()[0];
    });
  const distortion = lossOf(0, 0);
  const many = lossOf(100) - distortion, none = lossOf(0), little = lossOf(1e-9);
  ok(Math.abs(many - 3 * 100) < 1e-3, `${many}`);
  ok(Math.abs(none - little) < 1e-5);
  model.dispose();
});

Deno.test("fit() raises the bound; its two terms add up to the loss", async () => {
  const { history } = await trained({ epochs: 20, validation, learningRate: 0.03 }, [32]);
  // 7 of 16 pixels are white: independent pixels have 16·H(7/16) = 11 nats, the crosses ln 16.
  const last = history.last!;
  ok(last.validationLoss! < 9, `${last.validationLoss}`);
  ok(last.validationLoss! > Math.log(16), `${last.validationLoss}`);
  ok(last.loss < 9);
  for (const { validationLoss, validationDistortion, validationRate } of history.records) {
    ok(Math.abs(validationDistortion! + validationRate! - validationLoss!) < 1e-4);
  }
  ok(last.validationRate! > 0.5, "the codes carry information");
  ok(history.frame().columns.includes("validationRate"));
});

Deno.test("the same seed gives the same bits of a variational autoencoder, another seed does not", async () => {
  const options = { validation, loss: { kind: "elbo", warmUpEpochs: 2, freeBits: 0.1 } } as const;
  const [one, twin] = [await trained(options), await trained(options)];
  deepStrictEqual(one.weights, twin.weights);
  deepStrictEqual(
    one.history.records.map(({ loss, validationLoss }) => [loss, validationLoss]),
    twin.history.records.map(({ loss, validationLoss }) => [loss, validationLoss]),
  );
  notDeepStrictEqual(one.weights, (await trained({ ...options, seed: 6 })).weights);
  notDeepStrictEqual(one.weights, (await trained({ validation })).weights);
  deepStrictEqual((await trained({ ...options, validation: undefined })).weights, one.weights);
});

Deno.test("the larger β, the less information the codes carry", async () => {
  const rates = [];
  for (const beta of [0, 1, 8]) {
    const loss = { kind: "elbo", beta } as const;
    const { history } = await trained({ epochs: 10, learningRate: 0.02, validation, loss });
    rates.push(history.last!.validationRate!);
  }
  ok(rates[0] > 1.5 * rates[1] && rates[1] > 1.5 * rates[2], rates.join(", "));
});

Deno.test("training a variational autoencoder leaves no tensor behind", async () => {
  const model = tinyVariational(), before = tf.memory().numTensors;
  const optimizer = { kind: "adamw" } as const;
  await fit(model, images, { ...brief, validation, optimizer, earlyStopping: { patience: 1 } });
  strictEqual(tf.memory().numTensors, before);
  model.dispose();
});

Deno.test("augment may sample grey images as black and white in each epoch", async () => {
  const grey = images.with(images.pixels.map((pixel) => pixel ? 200 : 55), undefined, 255);
  const draws = new Set<string>();
  const model = tinyVariational();
  const history = await fit(model, grey, {
    ...brief,
    validation: binarizeStochastic(grey, new Random(1)),
    augment: (images, random) => {
      const drawn = binarizeStochastic(images, random);
      draws.add(drawn.pixels.join());
      return drawn;
    },
  });
  strictEqual(draws.size, 3);
  ok(
    history.last!.validationLoss! < 16,
    "the loss may be at most 16 pixels of about ln 2 nats each",
  );
  model.dispose();
});
