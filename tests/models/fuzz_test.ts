/** Specs and model files that were crafted to do harm: refused as documented, without a trace. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { fromFileUrl, join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import {
  type Autoencoder,
  type AutoencoderSpec,
  buildAutoencoder,
  convolutionalSpec,
  denseSpec,
  emnistAutoencoder,
  type LayerSpec,
  loadAutoencoder,
  Random,
} from "@autoencoders";
import fc from "npm:fast-check@4.10.2";
import { readSafetensors, sha256Hex, writeSafetensors } from "../../lib/files/mod.ts";
import { presets, tensorName } from "../../lib/models/mod.ts";
import { weightShapes } from "../../lib/models/spec/plan.ts";
import { cpuTimer } from "../helpers/cpu_timer.ts";
import { fuzzRuns } from "../helpers/fuzz_runs.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";
import {
  skipping,
  tinyAsInPyTorch,
  tinyVariational,
  tinyWithAllWeights,
} from "../helpers/tiny_models.ts";
import { weightsOf } from "../helpers/training_data.ts";

const fixtures = fromFileUrl(new URL("../fixtures/models", import.meta.url));

const layers: LayerSpec[] = [
  { type: "dense", units: 3, activation: "leakyRelu" },
  { type: "convolution", filters: 2 },
  { type: "convolution", filters: 2, kernel: 2, stride: 2, padding: "valid" },
  { type: "convolution", filters: 2, stride: 2, padding: 1 },
  { type: "transposedConvolution", filters: 2, stride: 2 },
  { type: "transposedConvolution", filters: 2, kernel: 2, stride: 3, padding: 1 },
  { type: "transposedConvolution", filters: 1, kernel: 3, padding: "valid" },
  { type: "maxPooling", size: 2 },
  { type: "upSampling", size: 2 },
  { type: "globalAveragePooling" },
  { type: "cropping", start: 1, end: 0 },
  { type: "flatten" },
  { type: "reshape", shape: [2, 2, 1] },
  { type: "batchNormalization" },
  { type: "dropout", rate: 0.5 },
  { type: "posteriorMean", units: 2 },
  { type: "activation", activation: "gelu" },
  { type: "quantization", entries: 3 },
  { type: "tfjs", className: "AveragePooling2D", config: { poolSize: 2 } },
  { type: "tfjs", className: "SeparableConv2D", config: { filters: 2, kernelSize: 3 } },
];
const specs: AutoencoderSpec[] = [
  tinyWithAllWeights,
  tinyVariational,
  tinyAsInPyTorch,
  () => emnistAutoencoder({ height: 4, width: 4, filters: [1, 2, 1, 1], latent: 2 }, 1),
].map((build) => {
  const model = build();
  model.dispose();
  return model.spec;
});
specs.push(convolutionalSpec({ height: 4, width: 4, latent: 2, filters: [1, 2, 1], hidden: 3 }));
specs.push(denseSpec({ height: 2, width: 2, latent: 1, widths: [] }));
const own = skipping();
specs.push(own.spec);
own.dispose();

const hostile: unknown[] = [
  ...[0, -1, 1, 2, 3, 5, 0.5, 2e4, 1e9, 2 ** 31, 2 ** 53, -1e300, null, true, "", "3", "relu"],
  ...[[], [1], [4, 4, 1], {}, { type: "dense" }, "é\u0000".repeat(50), "__proto__", ...layers],
];

/** A JSON value with up to three changes: a value replaced, a key added or removed, a list changed. */
function mutated<T>(value: T, random: Random): T {
  const copy = structuredClone(value);
  for (let change = random.integer(4); change > 0; change--) mutate(copy, random);
  return copy;
}

function mutate(value: unknown, random: Random): void {
  if (typeof value !== "object" || value === null) return;
  const object = value as Record<string, unknown>, keys = Object.keys(object);
  const key = keys[random.integer(keys.length || 1)];
  if (keys.length > 0 && typeof object[key] === "object" && random.uniform() < 0.7) {
    return mutate(object[key], random);
  }
  const any = () => structuredClone(hostile[random.integer(hostile.length)]);
  if (Array.isArray(value)) {
    const at = random.integer(value.length + 1);
    return void value.splice(at, random.integer(2), ...random.uniform() < 0.7 ? [any()] : []);
  }
  const way = random.uniform();
  if (way < 0.15) delete object[key];
  else if (way < 0.25) object[`${key}s`] = any();
  else object[key ?? "name"] = any();
}

const variables = () => Object.keys(tf.engine().registeredVariables).length;

/**
 * What `make` returns or throws must be as documented and leave nothing behind; a model must work. At
 * the end, the weights of another model are what they were.
 */
async function trial(
  make: () => Autoencoder | Promise<Autoencoder>,
  documented: string[],
): Promise<boolean> {
  const before = { tensors: tf.memory().numTensors, variables: variables() };
  let model: Autoencoder | undefined;
  try {
    model = await make();
  } catch (error) {
    const { name, message, stack } = error as Error;
    ok(documented.includes(name), `${name}: ${message}\n${stack}`);
  }
  if (model) {
    use(model);
    model.dispose();
  }
  deepStrictEqual({ tensors: tf.memory().numTensors, variables: variables() }, before);
  return model !== undefined;
}

function use(model: Autoencoder): void {
  const { height, width, channels } = model.spec;
  const outputs = model.layers().map(({ shape }) => tf.util.sizeFromShape(shape));
  if (Math.max(height * width * channels, ...outputs) > 1e6) return;
  tf.tidy(() => {
    const image = tf.zeros<tf.Rank.R4>([1, height, width, channels]);
    deepStrictEqual(model.encode(image).shape, [1, model.latent]);
    deepStrictEqual(model.reconstruct(image).shape, image.shape);
  });
}

/** Runs `property` with random generators; a failure names the seed. Some of the models must be valid. */
async function fuzz(
  runs: number,
  property: (random: Random) => Promise<boolean>,
): Promise<void> {
  const bystander = tinyWithAllWeights(), weights = weightsOf(bystander);
  let valid = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      valid += Number(await property(new Random(seed)));
    }),
    { numRuns: runs, endOnFailure: true },
  );
  if (runs >= 100) ok(valid > 0 && valid < runs, `${valid} of ${runs} were valid`);
  deepStrictEqual(weightsOf(bystander), weights);
  bystander.dispose();
}

Deno.test("a crafted spec makes a network that works, or is refused as documented and leaves nothing behind", () =>
  fuzz(fuzzRuns(300), (random) => {
    const spec = mutated(specs[random.integer(specs.length)], random);
    return trial(() => buildAutoencoder(spec, 1), ["RangeError", "TypeError"]);
  }));

Deno.test("layers in any order make a network that works, or are refused as documented", () =>
  fuzz(fuzzRuns(200), (random) => {
    const any = () =>
      Array.from({ length: random.integer(4) }, () => layers[random.integer(layers.length)]);
    const [height, width] = [1 + random.integer(5), 1 + random.integer(5)];
    const size = height * width;
    const spec: AutoencoderSpec = {
      ...denseSpec({ height, width, widths: [], latent: 2 }),
      encoder: [...any(), { type: "flatten" }, { type: "dense", units: 2 }],
      decoder: [
        { type: "dense", units: size },
        { type: "reshape", shape: [height, width, 1] },
        ...any(),
      ],
    };
    return trial(() => buildAutoencoder(spec, 1), ["RangeError"]);
  }));

Deno.test("a crafted model file opens as a network that works, or is refused as documented and leaves nothing behind", () =>
  inTempFolder(async (folder) => {
    const bases: string[] = [];
    for (const [i, spec] of specs.entries()) {
      const model = buildAutoencoder(spec, 1);
      for (const precision of ["float32", "float16", "int8"] as const) {
        await model.save(join(folder, `base${i}-${precision}`), { precision });
        bases.push(join(folder, `base${i}-${precision}.safetensors`));
      }
      model.dispose();
    }
    const file = join(folder, "crafted.safetensors");
    await fuzz(fuzzRuns(150), async (random) => {
      const { tensors, metadata } = await readSafetensors(bases[random.integer(bases.length)]);
      delete metadata.sha256;
      if (random.uniform() < 0.7) {
        const names = ["spec", "spec", "notes", "software", "quantization"];
        const name = names[random.integer(names.length)];
        metadata[name] = JSON.stringify(mutated(JSON.parse(metadata[name]), random));
      } else if (random.uniform() < 0.3) {
        const names = Object.keys(metadata), name = names[random.integer(names.length)];
        metadata[name] = String(JSON.stringify(hostile[random.integer(hostile.length)]));
      } else craftTensors(tensors, random);
      await writeSafetensors(file, { tensors, metadata });
      if (random.uniform() < 0.1) {
        const bytes = await Deno.readFile(file);
        bytes[random.integer(bytes.length)] ^= 1 << random.integer(8);
        await Deno.writeFile(file, bytes.subarray(0, bytes.length - random.integer(3)));
      }
      return await trial(() => loadAutoencoder(file), ["SyntaxError"]);
    });
  }));

function craftTensors(
  tensors: Awaited<ReturnType<typeof readSafetensors>>["tensors"],
  random: Random,
): void {
  const names = [...tensors.keys()], name = names[random.integer(names.length)];
  const tensor = tensors.get(name)!, { shape, values } = tensor;
  const changes = [
    () => tensors.delete(name),
    () => tensors.set(`${name}2`, tensor),
    () => tensors.set("__proto__", tensor),
    () => tensors.set(name, { shape: shape.toReversed(), values }),
    () => tensors.set(name, { shape: [...shape, 1], values }),
    () => tensors.set(name, { shape, values: new Int32Array(values.length) }),
    () => tensors.set(name, { shape, values: new Uint8Array(values.length) }),
    () => tensors.set(name, { shape, values: new Float32Array(values.length) }),
    () => tensors.set(name, { shape: [0], values: new Float32Array(0) }),
  ];
  changes[random.integer(changes.length)]();
}

Deno.test("a crafted folder of version 1 opens as a network that works, or is refused as documented", () =>
  inTempFolder(async (folder) => {
    await fuzz(fuzzRuns(150), async (random) => {
      const base = join(fixtures, random.uniform() < 0.5 ? "int8" : "float16");
      const saved = JSON.parse(await Deno.readTextFile(join(base, "spec.json")));
      for (const part of ["encoder", "decoder"]) {
        await Deno.mkdir(join(folder, part), { recursive: true });
        const model = JSON.parse(await Deno.readTextFile(join(base, part, "model.json")));
        const [{ weights }] = model.weightsManifest;
        const crafted = random.uniform() < 0.4
          ? { ...model, weightsManifest: [{ paths: [], weights: mutated(weights, random) }] }
          : random.uniform() < 0.1
          ? mutated(model, random)
          : model;
        const text = JSON.stringify(crafted),
          bytes = await Deno.readFile(join(base, part, "weights.bin"));
        const cut = random.uniform() < 0.1
          ? bytes.subarray(0, random.integer(bytes.length))
          : bytes;
        await Deno.writeTextFile(join(folder, part, "model.json"), text);
        await Deno.writeFile(join(folder, part, "weights.bin"), cut);
        saved.files[`${part}/model.json`] = sha256Hex(new TextEncoder().encode(text));
        saved.files[`${part}/weights.bin`] = sha256Hex(cut);
      }
      const { checksum: _, ...rest } = random.uniform() < 0.4 ? mutated(saved, random) : saved;
      const checksum = sha256Hex(new TextEncoder().encode(JSON.stringify(rest)));
      await Deno.writeTextFile(join(folder, "spec.json"), JSON.stringify({ ...rest, checksum }));
      return await trial(() => loadAutoencoder(folder), ["SyntaxError"]);
    });
  }));

Deno.test("a file whose spec is larger than its weights is refused before anything is built", () =>
  inTempFolder(async (folder) => {
    const file = join(folder, "model.safetensors"), model = tinyWithAllWeights();
    await model.save(file);
    model.dispose();
    const { tensors, metadata } = await readSafetensors(file);
    for (const units of [1e4, 1e9]) {
      const spec: AutoencoderSpec = JSON.parse(metadata.spec);
      spec.encoder.splice(1, 0, { type: "dense", units });
      await writeSafetensors(file, {
        tensors,
        metadata: { ...metadata, spec: JSON.stringify(spec) },
      });
      const seconds = cpuTimer();
      strictEqual(await trial(() => loadAutoencoder(file), ["SyntaxError"]), false);
      ok(seconds() < 3, `${seconds()} s`);
    }
  }));

Deno.test("the planned weights are those of the network that is built, by name and shape", () => {
  const all = [...specs, ...Object.values(presets).map((preset) => preset())];
  for (const spec of all) {
    const model = buildAutoencoder(spec, 1);
    deepStrictEqual(
      Object.fromEntries(weightShapes(spec)),
      Object.fromEntries(model.weights.map((w) => [tensorName(w.originalName), w.shape])),
      spec.name,
    );
    model.dispose();
  }
});
