import * as ae from "@autoencoders";
import * as tf from "@tensorflow/tfjs";
import { exercise } from "@autoencoders/course";

/** A unit is dead where its largest absolute value is zero. */
function deadUnits(codes: number[][]): number[] {
  const largest = codes[0].map(() => 0);
  for (const code of codes) {
    code.forEach((value, unit) => largest[unit] = Math.max(largest[unit], Math.abs(value)));
  }
  return [...largest.keys()].filter((unit) => largest[unit] === 0);
}

/** Two numbers against 32: the sign is an error that is large on the training images too. */
async function tooNarrow(images: ae.ImageSet): Promise<ae.Autoencoder[]> {
  const narrow = ae.denseAutoencoder({ widths: [128], latent: 2 }, 1);
  const wide = ae.denseAutoencoder({ widths: [128], latent: 32 }, 1);
  await ae.fit(narrow, images, { epochs: 3, batchSize: 64, loss: "bce", seed: 1 });
  await ae.fit(wide, images, { epochs: 3, batchSize: 64, loss: "bce", seed: 1 });
  return [narrow, wide];
}

/** Positive weights into the dead unit, as its inputs are never negative; none out of it, so that nothing changes. */
function revive(model: ae.Autoencoder, images: ae.ImageSet): void {
  const { dead } = ae.unitStatistics(ae.encodeImages(model, images)), random = new ae.Random(1);
  const into = model.encoder.layers.at(-1)!, out = model.decoder.layers[1];
  const [kernel, bias] = into.getWeights(), [nextKernel, nextBias] = out.getWeights();
  const [weights, biases, next] = [kernel, bias, nextKernel].map((w) => w.dataSync().slice());
  const [inputs, units] = kernel.shape as number[], outputs = nextBias.size;
  for (const unit of dead) {
    for (let i = 0; i < inputs; i++) weights[i * units + unit] = 0.1 * random.uniform();
    for (let i = 0; i < outputs; i++) next[unit * outputs + i] = 0;
    biases[unit] = 0;
  }
  tf.tidy(() => {
    into.setWeights([tf.tensor(weights, kernel.shape), tf.tensor(biases)]);
    out.setWeights([tf.tensor(next, nextKernel.shape), nextBias]);
  });
}

/** Binary digits: `count` to train on, and 2,000 others. */
async function digits(count: number) {
  await ae.useBackend();
  const { train, test } = await ae.loadDataset("mnist", {
    trainCount: count,
    testCount: 2000,
    warn: () => {}, // the lesson shows where the images are from
  });
  return { images: ae.binarize(train), unseen: ae.binarize(test) };
}

/** A dense network, trained for `epochs`. */
async function trained(latent: number, images: ae.ImageSet, epochs: number, widths = [128]) {
  const model = ae.denseAutoencoder({ widths, latent }, 1);
  if (epochs > 0) await ae.fit(model, images, { epochs, batchSize: 64, seed: 1 });
  return model;
}

/** The layer of a model's code, with other weights in the units for which `chosen` is true. */
function changeUnits(
  model: ae.Autoencoder,
  chosen: number[],
  change: { weight?: number; bias: number },
) {
  const layer = model.encoder.layers.at(-1)!, [kernel, bias] = layer.getWeights();
  const weights = kernel.dataSync(), biases = bias.dataSync(), units = bias.size;
  for (const unit of chosen) {
    biases[unit] = change.bias;
    if (change.weight === undefined) continue;
    for (let i = unit; i < weights.length; i += units) weights[i] = change.weight;
  }
  tf.tidy(() => layer.setWeights([tf.tensor(weights, kernel.shape), tf.tensor(biases)]));
}

/** The layers of a model, without the size of its code. */
function layersOf({ spec: { encoder, decoder } }: ae.Autoencoder): string {
  const code = encoder.findLastIndex((layer) => "units" in layer);
  return JSON.stringify([encoder.with(code, { ...encoder[code], units: 0 } as never), decoder]);
}

/** What is wrong with two networks of which the first should have too narrow a code, if anything is. */
function narrowProblem(
  [narrow, wide]: ae.Autoencoder[],
  { images, unseen }: { images: ae.ImageSet; unseen: ae.ImageSet },
): string | undefined {
  if (layersOf(narrow) !== layersOf(wide)) return "they may differ in latent only";
  if (!(narrow.latent < wide.latent)) {
    return `the first has a code of ${narrow.latent} numbers, the second of ${wide.latent}: ` +
      "the first must be the narrow one";
  }
  const mse = (model: ae.Coder, on: ae.ImageSet) => ae.evaluate(model, on).mse;
  const shown = (...errors: number[]) => errors.map((error) => error.toFixed(4)).join(" and ");
  const own = mse(narrow, images), others = mse(narrow, unseen), better = mse(wide, unseen);
  if (others < 1.5 * better) {
    return `the MSEs on unseen digits, narrow and wide, are ${shown(others, better)}: ` +
      "the first must be at least 1.5 times the second";
  }
  if (Math.abs(others - own) > 0.1 * others) {
    return `the narrow one is overfitted: its MSEs on training and unseen digits are ${
      shown(own, others)
    }, and may differ by 10 % at most`;
  }
  const mean = mse(ae.fitPca(images, 1), unseen);
  if (others > 1.1 * mean) {
    return `the narrow one is not trained: its MSE is ${others.toFixed(4)}, ` +
      `at most 1.1 times that of PCA-1, ${mean.toFixed(4)}, is allowed`;
  }
}

const deadOf = (model: ae.Autoencoder, images: ae.ImageSet) =>
  ae.unitStatistics(ae.encodeImages(model, images)).dead;

export default [
  exercise(deadUnits, {
    hint: "a unit is dead if every image leaves it at zero, not if its values add up to zero",
    reference: (codes) =>
      codes[0].map((_, unit) => unit).filter((unit) => codes.every((code) => code[unit] === 0)),
    cases: () => [
      [[[0, 1, 0], [0, 2, 0]]],
      [[[0, 0], [3, 0]]],
      [[[1, 0, 2], [-1, 0, -2]]],
      [[[1, 2]]],
      [[[0, -1], [0, 0]]],
    ],
    wrong: {
      "the column adds up to zero": (codes) =>
        [...codes[0].keys()].filter((unit) =>
          codes.reduce((sum, code) => sum + code[unit], 0) === 0
        ),
      "looks at the first image only": (codes) =>
        [...codes[0].keys()].filter((unit) => codes[0][unit] === 0),
      "zero for any image, not for all": (codes) =>
        [...codes[0].keys()].filter((unit) => codes.some((code) => code[unit] === 0)),
      "never above zero": (codes) =>
        [...codes[0].keys()].filter((unit) => codes.every((code) => code[unit] <= 0)),
      "counted from 1": (codes) => deadUnits(codes).map((unit) => unit + 1),
    },
  }),
  exercise(tooNarrow, {
    hint: "a code of 2 numbers and one of 32, the same widths, the same few epochs for both",
    verify: async (answer) => {
      const data = await digits(4000), returned: unknown = await answer(data.images);
      const models = [returned].flat().filter((model) => model instanceof ae.Autoencoder);
      try {
        if (models.length === 2) return narrowProblem(models, data);
        return "it must return two autoencoders, the narrow one and the wide one";
      } finally {
        for (const model of models) model.dispose();
      }
    },
    wrong: {
      "the wide one first": {
        answer: async (images) => (await tooNarrow(images)).toReversed(),
        verdict: "the first must be the narrow one",
      },
      "codes of 16 and 32 numbers": {
        answer: (images) => Promise.all([trained(16, images, 1), trained(32, images, 1)]),
        verdict: "the first must be at least 1.5 times the second",
      },
      "an untrained network": {
        answer: async (images) => [await trained(2, images, 0), await trained(32, images, 3)],
        verdict: "the narrow one is not trained",
      },
      "other widths too": {
        answer: async (images) => [await trained(2, images, 2, [32]), await trained(32, images, 2)],
        verdict: "they may differ in latent only",
      },
      "the wide one only": {
        answer: async (images) => [await trained(32, images, 0)],
        verdict: "it must return two autoencoders",
      },
    },
  }),
  exercise(revive, {
    hint:
      "the inputs of the code's layer come from a ReLU: with positive weights a unit cannot be dead; " +
      "with zeros in its row of the next layer's kernel, [units, outputs], it changes no output",
    verify: async (answer) => {
      const { unseen } = await digits(1);
      const model = await ae.loadPretrained("dense-32");
      try {
        const before = ae.evaluate(model, unseen);
        await answer(model, unseen.slice(0, 1000));
        const after = ae.evaluate(model, unseen);
        if (after.deadUnits > 0) {
          return `${after.deadUnits} units are dead, before ${before.deadUnits}; expected 0`;
        }
        if (Math.abs(after.bce - before.bce) > 1e-6 * before.bce) {
          return `the BCE changes from ${before.bce.toFixed(5)} to ${after.bce.toFixed(5)}, ` +
            "expected a change of a millionth at most";
        }
      } finally {
        model.dispose();
      }
    },
    wrong: {
      "does nothing": { answer: () => {}, verdict: "units are dead" },
      "a bias alone, the same number for every image": {
        answer: (model, images) =>
          changeUnits(model, deadOf(model, images), { weight: 0, bias: 1 }),
        verdict: "units are dead",
      },
      "positive weights, but the decoder as it was": {
        answer: (model, images) =>
          changeUnits(model, deadOf(model, images), { weight: 0.05, bias: 0 }),
        verdict: "the BCE changes",
      },
    },
  }),
];
