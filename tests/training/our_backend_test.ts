import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import {
  type Autoencoder,
  type BackendOptions,
  convolutionalAutoencoder,
  type ConvolutionalOptions,
  convolutionalVariationalAutoencoder,
  denseAutoencoder,
  denseVariationalAutoencoder,
  evidence,
  fit,
  type FitOptions,
  importanceBound,
  Random,
  useBackend,
} from "@autoencoders";
import { temporaryFolder } from "../helpers/temp_folder.ts";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses, sparseImages, stopAfter, weightsOf } from "../helpers/training_data.ts";
import { warnings } from "../helpers/warnings.ts";

// The other tests run on tfjs's stock backend. These networks are large enough for the threads of
// ours to share the work.
await useBackend();

const images = sparseImages(160, 1);
const options: FitOptions = { epochs: 2, batchSize: 64, seed: 3, validation: images.slice(0, 50) };
const size: ConvolutionalOptions = { latent: 8, filters: [8, 8, 8], hidden: 32 };
const networks: [string, () => Autoencoder, Partial<FitOptions>][] = [
  ["dense", () => denseAutoencoder({ widths: [128, 64], latent: 16, activation: "gelu" }, 1), {}],
  ["convolutional", () => convolutionalAutoencoder({ ...size, dropout: 0.1 }, 1), {}],
  [
    "dense variational",
    () => denseVariationalAutoencoder({ widths: [128], latent: 16, activation: "gelu" }, 1),
    { loss: { kind: "elbo", warmUpEpochs: 1, freeBits: 0.1 } },
  ],
  ["convolutional variational", () => convolutionalVariationalAutoencoder(size, 1), {}],
];

for (const [name, make, ofNetwork] of networks) {
  const trained = async (extra: Partial<FitOptions> = {}) => {
    const model = make();
    const { records } = await fit(model, images, { ...options, ...ofNetwork, ...extra });
    const weights = weightsOf(model);
    model.dispose();
    return { weights, records };
  };

  Deno.test(`on our backend a ${name} network learns, and leaves no tensor behind`, async () => {
    const before = tf.memory().numTensors;
    const { records: [first, last] } = await trained();
    ok(last.validationLoss! < first.validationLoss!);
    strictEqual(tf.memory().numTensors, before);
  });

  Deno.test(`on our backend a ${name} network gets the same bits again, also when interrupted`, async () => {
    await using folder = await temporaryFolder();
    const checkpoint = { file: join(folder.path, "run.safetensors") };
    const { weights } = await trained();
    deepStrictEqual((await trained()).weights, weights);
    await trained({ checkpoint, ...stopAfter(2) });
    deepStrictEqual((await trained({ checkpoint })).weights, weights);
  });
}

Deno.test("both backends measure the same bounds of a variational autoencoder", async () => {
  const models = [
    denseVariationalAutoencoder({ widths: [128], latent: 16, activation: "gelu" }, 1),
    convolutionalVariationalAutoencoder(size, 1),
  ];
  const few = images.slice(0, 16);
  const measure = () =>
    models.flatMap((model) => {
      const { distortion, rate, unitRates } = evidence(model, few, new Random(1));
      const { bound } = importanceBound(model, few, 3, new Random(1));
      return [distortion, rate, bound, ...unitRates];
    });
  const ours = measure();
  await useBackend({ prefer: "cpu" });
  const stock = measure();
  await useBackend();
  ours.forEach((value, i) =>
    ok(Math.abs(value - stock[i]) < 1e-4 * Math.max(1, Math.abs(value)), `${value}, ${stock[i]}`)
  );
  models.forEach((model) => model.dispose());
});

Deno.test("a run that resumes with other threads or products goes on, and warns once", async () => {
  await using folder = await temporaryFolder();
  const checkpoint = { file: join(folder.path, "run.safetensors") };
  const run = { epochs: 4, batchSize: 16, seed: 1, checkpoint };
  const backends: BackendOptions[] = [
    { prefer: "wasm", threads: 1 },
    { prefer: "wasm", threads: 1 },
    { prefer: "wasm", threads: 2 },
    { prefer: "cpu" },
    { prefer: "wasm", threads: 1 },
  ];
  const found: [string, string[]][] = [];
  for (const [i, backend] of backends.entries()) {
    await useBackend(backend);
    const model = tiny(), stop = i < 4 ? stopAfter(3) : {};
    const { result, texts } = await warnings(() => fit(model, crosses(64, 1), { ...run, ...stop }));
    found.push([result.ended, texts]);
    model.dispose();
  }
  await useBackend();
  const warned = (now: string) =>
    `"${checkpoint.file}" is the checkpoint of a run that computed by "wasm, 128-bit WebAssembly, ` +
    `1 thread"; it goes on by "${now}", so its last bits will differ from those of an uninterrupted run`;
  deepStrictEqual(found, [
    ["interrupted", []],
    ["interrupted", []],
    ["interrupted", [warned("wasm, 128-bit WebAssembly, 2 threads")]],
    ["interrupted", [warned("cpu")]],
    ["completed", []],
  ]);
});
