/** Variational autoencoders of grey and colour images. */
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import {
  denseAutoencoder,
  denseVariationalAutoencoder,
  evaluate,
  evidence,
  fit,
  imageSet,
  importanceBound,
  loadAutoencoder,
  prior,
  Random,
  sampleImages,
  type VariationalAutoencoder,
} from "@autoencoders";
import { gaussianLogLikelihood } from "../../lib/models/mod.ts";
import { close } from "../helpers/close.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";

/** Colour images of 4×4 pixels: a gradient between two random colours. */
function colours(count: number, seed: number) {
  const random = new Random(seed), pixels = new Uint8Array(count * 48);
  for (let i = 0; i < count; i++) {
    const from = [1, 2, 3].map(() => random.integer(256)),
      to = [1, 2, 3].map(() => random.integer(256));
    for (let j = 0; j < 48; j++) {
      const share = Math.floor(j / 3) / 15;
      pixels[i * 48 + j] = Math.round((1 - share) * from[j % 3] + share * to[j % 3]);
    }
  }
  return imageSet(pixels, { height: 4, width: 4, channels: 3 });
}

const options = { widths: [32], latent: 6, height: 4, width: 4, channels: 3 };
const gaussian = (deviation: number) => ({ kind: "gaussian", deviation }) as const;
const train = colours(256, 1), test = colours(64, 2);

/** ∫ N(u; mean, deviation²) du within half a grey level of x. */
function mass(x: number, mean: number, deviation: number, maximum: number): number {
  const steps = 400, width = 1 / maximum;
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const u = x + ((i + 0.5) / steps - 0.5) * width;
    sum += Math.exp(-0.5 * ((u - mean) / deviation) ** 2);
  }
  return sum * width / steps / (deviation * Math.sqrt(2 * Math.PI));
}

Deno.test("the Gaussian likelihood is at most the probability of a byte, and near it where the deviation is not small", () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 255 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0.002, max: 1, noNaN: true }),
      (byte, mean, deviation) => {
        const x = byte / 255, exact = Math.log(mass(x, mean, deviation, 255));
        fc.pre(exact > -50);
        const [nats] = tf.tidy(() =>
          gaussianLogLikelihood(
            tf.tensor4d([x], [1, 1, 1, 1]),
            tf.tensor4d([mean], [1, 1, 1, 1]),
            gaussian(deviation),
            255,
          ).dataSync()
        );
        ok(nats <= exact + 1e-3 * Math.abs(exact) + 1e-4, `${nats} of ${exact}`);
        if (deviation > 0.05) close([nats], [exact], 0.02);
      },
    ),
  ));

Deno.test("a Gaussian network of colour images learns, and its bound is that of its last validation", async () => {
  const model = denseVariationalAutoencoder({ ...options, likelihood: gaussian(0.1) }, 1);
  const before = evidence(model, test, new Random(1));
  const run = { epochs: 30, batchSize: 32, seed: 1, learningRate: 0.005, validation: test };
  const { last } = await fit(model, train, run);
  const after = evidence(model, test, new Random(1), 20);
  ok(
    after.bitsPerPixel < before.bitsPerPixel - 1,
    `${before.bitsPerPixel} to ${after.bitsPerPixel}`,
  );
  close([-last!.validationLoss!], [after.elbo], 0.02 * Math.abs(after.elbo));
  ok(importanceBound(model, test, 50, new Random(1)).bound > after.elbo);

  const deviation = Math.sqrt(evaluate(model, test).mse);
  model.spec.likelihood = gaussian(deviation);
  ok(
    evidence(model, test, new Random(1), 20).elbo > after.elbo,
    "the best deviation is the error's",
  );
  strictEqual(sampleImages(model, prior(6), 3, new Random(1)).channels, 3);
  await inTempFolder(async (folder) => {
    await model.save(`${folder}/model`);
    const twin = await loadAutoencoder(`${folder}/model`) as VariationalAutoencoder;
    deepStrictEqual(twin.spec.likelihood, gaussian(deviation));
    strictEqual(
      evidence(twin, test, new Random(1)).elbo,
      evidence(model, test, new Random(1)).elbo,
    );
    twin.dispose();
  });
  model.dispose();
});

Deno.test("a likelihood that is none, or of a plain autoencoder, is refused, and grey images of a network without", () => {
  const refused: [() => unknown, string, string][] = [
    [
      () => denseVariationalAutoencoder({ ...options, likelihood: gaussian(0) }, 1),
      "RangeError",
      "deviation of the likelihood must be positive and finite, got 0",
    ],
    [
      () => denseVariationalAutoencoder({ ...options, likelihood: { kind: "normal" } as never }, 1),
      "RangeError",
      "likelihood must be one of gaussian, got normal",
    ],
    [
      () => denseAutoencoder({ ...options, likelihood: gaussian(1) }, 1),
      "RangeError",
      "likelihood is an option of variational autoencoders only",
    ],
  ];
  for (const [call, name, message] of refused) throws(call, { name, message });
  const model = denseVariationalAutoencoder(options, 1);
  throws(() => evidence(model, test, new Random(1)), {
    name: "RangeError",
    message:
      /binarize\(\) the images, or give the network a likelihood \{ kind: "gaussian", deviation \}$/,
  });
  model.dispose();
});
