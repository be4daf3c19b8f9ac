import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import {
  activations,
  dataSets,
  denoisingTraining,
  denseSpec,
  imageSet,
  latentSizes,
  regularizations,
  runTrials,
  saltAndPepper,
  stridePositions,
  trialMeans,
  trialValues,
  useBackend,
} from "@autoencoders";
import { emnistSpec } from "../../lib/models/networks/emnist.ts";
import { type ExperimentOptions, type ExperimentProgress } from "../../lib/experiments/trial.ts";
import { trialTable } from "../../lib/experiments/trial_table.ts";
import { crosses, fewImages } from "../helpers/trial_data.ts";

await useBackend();

const { train, test } = fewImages;
const size = { height: 12, width: 12 };
const options: ExperimentOptions = { train, test, training: { epochs: 2, batchSize: 16 } };
const wide = imageSet(new Uint8Array(100), { height: 10, width: 10 });
const dense = (latent: number) => denseSpec({ widths: [12], latent, ...size });

Deno.test("longer codes err less, and every size is measured with every seed", async () => {
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

Deno.test("a trial is decided by its variant and seed, whatever runs beside it", async () => {
  const alone = await latentSizes(dense, [3], options);
  const among = await latentSizes(dense, [2, 3], { ...options, seeds: [5, 1] });
  strictEqual(among[3].evaluation.mse, alone[0].evaluation.mse);
});

Deno.test("the four stride positions have one size, and the unit counts that evaluate() tells", async () => {
  const filters: [number, number, number, number] = [2, 3, 3, 3];
  const trials = await stridePositions(options, { filters, latent: 4, ...size });
  deepStrictEqual(trials.map(({ name }) => name.slice(-1)), ["3", "4", "2", "1"]);
  strictEqual(new Set(trials.map(({ parameters }) => parameters)).size, 1);
  strictEqual(new Set(trials.map(({ evaluation }) => evaluation.mse)).size, 4, "four networks");
  const table = trialTable(trials);
  deepStrictEqual(
    table.getColumn("deadUnits").toArray(),
    trials.map(({ evaluation }) => evaluation.deadUnits),
  );
});

Deno.test("regularisations and activations change what they say, and nothing else", async () => {
  const specs: string[] = [];
  const remember = (spec: ReturnType<typeof dense>) => {
    specs.push(spec.encoder.map(({ type }) => type).join(" "));
    return spec;
  };
  await regularizations(
    (block) => remember(denseSpec({ widths: [6], latent: 2, ...size, ...block })),
    0.2,
    options,
  );
  deepStrictEqual(specs, [
    "flatten dense dense",
    "flatten dense batchNormalization activation dense",
    "flatten dense dropout dense",
    "flatten dense batchNormalization activation dropout dense",
  ]);
  const trials = await activations(
    (activation) => denseSpec({ widths: [6], latent: 2, activation, ...size }),
    ["relu", "gelu"],
    options,
  );
  deepStrictEqual(trials.map(({ name }) => name), ["relu", "gelu"]);
  ok(trials[0].evaluation.mse !== trials[1].evaluation.mse);
});

Deno.test("a network trained on noise cleans noisy images better than one that never saw any", async () => {
  const training = { epochs: 30, batchSize: 16, learningRate: 0.01 };
  const [clean, noisy] = await denoisingTraining(() => dense(8), saltAndPepper, [0, 0.3], 0.3, {
    ...options,
    training,
  });
  ok(noisy.evaluation.mse < clean.evaluation.mse);
});

Deno.test("data sets are trained and measured each on its own images", async () => {
  const images = { few: { train: crosses(20, 3), test: crosses(5, 4) }, more: { train, test } };
  const trials = await dataSets(() => dense(3), images, { training: options.training });
  deepStrictEqual(trials.map(({ name, evaluation }) => [name, evaluation.n]), [
    ["few", 5],
    ["more", 30],
  ]);
  throws(() => dataSets(() => dense(3), {}, { training: { epochs: 1 } }), /data sets, got 0/);
});

Deno.test("a variant may bring its own training images, test images and targets", async () => {
  const network = () => dense(3), others = crosses(30, 9);
  const variants = [
    { name: "common", network },
    { name: "training images", network, train: others },
    { name: "test images", network, test: others },
    { name: "targets", network, targets: others },
  ];
  const trials = await runTrials(variants, options);
  strictEqual(new Set(trials.map(({ evaluation }) => evaluation.mse)).size, 4);
  deepStrictEqual(trialValues(trials, "mse"), {
    ...Object.fromEntries(trials.map(({ name, evaluation }) => [name, [evaluation.mse]])),
  });
});

Deno.test("a variant that cannot be trained is named before any is", async () => {
  const told: ExperimentProgress[] = [];
  const onProgress = (progress: ExperimentProgress) => void told.push(progress);
  const network = (activation: string) =>
    denseSpec({ widths: [6], latent: 2, activation: activation as "relu", ...size });
  await rejects(activations(network, ["relu", "foo" as "relu"], { ...options, onProgress }), {
    name: "RangeError",
    message: /^foo: encoder layer 2: activation must be one of/,
  });
  const images = { few: { train, test }, wide: { train: crosses(5, 1), test: wide } };
  await rejects(dataSets(() => dense(3), images, { training: { epochs: 1 }, onProgress }), {
    name: "RangeError",
    message: /^wide: test images must be 12×12×1 for this network, got 10×10×1/,
  });
  deepStrictEqual(told, []);
});

Deno.test("an experiment tells where it stands, and keeps what was done when it is ended", async () => {
  const told: ExperimentProgress[] = [], stop = new AbortController();
  const trials = await latentSizes(dense, [1, 2, 3], {
    ...options,
    signal: stop.signal,
    onProgress(progress) {
      told.push(progress);
      if (progress.done === 2) stop.abort();
    },
  });
  deepStrictEqual(trials.map(({ name }) => name), ["code of 1", "code of 2"]);
  deepStrictEqual(told.at(-1), { done: 2, of: 3, name: "code of 3", seed: 1 });
});

Deno.test("an experiment without variants, seeds or matching images is refused", async () => {
  await rejects(runTrials([], options), { name: "RangeError", message: /got 0 and 1/ });
  await rejects(latentSizes(dense, [2], { ...options, seeds: [] }), /got 1 and 0/);
  const large = [{ name: "large", network: () => emnistSpec({ filters: [1, 1, 1, 1] }) }];
  await rejects(runTrials(large, options), { name: "RangeError", message: /28×28×1.*12×12×1/ });
  throws(() => trialTable([]), /got 0 trials/);
});
