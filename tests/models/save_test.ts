import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import { type Autoencoder, imageSet, loadAutoencoder } from "@autoencoders";
import { inPrecision } from "../../lib/models/saving/precision.ts";
import { bytesOf, tiny } from "../helpers/tiny_models.ts";

const images = imageSet(bytesOf(20 * 16, 4), { height: 4, width: 4 });
const files = [
  "spec.json",
  "encoder/model.json",
  "encoder/weights.bin",
  "decoder/model.json",
  "decoder/weights.bin",
];

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A network with every kind of weight. */
const rich = () => tiny({ batchNormalization: true, dropout: 0.1, activation: "gelu" }, 3);

const pixels = (model: Autoencoder) => tf.tidy(() => [...model.reconstruct(images).dataSync()]);

Deno.test("a saved model comes back with its weights, its spec and its notes", () =>
  inFolder(async (folder) => {
    const model = rich();
    Object.assign(model.notes, { data: { name: "made", hash: "ab" }, metrics: { mse: 0.25 } });
    await model.save(join(folder, "a", "model"));
    const twin = await loadAutoencoder(join(folder, "a", "model"));
    deepStrictEqual(pixels(twin), pixels(model));
    deepStrictEqual(twin.spec, model.spec);
    deepStrictEqual(twin.notes, {
      seed: 3,
      data: { name: "made", hash: "ab" },
      metrics: { mse: 0.25 },
    });
    strictEqual(twin.countParams(), model.countParams());
    deepStrictEqual(Array.from(Deno.readDirSync(join(folder, "a")), ({ name }) => name), ["model"]);
    [model, twin].forEach((network) => network.dispose());
  }));

Deno.test("stock tfjs opens the saved encoder and decoder, in every precision", () =>
  inFolder(async (folder) => {
    const model = rich();
    for (const precision of ["float32", "float16", "int8"] as const) {
      await model.save(join(folder, "model"), { precision });
      const ours = await loadAutoencoder(join(folder, "model"));
      const [encoder, decoder] = await Promise.all(["encoder", "decoder"].map(async (part) => {
        const json = JSON.parse(await Deno.readTextFile(join(folder, "model", part, "model.json")));
        const weights = await Deno.readFile(join(folder, "model", part, "weights.bin"));
        return tf.loadLayersModel(tf.io.fromMemory({
          ...json,
          weightSpecs: json.weightsManifest[0].weights,
          weightData: weights.buffer,
        }));
      }));
      tf.tidy(() => {
        const codes = encoder.predict(images.tensor()) as tf.Tensor;
        const stock = (decoder.predict(codes) as tf.Tensor).dataSync();
        pixels(ours).forEach((value, i) => ok(Math.abs(value - stock[i]) < 1e-5));
      });
      ours.dispose();
    }
    model.dispose();
  }));

Deno.test("saving and loading leave no tensor behind", () =>
  inFolder(async (folder) => {
    const before = tf.memory().numTensors;
    const model = rich();
    await model.save(join(folder, "model"), { precision: "int8" });
    (await loadAutoencoder(join(folder, "model"))).dispose();
    model.dispose();
    strictEqual(tf.memory().numTensors, before);
  }));

Deno.test("float16 is within 2⁻¹¹ of each weight, int8 within half a step; both are as small as they say", () =>
  fc.assert(fc.property(
    fc.array(fc.float({ min: -2, max: 2, noNaN: true }), { minLength: 4, maxLength: 40 }),
    (list) => {
      const values = Float32Array.from(list.slice(0, 2 * Math.floor(list.length / 2)));
      const shape = [2, values.length / 2];
      const weights = {
        specs: [{ name: "kernel", shape, dtype: "float32" as const }],
        bytes: new Uint8Array(values.buffer),
      };
      const range = Math.max(...values) - Math.min(...values);
      for (
        const [precision, size, error] of [["float16", 2, 2 ** -10], [
          "int8",
          1,
          range / 510,
        ]] as const
      ) {
        const { specs, bytes } = inPrecision(weights, precision);
        strictEqual(bytes.length, size * values.length);
        const { kernel } = tf.io.decodeWeights(bytes.buffer, specs);
        const back = kernel.dataSync();
        kernel.dispose();
        values.forEach((value, i) => ok(Math.abs(value - back[i]) <= error + 1e-6));
      }
    },
  )));

Deno.test("a weight that a precision cannot represent is refused with its name; what was saved stays", () =>
  inFolder(async (folder) => {
    const model = tiny(), [kernel] = model.weights;
    await model.save(folder);
    const refused = async (value: number, precision: "float16" | "int8", message: RegExp) => {
      const values = kernel.read().dataSync().slice();
      kernel.write(tf.tensor(values.with(5, value), kernel.shape as number[]));
      await rejects(model.save(folder, { precision }), { name: "RangeError", message });
    };
    await refused(NaN, "int8", /encoder_2_dense\/kernel .* saved as int8, got NaN/);
    await refused(-Infinity, "int8", /saved as int8, got -Infinity/);
    await refused(NaN, "float16", /encoder_2_dense\/kernel .* saved as float16, got NaN/);
    await refused(1e5, "float16", /less than 65520 to be saved as float16, got 100000/);
    const twin = await loadAutoencoder(folder);
    const fresh = tiny();
    deepStrictEqual(twin.weights[0].read().dataSync(), fresh.weights[0].read().dataSync());
    fresh.dispose();
    // What can be represented is: the greatest number of float16, and anything finite as int8.
    for (
      const [value, precision] of [[65519, "float16"], [1e5, "int8"], [NaN, "float32"]] as const
    ) {
      kernel.write(tf.fill(kernel.shape as number[], value));
      await model.save(folder, { precision });
      const back = await loadAutoencoder(folder), [first] = back.weights[0].read().dataSync();
      strictEqual(first, value === 65519 ? 65504 : value);
      back.dispose();
    }
    [model, twin].forEach((network) => network.dispose());
  }));

Deno.test("smaller weights cost little accuracy", () =>
  inFolder(async (folder) => {
    const model = rich(), exact = pixels(model);
    const error: Record<string, number> = {};
    for (const precision of ["float32", "float16", "int8"] as const) {
      await model.save(join(folder, precision), { precision });
      const twin = await loadAutoencoder(join(folder, precision));
      error[precision] = Math.max(...pixels(twin).map((value, i) => Math.abs(value - exact[i])));
      twin.dispose();
    }
    strictEqual(error.float32, 0);
    ok(error.float16 > 0 && error.float16 < 1e-3, `${error.float16}`);
    ok(error.int8 > error.float16 && error.int8 < 0.02, `${error.int8}`);
    model.dispose();
  }));

Deno.test("a cut, altered or missing file is refused with its name, whichever it is", () =>
  inFolder(async (folder) => {
    const model = rich(), before = tf.memory().numTensors;
    await model.save(join(folder, "model"));
    for (const name of files) {
      const file = join(folder, "model", name), good = await Deno.readFile(file);
      const refused = async (bytes: Uint8Array) => {
        await Deno.writeFile(file, bytes);
        await rejects(
          loadAutoencoder(join(folder, "model")),
          (error: Error) => error.name === "SyntaxError" && error.message.includes(file),
        );
      };
      await refused(good.subarray(0, good.length - 3));
      await refused(new Uint8Array(0));
      for (const at of [30, Math.floor(good.length / 2), good.length - 4]) {
        const altered = good.slice();
        altered[at] ^= 1;
        await refused(altered);
      }
      await Deno.remove(file);
      await rejects(loadAutoencoder(join(folder, "model")), {
        name: "NotFound",
        message: new RegExp(name.replace("spec.json", "no saved model.*spec.json")),
      });
      await Deno.writeFile(file, good);
    }
    (await loadAutoencoder(join(folder, "model"))).dispose();
    strictEqual(tf.memory().numTensors, before);
    model.dispose();
  }));

Deno.test("another format or version is refused with what it is", () =>
  inFolder(async (folder) => {
    const model = tiny(), file = join(folder, "model", "spec.json");
    await model.save(join(folder, "model"));
    const good = JSON.parse(await Deno.readTextFile(file));
    const refused = async (change: Record<string, unknown>, message: RegExp) => {
      await Deno.writeTextFile(file, JSON.stringify({ ...good, ...change }));
      await rejects(loadAutoencoder(join(folder, "model")), { name: "SyntaxError", message });
    };
    await refused({ version: 2 }, /spec\.json.*version 1, got 2/);
    await refused({ format: "onnx" }, /"autoencoders model", got onnx/);
    await refused({ spec: { ...good.spec, latent: 4 } }, /checksum/);
    await Deno.writeTextFile(file, "null");
    await rejects(loadAutoencoder(join(folder, "model")), {
      name: "SyntaxError",
      message: /undefined/,
    });
    await rejects(loadAutoencoder(join(folder, "elsewhere")), {
      name: "NotFound",
      message: /elsewhere/,
    });
    model.dispose();
  }));

Deno.test("saving over a model replaces it; saving over anything else is refused", () =>
  inFolder(async (folder) => {
    const one = tiny({}, 1), two = tiny({}, 2);
    await one.save(join(folder, "model"));
    await two.save(join(folder, "model"));
    const twin = await loadAutoencoder(join(folder, "model"));
    deepStrictEqual(pixels(twin), pixels(two));
    await Deno.mkdir(join(folder, "photos"));
    await Deno.writeTextFile(join(folder, "photos", "mine.txt"), "mine");
    await rejects(one.save(join(folder, "photos")), {
      name: "AlreadyExists",
      message: /mine\.txt/,
    });
    strictEqual(await Deno.readTextFile(join(folder, "photos", "mine.txt")), "mine");
    await rejects(one.save(join(folder, "b"), { precision: "int4" as never }), {
      name: "RangeError",
      message: /precision.*got int4/,
    });
    deepStrictEqual(
      Array.from(Deno.readDirSync(folder), ({ name }) => name).sort(),
      ["model", "photos"],
    );
    [one, two, twin].forEach((network) => network.dispose());
  }));
