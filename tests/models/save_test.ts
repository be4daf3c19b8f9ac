import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { join, toFileUrl } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import { type Autoencoder, buildAutoencoder, imageSet, loadAutoencoder } from "@autoencoders";
import { readSafetensors, type Safetensors, writeSafetensors } from "../../lib/files/mod.ts";
import type { Precision } from "../../lib/models/mod.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";
import {
  bytesOf,
  tiny,
  tinyAsInPyTorch,
  tinyVariational,
  tinyWithAllWeights,
} from "../helpers/tiny_models.ts";
import { weightsOf } from "../helpers/training_data.ts";

const images = imageSet(bytesOf(20 * 16, 4), { height: 4, width: 4 });

const pixels = (model: Autoencoder) => tf.tidy(() => [...model.reconstruct(images).dataSync()]);
const namesIn = (folder: string) => Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();

/** The seed of the model in a file, whose weights must be those of this seed. */
async function seedIn(file: string): Promise<number> {
  const model = await loadAutoencoder(file), seed = model.notes.seed!;
  const expected = tiny({}, seed);
  deepStrictEqual(weightsOf(model), weightsOf(expected));
  [model, expected].forEach((each) => each.dispose());
  return seed;
}

Deno.test("a saved model comes back with its weights, its spec and its notes", () =>
  inTempFolder(async (folder) => {
    const model = tinyWithAllWeights();
    Object.assign(model.notes, { data: { name: "synthetic", hash: "ab" }, metrics: { mse: 0.25 } });
    await model.save(join(folder, "a", "model.safetensors"));
    const twin = await loadAutoencoder(join(folder, "a", "model.safetensors"));
    deepStrictEqual(weightsOf(twin), weightsOf(model));
    deepStrictEqual(pixels(twin), pixels(model));
    deepStrictEqual(twin.spec, model.spec);
    deepStrictEqual(twin.notes, model.notes);
    deepStrictEqual(namesIn(join(folder, "a")), ["model.safetensors"]);
    [model, twin].forEach((network) => network.dispose());
  }));

Deno.test("a model padded and initialised as in PyTorch comes back, biases included", () =>
  inTempFolder(async (folder) => {
    const model = tinyAsInPyTorch();
    await model.save(join(folder, "model"));
    const twin = await loadAutoencoder(join(folder, "model"));
    ok(weightsOf(model)[1].every((bias) => bias !== 0));
    deepStrictEqual(weightsOf(twin), weightsOf(model));
    deepStrictEqual(pixels(twin), pixels(model));
    deepStrictEqual(twin.spec, model.spec);
    [model, twin].forEach((network) => network.dispose());
  }));

Deno.test("the layers of an opened model have the initializers of its spec", () =>
  inTempFolder(async (folder) => {
    const model = tinyAsInPyTorch(), built = buildAutoencoder(model.spec, 0);
    await model.save(join(folder, "model"));
    const twin = await loadAutoencoder(join(folder, "model"));
    const configs = [built, twin].map(({ encoder }) =>
      encoder.layers.map((layer) => layer.getConfig())
    );
    deepStrictEqual(configs[1], configs[0]);
    [model, built, twin].forEach((network) => network.dispose());
  }));

Deno.test("a model without notes comes back without notes", () =>
  inTempFolder(async (folder) => {
    const model = tiny();
    delete model.notes.seed;
    await model.save(join(folder, "model"));
    const twin = await loadAutoencoder(join(folder, "model"));
    deepStrictEqual(twin.notes, {});
    [model, twin].forEach((network) => network.dispose());
  }));

Deno.test("a path may leave out .safetensors, in saving and in loading", () =>
  inTempFolder(async (folder) => {
    const model = tiny();
    await model.save(join(folder, "model"));
    deepStrictEqual(namesIn(folder), ["model.safetensors"]);
    strictEqual(await seedIn(join(folder, "model")), 1);
    strictEqual(await seedIn(join(folder, "model.safetensors")), 1);
    model.dispose();
  }));

Deno.test("a path that ends in separators names the same file", () =>
  inTempFolder(async (folder) => {
    const model = tiny();
    await model.save(join(folder, "sub") + "//");
    deepStrictEqual(namesIn(folder), ["sub.safetensors"]);
    strictEqual(await seedIn(join(folder, "sub") + "/"), 1);
    model.dispose();
  }));

Deno.test("a path that names no file is refused with the path", async () => {
  const model = tiny();
  for (const path of ["/", ".", "sub/..", ".safetensors", "sub/.safetensors"]) {
    await rejects(model.save(path), {
      name: "RangeError",
      message: `a model's path must end in the name of a file, got "${path}"`,
    });
  }
  model.dispose();
});

Deno.test("stock tfjs opens what exportTfjs() writes and computes the same", async () => {
  for (const model of [tinyWithAllWeights(), tinyVariational(), tinyAsInPyTorch()]) {
    await inTempFolder(async (folder) => {
      await model.exportTfjs(join(folder, "exported"));
      await model.exportTfjs(join(folder, "exported")); // over its own export
      deepStrictEqual(namesIn(join(folder, "exported")), ["decoder", "encoder"]);
      const [encoder, decoder] = await Promise.all(
        ["encoder", "decoder"].map((part) => {
          const { href: url } = toFileUrl(join(folder, "exported", part, "model.json"));
          return tf.loadLayersModel(tf.io.http(url, { fetchFunc: fetch }));
        }),
      );
      tf.tidy(() => {
        const codes = encoder.predict(images.tensor()) as tf.Tensor2D;
        deepStrictEqual(codes.dataSync(), model.encode(images).dataSync());
        const decoded = decoder.predict(codes) as tf.Tensor;
        deepStrictEqual(decoded.dataSync(), model.decode(codes).dataSync());
      });
      [encoder, decoder].forEach((stock) => stock.dispose());
    });
    model.dispose();
  }
});

Deno.test("exportTfjs() refuses a folder with anything else in it", () =>
  inTempFolder(async (folder) => {
    const model = tiny();
    await Deno.writeTextFile(join(folder, "mine.txt"), "mine");
    await rejects(model.exportTfjs(folder), { name: "AlreadyExists", message: /mine\.txt/ });
    deepStrictEqual(namesIn(folder), ["mine.txt"]);
    model.dispose();
  }));

Deno.test("exportTfjs() takes a folder with no more than hidden files and litter as empty", () =>
  inTempFolder(async (folder) => {
    const model = tiny();
    for (const name of [".DS_Store", "Thumbs.db"]) await Deno.writeTextFile(join(folder, name), "");
    await model.exportTfjs(folder);
    deepStrictEqual(namesIn(folder), [".DS_Store", "Thumbs.db", "decoder", "encoder"]);
    model.dispose();
  }));

Deno.test("saving and loading leave no tensor behind", () =>
  inTempFolder(async (folder) => {
    const before = tf.memory().numTensors;
    const model = tinyWithAllWeights();
    await model.save(join(folder, "model"), { precision: "int8" });
    (await loadAutoencoder(join(folder, "model"))).dispose();
    model.dispose();
    strictEqual(tf.memory().numTensors, before);
  }));

Deno.test("smaller weights cost little accuracy and the bytes that they promise", () =>
  inTempFolder(async (folder) => {
    const model = tiny({ widths: [40] }), exact = pixels(model);
    const error: Record<string, number> = {}, bytes: Record<string, number> = {};
    for (const precision of ["float32", "float16", "int8"] as const) {
      const file = join(folder, `${precision}.safetensors`);
      await model.save(file, { precision });
      const { tensors } = await readSafetensors(file);
      bytes[precision] = [...tensors.values()].filter(({ shape }) => shape.length === 2)
        .reduce((sum, { values }) => sum + values.byteLength, 0);
      const twin = await loadAutoencoder(file);
      error[precision] = Math.max(...pixels(twin).map((value, i) => Math.abs(value - exact[i])));
      twin.dispose();
    }
    strictEqual(error.float32, 0);
    ok(error.float16 > 0 && error.float16 < 1e-3, `${error.float16}`);
    ok(error.int8 > error.float16 && error.int8 < 0.02, `${error.int8}`);
    deepStrictEqual(bytes, { float32: 4 * 1520, float16: 2 * 1520, int8: 1520 });
    model.dispose();
  }));

Deno.test("a weight that a precision cannot represent is refused by name; the saved model stays", () =>
  inTempFolder(async (folder) => {
    const file = join(folder, "model.safetensors");
    const model = tiny(), [kernel] = model.weights;
    await model.save(file);
    const refused = async (value: number, precision: Precision, message: RegExp) => {
      const values = kernel.read().dataSync().slice();
      kernel.write(tf.tensor(values.with(5, value), kernel.shape as number[]));
      await rejects(model.save(file, { precision }), { name: "RangeError", message });
    };
    await refused(NaN, "float32", /encoder\/2_dense\/kernel .* saved as float32, got NaN/);
    await rejects(model.exportTfjs(join(folder, "tfjs")), { name: "RangeError", message: /NaN/ });
    await refused(NaN, "int8", /encoder\/2_dense\/kernel .* saved as int8, got NaN/);
    await refused(-Infinity, "int8", /saved as int8, got -Infinity/);
    await refused(NaN, "float16", /encoder\/2_dense\/kernel .* saved as float16, got NaN/);
    await refused(1e5, "float16", /less than 65520 to be saved as float16, got 100000/);
    strictEqual(await seedIn(file), 1);
    model.dispose();
  }));

Deno.test("float16 stores its greatest number, int8 any finite number", () =>
  inTempFolder(async (folder) => {
    const file = join(folder, "model.safetensors");
    const model = tiny(), [kernel] = model.weights;
    const cases = [
      { stored: 65519, precision: "float16", loaded: 65504 },
      { stored: 1e5, precision: "int8", loaded: 1e5 },
    ] as const;
    for (const { stored, precision, loaded } of cases) {
      kernel.write(tf.fill(kernel.shape as number[], stored));
      await model.save(file, { precision });
      const twin = await loadAutoencoder(file);
      strictEqual(twin.weights[0].read().dataSync()[0], loaded);
      twin.dispose();
    }
    model.dispose();
  }));

Deno.test("a truncated, altered or missing file is refused with its name", () =>
  inTempFolder(async (folder) => {
    const model = tinyWithAllWeights(), before = tf.memory().numTensors;
    const file = join(folder, "model.safetensors");
    await model.save(file);
    const good = await Deno.readFile(file);
    const alterations = [
      good.subarray(0, good.length - 3),
      new Uint8Array(),
      ...[3, 30, Math.floor(good.length / 2), good.length - 4].map((at) =>
        good.with(at, good[at] ^ 1)
      ),
    ];
    for (const bytes of alterations) {
      await Deno.writeFile(file, bytes);
      await rejects(
        loadAutoencoder(file),
        (error: Error) => error.name === "SyntaxError" && error.message.includes(file),
      );
    }
    await Deno.remove(file);
    await rejects(loadAutoencoder(join(folder, "model")), {
      name: "NotFound",
      message: `there is no saved model: no file "${file}"`,
    });
    strictEqual(tf.memory().numTensors, before);
    model.dispose();
  }));

/** Saves `tiny`, changes the content of its file and expects an error of loading it. */
async function refusedAfter(change: (content: Safetensors) => void, message: RegExp) {
  await inTempFolder(async (folder) => {
    const file = join(folder, "model.safetensors"), model = tiny();
    await model.save(file, { precision: "int8" });
    model.dispose();
    const content = await readSafetensors(file), before = tf.memory().numTensors;
    change(content);
    await writeSafetensors(file, content);
    await rejects(loadAutoencoder(file), { name: "SyntaxError", message });
    strictEqual(tf.memory().numTensors, before);
  });
}

Deno.test("another format or version is refused with what was found", async () => {
  const setting = (name: string, value: string) => ({ metadata }: Safetensors) => {
    metadata[name] = value;
  };
  await refusedAfter(setting("format", "pt"), /the format "autoencoders model", got pt$/);
  await refusedAfter(setting("version", "3"), /the version "2", got 3$/);
  await refusedAfter(({ metadata }) => delete metadata.format, /got undefined$/);
});

Deno.test("a spec that is not JSON or makes no network is refused", async () => {
  const withSpec = (spec: string) => ({ metadata }: Safetensors) => {
    metadata.spec = spec;
  };
  const changed = (change: Record<string, unknown>) => ({ metadata }: Safetensors) => {
    metadata.spec = JSON.stringify({ ...JSON.parse(metadata.spec), ...change });
  };
  await refusedAfter(withSpec("{"), /has no valid spec/);
  await refusedAfter(withSpec("null"), /has an invalid spec: spec must be an object, got null$/);
  await refusedAfter(changed({ encoder: undefined }), /encoder must be an array, got undefined$/);
  await refusedAfter(changed({ decoder: [null] }), /decoder layer 1 must be an object, got null$/);
  await refusedAfter(
    changed({ decoder: [{ type: "reshape" }] }),
    /decoder layer 1: shape must be an array, got undefined$/,
  );
  await refusedAfter(changed({ encoder: [] }), /has an invalid spec: the encoder must end in 3/);
  await refusedAfter(changed({ output: "softmax" }), /invalid spec: output must be one of/);
  await refusedAfter(
    changed({ decoder: [{ type: "dense", units: 16 }] }),
    /invalid spec: the decoder must end in 4×4×1, got 16/,
  );
});

const invalidMetadata: [string, string, RegExp][] = [
  ["precision", "banana", /invalid metadata: precision must be one of float32, .* got banana$/],
  ["notes", "null", /invalid metadata: notes must be an object, got null$/],
  ["notes", "[1]", /invalid metadata: notes must be an object, got \[ 1 \]$/],
  ["software", "null", /invalid metadata: software must be an object, got null$/],
  ["quantization", "null", /invalid metadata: quantization must be an object, got null$/],
  ["quantization", '"int8"', /invalid metadata: quantization must be an object, got "int8"$/],
];
for (const [name, value, message] of invalidMetadata) {
  Deno.test(`a file whose ${name} is ${value} is refused`, () =>
    refusedAfter(({ metadata }) => metadata[name] = value, message));
}

Deno.test("a file without a precision is refused", () =>
  refusedAfter(({ metadata }) => delete metadata.precision, /precision must be .*got undefined$/));

Deno.test("weights that do not fit the spec are refused by name", async () => {
  const kernel = "encoder/2_dense/kernel";
  await refusedAfter(
    ({ tensors }) => tensors.delete(kernel),
    /weights of another network: encoder\/2_dense\/kernel must be \[16,8\], got undefined$/,
  );
  await refusedAfter(
    ({ tensors }) => tensors.get(kernel)!.shape.reverse(),
    /encoder\/2_dense\/kernel must be \[16,8\], got \[8,16\]$/,
  );
  await refusedAfter(
    ({ tensors }) => tensors.set("encoder/9_dense/bias", tensors.get("encoder/2_dense/bias")!),
    /no layer for encoder\/9_dense\/bias$/,
  );
  await refusedAfter(
    ({ metadata }) => metadata.quantization = "{}",
    /a uint8 weight must have a finite scale and minimum$/,
  );
  await refusedAfter(
    ({ tensors }) => tensors.get(kernel)!.values = new Int32Array(16 * 8),
    /a weight cannot be int32$/,
  );
});

Deno.test("saving over a model replaces it", () =>
  inTempFolder(async (folder) => {
    const models = [1, 2].map((seed) => tiny({}, seed));
    for (const model of models) {
      await model.save(join(folder, "model"));
      strictEqual(await seedIn(join(folder, "model")), model.notes.seed);
      model.dispose();
    }
    deepStrictEqual(namesIn(folder), ["model.safetensors"]);
  }));

Deno.test("saving over a damaged model is refused", () =>
  inTempFolder(async (folder) => {
    const model = tiny(), file = join(folder, "model.safetensors");
    await model.save(file);
    const half = (await Deno.readFile(file)).slice(0, 300);
    await Deno.writeFile(file, half);
    await rejects(model.save(file), { name: "AlreadyExists", message: /not an intact/ });
    deepStrictEqual(await Deno.readFile(file), half);
    model.dispose();
  }));

Deno.test("saving over anything but a model is refused, and it stays as it was", () =>
  inTempFolder(async (folder) => {
    const model = tiny(), file = join(folder, "mine.safetensors");
    const refused = (message: RegExp) =>
      rejects(model.save(join(folder, "mine")), { name: "AlreadyExists", message });
    await Deno.writeTextFile(file, "mine");
    await refused(/mine\.safetensors" is not overwritten.*not an intact safetensors file/);
    strictEqual(await Deno.readTextFile(file), "mine");
    await writeSafetensors(file, { tensors: new Map(), metadata: { format: "pt" } });
    await refused(/not a saved model.*got pt/);
    await Deno.remove(file);
    await Deno.mkdir(file);
    await Deno.writeTextFile(join(file, "mine.txt"), "mine");
    await refused(/mine\.safetensors" is not overwritten/);
    deepStrictEqual([namesIn(folder), namesIn(file)], [["mine.safetensors"], ["mine.txt"]]);
    model.dispose();
  }));

Deno.test("a precision that does not exist is refused", async () => {
  const model = tiny();
  await rejects(model.save("unused", { precision: "int4" as never }), {
    name: "RangeError",
    message: /precision.*got int4/,
  });
  model.dispose();
});

Deno.test("of saves and loads at the same time, every load gets one model whole", () =>
  inTempFolder(async (folder) => {
    const models = [1, 2, 3].map((seed) => tiny({}, seed)), file = join(folder, "model");
    for (let round = 0; round < 3; round++) {
      const saves = models.map((model) => model.save(file));
      const loads = [1, 2, 3].map(async () => {
        await Promise.any(saves);
        ok([1, 2, 3].includes(await seedIn(file)));
      });
      await Promise.all([...saves, ...loads]);
    }
    deepStrictEqual(namesIn(folder), ["model.safetensors"]);
    models.forEach((model) => model.dispose());
  }));

Deno.test("while another process saves, and after it was killed, the file opens", () =>
  inTempFolder(async (folder) => {
    const file = join(folder, "model.safetensors");
    const program = new URL("./saving_program.ts", import.meta.url).href;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", program, file],
      stdout: "piped",
    }).spawn();
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      if (text.includes("saving")) break;
    }
    for (let i = 0; i < 10; i++) ok([1, 2].includes(await seedIn(file)));
    child.kill("SIGKILL");
    await child.status;
    ok([1, 2].includes(await seedIn(file)));
  }));

Deno.test({
  name: "a model behind a link is replaced where it is, and the link stays",
  ignore: Deno.build.os === "windows", // where creating a link needs a privilege
  fn: () =>
    inTempFolder(async (folder) => {
      const [one, two] = [1, 2].map((seed) => tiny({}, seed));
      const file = join(folder, "model.safetensors"), link = join(folder, "link.safetensors");
      await one.save(file);
      await Deno.symlink(file, link);
      await two.save(link);
      strictEqual(await seedIn(file), 2);
      ok((await Deno.lstat(link)).isSymlink);
      [one, two].forEach((model) => model.dispose());
    }),
});

Deno.test("save() refuses notes and specs that could not be opened again, and writes nothing", async () => {
  const broken: [(model: Autoencoder) => void, string, RegExp][] = [
    [
      ({ notes }) => notes.seed = 1.7e12,
      "RangeError",
      /: notes\.seed must be .* got 1700000000000$/,
    ],
    [({ notes }) => notes.maximum = 1000, "RangeError", /: notes\.maximum must be .* got 1000$/],
    [
      ({ notes }) => notes.training = { big: 1n },
      "TypeError",
      /: notes must be plain data: .*BigInt/,
    ],
    [({ spec }) => spec.encoder.pop(), "RangeError", /: the encoder must end in 3, got 8$/],
    [({ spec }) => spec.latent = 0, "RangeError", /: latent must be .* got 0$/],
  ];
  await inTempFolder(async (folder) => {
    for (const [breakIt, name, message] of broken) {
      const model = tiny();
      breakIt(model);
      await rejects(model.save(`${folder}/model`), (error: Error) => {
        strictEqual(error.name, name);
        match(error.message, message);
        match(error.message, /^dense 16-8-3 is not saved, since it could not be opened: /);
        return true;
      });
      model.dispose();
    }
    deepStrictEqual([...Deno.readDirSync(folder)], []);
  });
});
