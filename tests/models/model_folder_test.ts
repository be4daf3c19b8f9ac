import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { fromFileUrl, join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import { loadAutoencoder } from "@autoencoders";
import { inTempFolder } from "../helpers/temp_folder.ts";
import { tiny, tinyWithAllWeights } from "../helpers/tiny_models.ts";

// Written by the version of the library that saved models as folders, from tinyWithAllWeights().
const fixtures = fromFileUrl(new URL("../fixtures/models", import.meta.url));
const files = [
  "spec.json",
  "encoder/model.json",
  "encoder/weights.bin",
  "decoder/model.json",
  "decoder/weights.bin",
];

/** A copy of the int8 model. */
async function copyTo(folder: string): Promise<void> {
  for (const name of files) {
    await Deno.mkdir(join(folder, name, ".."), { recursive: true });
    await Deno.copyFile(join(fixtures, "int8", name), join(folder, name));
  }
}

/** Every weight of a folder as stock tfjs decodes it. */
async function stockWeights(folder: string): Promise<Record<string, Float32Array>> {
  const weights: Record<string, Float32Array> = {};
  for (const part of ["encoder", "decoder"]) {
    const json = JSON.parse(await Deno.readTextFile(join(folder, part, "model.json")));
    const { buffer } = await Deno.readFile(join(folder, part, "weights.bin"));
    const tensors = tf.io.decodeWeights(buffer, json.weightsManifest[0].weights);
    for (const [name, tensor] of Object.entries(tensors)) {
      weights[name] = tensor.dataSync() as Float32Array;
      tensor.dispose();
    }
  }
  return weights;
}

for (const precision of ["float16", "int8"]) {
  Deno.test(`a folder written before, in ${precision}, opens with the weights stock tfjs reads`, async () => {
    const model = await loadAutoencoder(join(fixtures, precision));
    const found = model.weights.map(({ originalName, read }, i) =>
      [originalName, read.call(model.weights[i]).dataSync()] as const
    );
    deepStrictEqual(Object.fromEntries(found), await stockWeights(join(fixtures, precision)));
    const original = tinyWithAllWeights();
    deepStrictEqual(model.spec, original.spec);
    deepStrictEqual(model.notes, {
      seed: 3,
      data: { name: "synthetic", hash: "ab" },
      metrics: { mse: 0.25 },
    });
    [model, original].forEach((each) => each.dispose());
  });
}

Deno.test("a folder is found by its name with .safetensors, a file is preferred to it", () =>
  inTempFolder(async (folder) => {
    await copyTo(join(folder, "model"));
    const old = await loadAutoencoder(join(folder, "model.safetensors"));
    strictEqual(old.notes.metrics?.mse, 0.25);
    const newer = tiny({}, 7);
    await newer.save(join(folder, "model"));
    const found = await loadAutoencoder(join(folder, "model"));
    strictEqual(found.notes.seed, 7);
    [old, newer, found].forEach((each) => each.dispose());
  }));

Deno.test("a folder whose save was interrupted opens with its newer files", () =>
  inTempFolder(async (folder) => {
    await copyTo(join(folder, "replacement"));
    await Deno.writeTextFile(join(folder, "spec.json"), "an older model");
    (await loadAutoencoder(folder)).dispose();
  }));

for (const name of files) {
  Deno.test(`a folder whose ${name} is truncated, altered or missing is refused with its name`, () =>
    inTempFolder(async (folder) => {
      await copyTo(folder);
      const file = join(folder, name), good = await Deno.readFile(file);
      const before = tf.memory().numTensors;
      const middle = Math.floor(good.length / 2);
      const alterations = [
        good.subarray(0, good.length - 3),
        new Uint8Array(),
        good.with(middle, good[middle] ^ 1),
      ];
      for (const bytes of alterations) {
        await Deno.writeFile(file, bytes);
        await rejects(
          loadAutoencoder(folder),
          (error: Error) => error.name === "SyntaxError" && error.message.includes(file),
        );
      }
      await Deno.remove(file);
      await rejects(loadAutoencoder(folder), {
        name: "NotFound",
        message: `there is no saved model: no file "${file}"`,
      });
      strictEqual(tf.memory().numTensors, before);
    }));
}

Deno.test("a folder of another format, version or checksum is refused with what was found", () =>
  inTempFolder(async (folder) => {
    await copyTo(folder);
    const file = join(folder, "spec.json");
    const good = JSON.parse(await Deno.readTextFile(file));
    const refused = async (content: unknown, message: RegExp) => {
      await Deno.writeTextFile(file, JSON.stringify(content));
      await rejects(loadAutoencoder(folder), { name: "SyntaxError", message });
    };
    await refused({ ...good, version: 3 }, /spec\.json" must have the version "1", got 3$/);
    await refused({ ...good, format: "onnx" }, /the format "autoencoders model", got onnx$/);
    await refused({ ...good, spec: { ...good.spec, latent: 4 } }, /was altered: its checksum is/);
    await refused(null, /got undefined$/);
  }));
