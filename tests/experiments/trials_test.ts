import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import {
  type Activation,
  activations,
  type BlockOptions,
  dataSets,
  denoisingTraining,
  denseSpec,
  latentSizes,
  regularizations,
  runTrials,
  saltAndPepper,
  stridePositions,
  trialMeans,
  trialValues,
  useBackend,
} from "@autoencoders";
import { type ExperimentOptions } from "../../lib/experiments/run_trials.ts";
import { emnistSpec } from "../../lib/models/networks/emnist.ts";
import { crosses } from "../helpers/training_data.ts";

await useBackend();

const train = crosses(120, 1, 12), test = crosses(30, 2, 12);
const size = { height: 12, width: 12 };
const options: ExperimentOptions = { train, test, training: { epochs: 2, batchSize: 16 } };
const dense = (latent: number) => denseSpec({ widths: [12], latent, ...size });

Deno.test("latentSizes() trains every size with every seed, and longer codes have smaller errors", async () => {
  const training = { epochs: 20, batchSize: 16, learningRate: 0.01 };
  const trials = await latentSizes(dense, [1, 8], { ...options, training, seeds: [1, 2] });
  deepStrictEqual(trials.map(({ name, seed }) => [name, seed]), [
    ["code of 1", 1],
    ["code of 1", 2],
    ["code of 8", 1],
    ["code of 8", 2],
  ]);
  const [one, eight] = trialMeans(trials).getColumn("mse").toArray();
  ok(eight < one, `${eight}, ${one}`);
});

Deno.test("a trial depends only on its variant and seed, not on the other trials", async () => {
  const alone = await latentSizes(dense, [3], options);
  const among = await latentSizes(dense, [2, 3], { ...options, seeds: [5, 1] });
  strictEqual(among[3].evaluation.mse, alone[0].evaluation.mse);
});

Deno.test("stridePositions() trains four different networks of equal size and counts their dead units", async () => {
  const filters: [number, number, number, number] = [2, 3, 3, 3];
  const trials = await stridePositions(options, { filters, latent: 4, ...size });
  deepStrictEqual(trials.map(({ name }) => name.slice(-1)), ["3", "4", "2", "1"]);
  strictEqual(new Set(trials.map(({ parameters }) => parameters)).size, 1);
  strictEqual(new Set(trials.map(({ evaluation }) => evaluation.mse)).size, 4);
  deepStrictEqual(
    trialMeans(trials).getColumn("deadUnits").toArray(),
    trials.map(({ evaluation }) => evaluation.units.dead.length),
  );
});

Deno.test("regularizations() adds batch normalisation and dropout to the same network", async () => {
  const specs: string[] = [];
  const network = (block: BlockOptions) => {
    const spec = denseSpec({ widths: [6], latent: 2, ...size, ...block });
    specs.push(spec.encoder.map(({ type }) => type).join(" "));
    return spec;
  };
  await regularizations(network, 0.2, options);
  deepStrictEqual(specs, [
    "flatten dense dense",
    "flatten dense batchNormalization activation dense",
    "flatten dense dropout dense",
    "flatten dense batchNormalization activation dropout dense",
  ]);
});

Deno.test("activations() names its trials after the activations", async () => {
  const network = (activation: Activation) =>
    denseSpec({ widths: [6], latent: 2, activation, ...size });
  const trials = await activations(network, ["relu", "gelu"], options);
  deepStrictEqual(trials.map(({ name }) => name), ["relu", "gelu"]);
  ok(trials[0].evaluation.mse !== trials[1].evaluation.mse);
});

Deno.test("a network trained on noisy images removes noise better than one trained on clean images", async () => {
  const training = { epochs: 30, batchSize: 16, learningRate: 0.01 };
  const [clean, noisy] = await denoisingTraining(() => dense(8), saltAndPepper, [0, 0.3], 0.3, {
    ...options,
    training,
  });
  ok(noisy.evaluation.mse < clean.evaluation.mse);
});

Deno.test("dataSets() trains and evaluates on the images of each data set", async () => {
  const images = {
    few: { train: crosses(20, 3, 12), test: crosses(5, 4, 12) },
    more: { train, test },
  };
  const trials = await dataSets(() => dense(3), images, { training: options.training });
  deepStrictEqual(trials.map(({ name, evaluation }) => [name, evaluation.n]), [
    ["few", 5],
    ["more", 30],
  ]);
});

Deno.test("a variant may have its own training images, test images and targets", async () => {
  const network = () => dense(3), others = crosses(30, 9, 12);
  const variants = [
    { name: "common", network },
    { name: "training images", network, train: others },
    { name: "test images", network, test: others },
    { name: "targets", network, targets: others },
  ];
  const trials = await runTrials(variants, options);
  strictEqual(new Set(trials.map(({ evaluation }) => evaluation.mse)).size, 4);
});

Deno.test("trialValues() and trialMeans() group the trials of a variant", async () => {
  const variants = [3, 2].map((latent) => ({ name: `${latent}`, network: () => dense(latent) }));
  const trials = await runTrials(variants, { ...options, seeds: [1, 2] });
  const [a, b, c, d] = trials.map(({ evaluation }) => evaluation.mse);
  deepStrictEqual(trialValues(trials, "mse"), { 3: [a, b], 2: [c, d] });
  const [first, second] = trialMeans(trials).toRecords();
  deepStrictEqual([first.name, first.seeds, first.latent, first.mse], ["3", 2, 3, (a + b) / 2]);
  deepStrictEqual([second.mseLeast, second.mseGreatest], [Math.min(c, d), Math.max(c, d)]);
});

Deno.test("a variant that cannot be trained is reported by name before any training", async () => {
  const reported: number[] = [];
  const progress = (share: number) => void reported.push(share);
  const network = (activation: string) =>
    denseSpec({ widths: [6], latent: 2, activation: activation as "relu", ...size });
  await rejects(activations(network, ["relu", "foo" as "relu"], { ...options, progress }), {
    name: "RangeError",
    message: /^foo: encoder layer 2: activation must be one of/,
  });
  const images = { few: { train, test }, small: { train, test: crosses(1, 1, 10) } };
  await rejects(dataSets(() => dense(3), images, { training: { epochs: 1 }, progress }), {
    name: "RangeError",
    message: /^small: test images must be 12×12×1 for this network, got 10×10×1/,
  });
  deepStrictEqual(reported, []);
});

Deno.test("an experiment that ends reports all of its work as done", async () => {
  const reported: number[] = [];
  await latentSizes(dense, [1, 2], { ...options, progress: (share) => reported.push(share) });
  deepStrictEqual(reported, [0, 1 / 2, 1]);
});

Deno.test("a trial that diverges is an error that names its variant and seed", async () => {
  const variants = [1e-3, 3e38].map((learningRate) => ({
    name: `rate ${learningRate}`,
    network: () => dense(2),
    training: { learningRate, epochs: 9, loss: "mse" as const },
  }));
  await rejects(runTrials(variants, { ...options, seeds: [7] }), {
    name: "RangeError",
    message: /^rate 3e\+38, seed 7: .* became NaN/,
  });
});

Deno.test("an aborted experiment returns its finished trials, and progress is the share of finished ones", async () => {
  const reported: number[] = [], stop = new AbortController();
  const trials = await latentSizes(dense, [1, 2, 3], {
    ...options,
    signal: stop.signal,
    progress(share) {
      reported.push(share);
      if (share === 2 / 3) stop.abort();
    },
  });
  deepStrictEqual(trials.map(({ name }) => name), ["code of 1", "code of 2"]);
  deepStrictEqual(reported, [0, 1 / 3, 2 / 3]);
});

const large = [{ name: "large", network: () => emnistSpec({ filters: [1, 1, 1, 1] }) }];
const refusals: [string, () => unknown, RegExp][] = [
  ["no variants", () => runTrials([], options), /variants and seeds, got 0 and 1/],
  ["no seeds", () => latentSizes(dense, [2], { ...options, seeds: [] }), /got 1 and 0/],
  ["images of another size", () => runTrials(large, options), /^large: .*28×28×1.*12×12×1/],
  ["no data sets", () => dataSets(() => dense(3), {}, options), /data sets, got 0/],
  ["no trials", () => trialMeans([]), /at least 1 trial, got 0/],
];
for (const [what, run, message] of refusals) {
  // Some throw, some reject.
  Deno.test(`experiments refuse ${what}`, () =>
    rejects(async () => await run(), { name: "RangeError", message }));
}
