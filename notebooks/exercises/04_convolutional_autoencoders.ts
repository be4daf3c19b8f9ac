import * as ae from "@autoencoders";
import { exercise } from "@autoencoders/course";

/** Adds the scaled window at each position. */
function transposed(line: number[], window: number[], stride: number): number[] {
  const output = Array(stride * (line.length - 1) + window.length).fill(0);
  line.forEach((value, i) => {
    window.forEach((weight, j) => output[i * stride + j] += value * weight);
  });
  return output;
}

/** From the last layer back: n neighbouring outputs see (n − 1) · stride + side inputs. */
function receptiveField(layers: [number, number][]): number {
  let seen = 1;
  for (const [side, stride] of layers.toReversed()) seen = (seen - 1) * stride + side;
  return seen;
}

/** Few filters, and few units in the dense layers, which have most of the parameters. */
function compact(): ae.Autoencoder {
  return ae.convolutionalAutoencoder({ latent: 16, filters: [8, 16, 8], hidden: 48 }, 1);
}

/** The pixels of one row that output 0 of the last layer depends on. */
function pixelsSeen(layers: [number, number][]): Set<number> {
  let seen = new Set([0]);
  for (const [side, stride] of layers.toReversed()) {
    const offsets = Array.from({ length: side }, (_, i) => i);
    seen = new Set([...seen].flatMap((at) => offsets.map((offset) => at * stride + offset)));
  }
  return seen;
}

/** The error on synthetic digits after a short training run. */
async function shortRunError(model: ae.Autoencoder): Promise<number> {
  const digits = ae.strokes(2_300, new ae.Random(1));
  await ae.fit(model, digits.slice(0, 2_000), {
    epochs: 10,
    batchSize: 32,
    loss: "mse",
    learningRate: 2e-3,
    optimizer: "adamw",
    schedule: "cosine",
    seed: 1,
  });
  return ae.evaluate(model, digits.slice(2_000)).mse;
}

/** What is wrong with a network that should be small and good, if anything is. */
async function compactProblem(model: ae.Autoencoder): Promise<string | undefined> {
  if (model.latent > 16) return `its code has ${model.latent} numbers, at most 16 are allowed`;
  const parameters = model.countParams();
  if (parameters > 53_000) return `it has ${parameters} parameters, at most 53000 are allowed`;
  const dense = ae.denseAutoencoder(
    { widths: [32], latent: 16, activation: "gelu", output: model.spec.output },
    1,
  );
  try {
    const [mine, theirs] = [await shortRunError(model), await shortRunError(dense)];
    if (mine <= 0.9 * theirs) return undefined;
    return `its error is ${mine.toFixed(4)}, expected at most 0.9 times ` +
      `the dense network's, ${theirs.toFixed(4)}`;
  } finally {
    dense.dispose();
  }
}

export default [
  exercise(transposed, {
    hint:
      "number i writes to the positions from i · stride on; use += there, since windows overlap",
    reference: (line, window, stride) =>
      Array.from(
        { length: stride * (line.length - 1) + window.length },
        (_, at) => line.reduce((sum, value, i) => sum + value * (window[at - i * stride] ?? 0), 0),
      ),
    cases: () => [
      [[1, 0, 2], [1, 5, 1], 2],
      [[1, 2, 3], [1, 1, 1, 1], 2],
      [[4], [1, 2], 3],
      [[1, 1], [1, 1], 3],
      [[2, -1], [1, 2, 3], 1],
    ],
    wrong: {
      "windows overwrite each other": (line, window, stride) => {
        const output = Array(stride * (line.length - 1) + window.length).fill(0);
        line.forEach((value, i) =>
          window.forEach((weight, j) => output[i * stride + j] = value * weight)
        );
        return output;
      },
      "the window is reversed, as in a convolution": (line, window, stride) =>
        transposed(line, window.toReversed(), stride),
      "the stride is 1": (line, window) => transposed(line, window, 1),
      "the output is one window too long": (line, window, stride) => [
        ...transposed(line, window, stride),
        ...window.map(() => 0),
      ],
    },
  }),
  exercise(receptiveField, {
    hint:
      "go from the last layer to the first: n outputs side by side need (n − 1) · stride + side inputs",
    reference: (layers) => {
      const seen = pixelsSeen(layers);
      return Math.max(...seen) - Math.min(...seen) + 1;
    },
    cases: (): [[number, number][]][] => [
      [[]],
      [[[3, 1]]],
      [[[3, 1], [3, 1]]],
      [[[3, 2], [3, 2], [3, 1]]],
      [[[5, 1], [2, 2], [3, 1]]],
      [[[3, 1], [2, 2], [3, 1], [2, 2], [3, 1]]],
    ],
    wrong: {
      "adds up the windows": (layers) => layers.reduce((sum, [side]) => sum + side, 0),
      "ignores the strides": (layers) => layers.reduce((seen, [side]) => seen + side - 1, 1),
      "goes from the first layer to the last": (layers) =>
        layers.reduce((seen, [side, stride]) => (seen - 1) * stride + side, 1),
      "multiplies a layer by its own stride": (layers) => {
        let seen = 1, step = 1;
        for (const [side, stride] of layers) {
          step *= stride;
          seen += (side - 1) * step;
        }
        return seen;
      },
    },
  }),
  exercise(compact, {
    hint: "the dense layers have most of the parameters: 7 · 7 · filters · hidden, twice",
    verify: async (answer) => {
      await ae.useBackend();
      const model = answer();
      if (!(model instanceof ae.Autoencoder)) return "compact() must return an autoencoder";
      try {
        return await compactProblem(model);
      } finally {
        model.dispose();
      }
    },
    wrong: {
      "the dense network itself": {
        answer: () => ae.denseAutoencoder({ widths: [32], latent: 16, activation: "gelu" }, 1),
        verdict: "expected at most 0.9 times",
      },
      "too many parameters": {
        answer: () => ae.convolutionalAutoencoder({ latent: 16 }, 1),
        verdict: "parameters, at most 53000 are allowed",
      },
      "too long a code": {
        answer: () =>
          ae.convolutionalAutoencoder({ latent: 32, filters: [4, 8, 8], hidden: 16 }, 1),
        verdict: "its code has 32 numbers, at most 16 are allowed",
      },
      "too few filters to be any good": {
        answer: () => ae.convolutionalAutoencoder({ latent: 2, filters: [1, 1, 1], hidden: 4 }, 1),
        verdict: "expected at most 0.9 times",
      },
    },
  }),
];
