import * as ae from "@autoencoders";
import { exercise } from "@autoencoders/course";

/** A pixel is black where its random number is below the amount. */
function maskNoise(pixels: number[], amount: number, uniform: number[]): number[] {
  return pixels.map((pixel, i) => uniform[i] < amount ? 0 : pixel);
}

/** Pixel i is in row ⌊i / width⌋. */
function bottomMask(height: number, width: number): number[] {
  const mask: number[] = [];
  for (let i = 0; i < height * width; i++) {
    const row = Math.floor(i / width);
    mask.push(row >= Math.ceil(height / 2) ? 1 : 0);
  }
  return mask;
}

/** The variance, and twice the variance. */
function blurAndGuess(values: number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return [variance, 2 * variance];
}

/** The noise is in the input alone, and new in each epoch. */
async function trainDenoiser(model: ae.Autoencoder, images: ae.ImageSet): Promise<void> {
  await ae.fit(model, images, {
    epochs: 20,
    batchSize: 32,
    learningRate: 3e-3,
    seed: 1,
    corrupt: (clean, random) => ae.saltAndPepper(clean, 0.4, random),
  });
}

/** Trains with the options of the solution, apart from the noise. */
const options = { epochs: 20, batchSize: 32, learningRate: 3e-3, seed: 1 };
const noise = (clean: ae.ImageSet, random: ae.Random) => ae.saltAndPepper(clean, 0.4, random);

export default [
  exercise(maskNoise, {
    hint: "compare each random number with the amount, and put the pixels into a new list",
    reference: (pixels, amount, uniform) => {
      const noisy: number[] = [];
      for (let i = 0; i < pixels.length; i++) noisy.push(uniform[i] < amount ? 0 : pixels[i]);
      return noisy;
    },
    cases: () => [
      [[1, 1, 0, 1], 0.4, [0.1, 0.4, 0.2, 0.9]],
      [[1, 1], 0, [0, 0.5]],
      [[1, 0.5], 1, [0, 0.999]],
      [[1, 0.5, 0.25], 0.3, [0.9, 0.8, 0.1]],
    ],
    wrong: {
      "keeps what it should blacken": (pixels, amount, uniform) =>
        pixels.map((pixel, i) => uniform[i] < amount ? pixel : 0),
      "white instead of black": (pixels, amount, uniform) =>
        pixels.map((pixel, i) => uniform[i] < amount ? 1 : pixel),
      "removes the pixels": (pixels, amount, uniform) =>
        pixels.filter((_, i) => uniform[i] >= amount),
      "blackens at amount 0": (pixels, amount, uniform) =>
        pixels.map((pixel, i) => uniform[i] <= amount ? 0 : pixel),
      "dims all pixels": (pixels, amount) => pixels.map((pixel) => pixel * (1 - amount)),
      "one random number for all": (pixels, amount, uniform) =>
        pixels.map((pixel) => uniform[0] < amount ? 0 : pixel),
    },
  }),
  exercise(bottomMask, {
    hint: "pixel i is in row Math.floor(i / width); the first hidden row is Math.ceil(height / 2)",
    reference: (height, width) => [...ae.hiddenHalf("bottom", { height, width })],
    cases: () => [[2, 2], [4, 2], [2, 5], [3, 4]],
    wrong: {
      "hides the top": (height, width) => [...ae.hiddenHalf("top", { height, width })],
      "hides the right half": (height, width) => [...ae.hiddenHalf("right", { height, width })],
      "1 for visible": (height, width) => bottomMask(height, width).map((hidden) => 1 - hidden),
      "hides the middle row": (height, width) =>
        Array.from(
          { length: height * width },
          (_, i) => i >= Math.floor(height / 2) * width ? 1 : 0,
        ),
      "the row by the height": (height, width) =>
        Array.from(
          { length: height * width },
          (_, i) => Math.floor(i / height) >= height / 2 ? 1 : 0,
        ),
    },
  }),
  exercise(blurAndGuess, {
    hint: "the second error is a mean over all pairs of a truth and an answer, equal ones included",
    reference: (values) => {
      const n = values.length, mean = values.reduce((sum, value) => sum + value) / n;
      let blur = 0, guess = 0;
      for (const truth of values) {
        blur += (truth - mean) ** 2 / n;
        for (const answer of values) guess += (truth - answer) ** 2 / n ** 2;
      }
      return [blur, guess];
    },
    cases: () => [[[0, 1]], [[0, 0, 0, 1]], [[0.5]], [[1, 2, 4]]],
    wrong: {
      "the guess never equals the truth": (values) => {
        const n = values.length, [variance] = blurAndGuess(values);
        return [variance, n === 1 ? 0 : 2 * variance * n / (n - 1)];
      },
      "the variance of a sample, by n − 1": (values) =>
        blurAndGuess(values).map((error) => error * values.length / (values.length - 1)),
      "the same error twice": (values) => [blurAndGuess(values)[0], blurAndGuess(values)[0]],
      "a grey of ½ for the mean": (values) => [
        values.reduce((sum, value) => sum + (value - 0.5) ** 2, 0) / values.length,
        blurAndGuess(values)[1],
      ],
      "the other way round": (values) => blurAndGuess(values).toReversed(),
    },
  }),
  exercise(trainDenoiser, {
    hint: "fit() has an option corrupt, which changes the input and leaves the target as it is",
    verify: async (answer) => {
      await ae.useBackend();
      const all = ae.binarize(ae.strokes(600, new ae.Random(1)));
      const train = all.slice(0, 500), clean = all.slice(500);
      const model = ae.denseAutoencoder({ widths: [128], latent: 16 }, 1);
      try {
        await answer(model, train);
        const noisy = noise(clean, new ae.Random(2));
        const { mse } = ae.evaluate(model, noisy, { targets: clean });
        if (mse < 0.06) return;
        return `the MSE of its repaired images is ${mse.toFixed(3)}, expected less than 0.06`;
      } finally {
        model.dispose();
      }
    },
    wrong: {
      "no noise in training": {
        answer: async (model, images) => void await ae.fit(model, images, options),
        verdict: "expected less than 0.06",
      },
      "noise in the target too": {
        answer: async (model, images) =>
          void await ae.fit(model, images, { ...options, augment: noise }),
        verdict: "expected less than 0.06",
      },
      "noisy images as input and target": {
        answer: async (model, images) =>
          void await ae.fit(model, noise(images, new ae.Random(3)), options),
        verdict: "expected less than 0.06",
      },
    },
  }),
];
