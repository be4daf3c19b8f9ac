import * as ae from "@autoencoders";
import { exercise } from "@autoencoders/course";

/** (1/m) Σ (t − y)². */
function squaredError(original: number[], reconstruction: number[]): number {
  let sum = 0;
  for (let i = 0; i < original.length; i++) sum += (original[i] - reconstruction[i]) ** 2;
  return sum / original.length;
}

/** max(z, 0) − t·z + ln(1 + e^−|z|); the exponent is never positive. */
function costFromLogit(target: number, logit: number): number {
  return Math.max(logit, 0) - target * logit + Math.log1p(Math.exp(-Math.abs(logit)));
}

/** A sigmoid as output and a high learning rate: five epochs of a network without inner layers are enough. */
async function beatPca(images: ae.ImageSet): Promise<ae.Autoencoder> {
  const model = ae.denseAutoencoder({ widths: [], latent: 16 }, 1);
  await ae.fit(model, images, {
    epochs: 5,
    batchSize: 64,
    learningRate: 0.01,
    loss: "bce",
    seed: 1,
  });
  return model;
}

/** A trained network, for the wrong answers. */
async function trained(
  options: ae.DenseOptions,
  images: ae.ImageSet,
  epochs: number,
  batchSize = 64,
) {
  const model = ae.denseAutoencoder(options, 1);
  await ae.fit(model, images, { epochs, batchSize, learningRate: 0.01, seed: 1 });
  return model;
}

/** What is wrong with a network that should be better than PCA after a short training, if anything is. */
function pcaProblem(model: ae.Autoencoder, images: ae.ImageSet, unseen: ae.ImageSet) {
  if (model.latent !== 16) return `the code has ${model.latent} numbers, expected 16`;
  const epochs = Number(model.notes.training?.epochs ?? 0);
  if (epochs > 20) return `it was trained for ${epochs} epochs, at most 20 are allowed`;
  const mine = ae.evaluate(model, unseen).mse;
  const pca = ae.evaluate(ae.fitPca(images, 16), unseen).mse;
  if (mine < pca) return undefined;
  return `the MSE on unseen digits is ${mine.toFixed(4)}, ` +
    `and must be below that of PCA-16, ${pca.toFixed(4)}`;
}

export default [
  exercise(squaredError, {
    hint:
      "take the difference at each pixel, square it, and divide the sum by the number of pixels",
    reference: (original, reconstruction) =>
      original.map((t, i) => (t - reconstruction[i]) ** 2).reduce((a, b) => a + b) /
      original.length,
    cases: () => [
      [[0, 1], [0, 1]],
      [[0, 1, 1, 0], [0.5, 0.5, 1, 0]],
      [[1], [0.25]],
      [[0, 0], [0.5, 0]],
    ],
    wrong: {
      "the sum, not the mean": (t, y) => t.reduce((sum, v, i) => sum + (v - y[i]) ** 2, 0),
      "absolute differences": (t, y) =>
        t.reduce((sum, v, i) => sum + Math.abs(v - y[i]), 0) / t.length,
      "the square of the mean difference": (t, y) =>
        (t.reduce((sum, v, i) => sum + v - y[i], 0) / t.length) ** 2,
      "the root": (t, y) => Math.sqrt(squaredError(t, y)),
    },
  }),
  exercise(costFromLogit, {
    hint: "where x is large and positive, ln(1 + eˣ) = x + ln(1 + e⁻ˣ), whose exponent is negative",
    reference: (t, z) => {
      const softplus = (x: number) => x > 30 ? x + Math.exp(-x) : Math.log1p(Math.exp(x));
      return t * softplus(-z) + (1 - t) * softplus(z);
    },
    cases: () => [[1, 0], [0, 2], [0.3, -1.5], [1, -800], [0, 800], [1, 800], [0, -800]],
    wrong: {
      "computes p first": (t, z) => {
        const p = 1 / (1 + Math.exp(-z));
        return -t * Math.log(p) - (1 - t) * Math.log(1 - p);
      },
      "cuts p off at 10⁻⁷": (t, z) => {
        const p = Math.min(Math.max(1 / (1 + Math.exp(-z)), 1e-7), 1 - 1e-7);
        return -t * Math.log(p) - (1 - t) * Math.log(1 - p);
      },
      "the cost of a white pixel only": (t, z) => t * Math.log1p(Math.exp(-z)),
      "stable for negative logits only": (t, z) => Math.log1p(Math.exp(z)) - t * z,
    },
  }),
  exercise(beatPca, {
    hint:
      "a sigmoid output is what PCA lacks, and with a learning rate of 0.01 five epochs are enough",
    verify: async (answer) => {
      await ae.useBackend();
      const { train } = await ae.loadDataset("mnist", {
        trainCount: 12_000,
        testCount: 1,
        warn: () => {}, // the lesson shows where the images are from
      });
      const images = train.slice(0, 10_000), unseen = train.slice(10_000);
      const model = await answer(images);
      if (!(model instanceof ae.Autoencoder)) return "it must return the autoencoder";
      try {
        return pcaProblem(model, images, unseen);
      } finally {
        model.dispose();
      }
    },
    wrong: {
      "an untrained network": {
        answer: () => Promise.resolve(ae.denseAutoencoder({ widths: [], latent: 16 }, 1)),
        verdict: "must be below that of PCA-16",
      },
      "a linear network": {
        answer: (images) => trained({ widths: [], latent: 16, output: "linear" }, images, 3),
        verdict: "must be below that of PCA-16",
      },
      "a code of 32 numbers": {
        answer: (images) => trained({ widths: [], latent: 32 }, images, 1),
        verdict: "the code has 32 numbers, expected 16",
      },
      "more epochs": {
        answer: (images) => trained({ widths: [], latent: 16 }, images, 21, 1000),
        verdict: "trained for 21 epochs, at most 20 are allowed",
      },
    },
  }),
];
