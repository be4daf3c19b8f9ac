import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  binarize,
  evidence,
  evidenceTable,
  fit,
  type ImageSet,
  imageSet,
  importanceBound,
  Random,
  type VariationalAutoencoder,
} from "@autoencoders";
import { repeated, tinyVariational } from "../helpers/tiny_models.ts";
import { crosses } from "../helpers/training_data.ts";

const images = binarize(crosses(6, 1));

/** A network with a one-number code, trained until its posteriors differ. */
const trained = tinyVariational({ latent: 1 });
await fit(trained, binarize(crosses(64, 2)), {
  epochs: 40,
  batchSize: 16,
  seed: 1,
  learningRate: 0.02,
});

/** ln p(x) = ln ∫ p(x|z)·p(z) and E_q[ln p(x|z)] of each image, as sums over a fine grid of z. */
function integrated(model: VariationalAutoencoder) {
  const step = 0.002, grid = Float32Array.from({ length: 8001 }, (_, i) => (i - 4000) * step);
  return tf.tidy(() => {
    const logits = model.likelihood.apply(tf.tensor2d(grid, [grid.length, 1])) as tf.Tensor;
    const l = logits.dataSync(), { mean, logVariance } = model.infer(images);
    const means = mean.dataSync(), logVariances = logVariance.dataSync();
    return Array.from({ length: images.count }, (_, n) => {
      const x = images.image(n), deviation = Math.exp(logVariances[n] / 2);
      let evidence = 0, expected = 0;
      grid.forEach((z, g) => {
        let logLikelihood = 0;
        for (let i = 0; i < 16; i++) {
          const p = 1 / (1 + Math.exp(-l[g * 16 + i]));
          logLikelihood += Math.log(x[i] ? p : 1 - p);
        }
        const normal = (u: number) => Math.exp(-u * u / 2) / Math.sqrt(2 * Math.PI);
        evidence += step * Math.exp(logLikelihood) * normal(z);
        expected += step * logLikelihood * normal((z - means[n]) / deviation) / deviation;
      });
      const rate = (means[n] ** 2 + deviation ** 2 - 1) / 2 - Math.log(deviation);
      return { logEvidence: Math.log(evidence), distortion: -expected, rate };
    });
  });
}

const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

Deno.test("evidence() and importanceBound() agree with numerical integration over a one-number code", () => {
  const expected = integrated(trained);
  const { perImage } = evidence(trained, images, new Random(1), 1500);
  const many = importanceBound(trained, images, 1500, new Random(2)).perImage;
  expected.forEach(({ logEvidence, distortion, rate }, i) => {
    ok(Math.abs(perImage.rate[i] - rate) < 1e-4, `rate ${perImage.rate[i]}, not ${rate}`);
    ok(Math.abs(perImage.distortion[i] - distortion) < 0.1, `${perImage.distortion[i]}`);
    ok(Math.abs(many[i] - logEvidence) < 0.15, `${many[i]}, not ${logEvidence}`);
    ok(logEvidence > -(distortion + rate), "the bound is below ln p(x)");
  });
});

Deno.test("with one sample the importance-weighted bound estimates the ELBO; with more it rises to ln p(x)", () => {
  const expected = integrated(trained);
  const elbo = -mean(expected.map(({ distortion, rate }) => distortion + rate));
  const logEvidence = mean(expected.map((image) => image.logEvidence));
  const bounds = [1, 2, 5, 40].map((samples) => {
    // Repeated images average over many independent samples.
    const times = 500, order = Int32Array.from({ length: 6 * times }, (_, i) => i % 6);
    return importanceBound(trained, images.select(order), samples, new Random(samples)).bound;
  });
  ok(Math.abs(bounds[0] - elbo) < 0.1, `${bounds[0]}, not ${elbo}`);
  bounds.slice(1).forEach((bound, i) => ok(bound > bounds[i], bounds.join(" < ")));
  ok(bounds.at(-1)! < logEvidence + 0.01 && bounds.at(-1)! > logEvidence - 0.1);
});

Deno.test("the terms of evidence() add up per image and per unit, in one batch or several", () => {
  const model = tinyVariational();
  const whole = evidence(model, images, new Random(3));
  deepStrictEqual(evidence(model, images, new Random(3)), whole);
  strictEqual(whole.n, 6);
  ok(Math.abs(whole.elbo + whole.distortion + whole.rate) < 1e-9);
  ok(Math.abs(mean(whole.unitRates) * 3 - whole.rate) < 1e-6);
  ok(Math.abs(mean(whole.perImage.elbo) - whole.elbo) < 1e-9);
  ok(Math.abs(whole.bitsPerPixel * 16 / 8 - whole.bytesPerImage) < 1e-12);
  ok(Math.abs(whole.bitsPerPixel - -whole.elbo / 16 / Math.log(2)) < 1e-12);
  const { rate } = evidence(model, repeated(images), new Random(3)).perImage;
  rate.forEach((value, i) => ok(Math.abs(value - whole.perImage.rate[i % 6]) < 1e-6));
  model.dispose();
});

Deno.test("a unit whose posterior is always N(0, 1) has collapsed and is not active", () => {
  const model = tinyVariational({ widths: [] });
  const [kernel] = model.posterior.weights;
  tf.tidy(() => {
    const values = (kernel.read() as tf.Tensor2D).arraySync(); // [16, 2·3]
    kernel.write(tf.tensor2d(values.map((row) => [10 * row[0], 0, row[2], row[3], 0, row[5]])));
  });
  const { collapsed, active, unitRates } = evidence(model, images, new Random(1));
  deepStrictEqual(collapsed, [1]);
  deepStrictEqual(active, [0, 2]);
  strictEqual(unitRates[1], 0);
  model.dispose();
});

Deno.test("logits as large as ±500 keep the bounds finite", () => {
  const model = tinyVariational();
  const kernel = model.decoder.weights.at(-2)!;
  tf.tidy(() => {
    kernel.write(tf.mul(kernel.read(), 1000));
  });
  const { elbo } = evidence(model, images, new Random(1));
  const { bound } = importanceBound(model, images, 20, new Random(1));
  ok(Number.isFinite(elbo) && elbo < -100, `${elbo}`);
  ok(Number.isFinite(bound) && bound > elbo, `${bound}`);
  model.dispose();
});

Deno.test("measuring bounds leaks no tensor", () => {
  const model = tinyVariational(), before = tf.memory().numTensors;
  evidence(model, repeated(images), new Random(1), 3);
  importanceBound(model, repeated(images), 3, new Random(1));
  strictEqual(tf.memory().numTensors, before);
  model.dispose();
});

const measures = {
  evidence: (set: ImageSet, samples: number) => evidence(trained, set, new Random(1), samples),
  importanceBound: (set: ImageSet, samples: number) =>
    importanceBound(trained, set, samples, new Random(1)),
};
for (const [name, measure] of Object.entries(measures)) {
  Deno.test(`${name}() refuses grey images and less than one sample`, () => {
    const grey = imageSet(new Uint8Array(16).fill(37), { height: 4, width: 4 });
    throws(() => measure(grey, 1), {
      name: "RangeError",
      message: "pixels must be 0 or 255, got 37 at 0: binarize() the images, or give the " +
        'network a likelihood { kind: "gaussian", deviation }',
    });
    throws(() => measure(images, 0), {
      name: "RangeError",
      message: "samples must be an integer of at least 1, got 0",
    });
  });
}

Deno.test("evidenceTable() has a row for each bound and counts active and collapsed units", () => {
  const one = evidence(trained, images, new Random(1));
  const other = { ...one, active: [0, 2], collapsed: [1] };
  const [first, second] = evidenceTable({ one, other }).toRecords();
  deepStrictEqual(first, {
    name: "one",
    n: 6,
    distortion: one.distortion,
    rate: one.rate,
    elbo: one.elbo,
    bitsPerPixel: one.bitsPerPixel,
    active: one.active.length,
    collapsed: one.collapsed.length,
  });
  deepStrictEqual([second.name, second.active, second.collapsed], ["other", 2, 1]);
});

Deno.test("evidenceTable() refuses an empty list", () => {
  throws(() => evidenceTable({}), /^RangeError: evidenceTable\(\) needs at least 1 bound, got 0$/);
});
