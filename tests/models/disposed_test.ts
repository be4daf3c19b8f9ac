/** What was freed says so, and paths of another kind say what is there. */
import { match, ok, rejects, strictEqual, throws } from "node:assert/strict";
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import * as ae from "@autoencoders";
import * as figures from "@autoencoders/figures";
import * as results from "@autoencoders/results";
import { readSafetensors, writeSafetensors } from "../../lib/files/mod.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";
import { tiny, tinyVariational } from "../helpers/tiny_models.ts";
import { crosses } from "../helpers/training_data.ts";

const images = crosses(12, 1), random = () => new ae.Random(1);
const codes = ae.codesFrom([1, 2, 3], 3);
const freed = <T extends { dispose(): void }>(resource: T): T => (resource.dispose(), resource);

/** Whatever uses the weights of a model or classifier. */
const uses = (model: ae.Autoencoder, variational: ae.VariationalAutoencoder) => ({
  encode: () => model.encode(images),
  decode: () => model.decode(tf.zeros([1, 3])),
  reconstruct: () => model.reconstruct(images),
  infer: () => variational.infer(images),
  fit: () => ae.fit(model, images, { epochs: 1, seed: 1 }),
  "fit a variational autoencoder": () => ae.fit(variational, images, { epochs: 1, seed: 1 }),
  save: () => model.save("/nowhere/model"),
  exportTfjs: () => model.exportTfjs("/nowhere/model"),
  savePretrained: () => results.savePretrained(model, images, "int8", "/nowhere"),
  evaluate: () => ae.evaluate(model, images),
  encodeImages: () => ae.encodeImages(model, images),
  reconstructImages: () => ae.reconstructImages(model, images),
  decodeCodes: () => ae.decodeCodes(model, codes),
  evidence: () => ae.evidence(variational, images, random()),
  importanceBound: () => ae.importanceBound(variational, images, 2, random()),
  inpaint: () => ae.inpaint(model, images, [1, ...Array(15).fill(0)]),
  sampleImages: () => ae.sampleImages(model, ae.prior(3), 2, random()),
  makePlayground: () => figures.makePlayground(model, images),
});

for (const backend of ["cpu", "auto"] as const) {
  Deno.test(`a model that was disposed of says so wherever it is used, backend ${backend}`, async () => {
    const { name } = await ae.useBackend({ prefer: backend, threads: 1 });
    const model = freed(tiny()), variational = freed(tinyVariational());
    const before = tf.memory().numTensors;
    for (const [use, call] of Object.entries(uses(model, variational))) {
      await rejects(async () => await call(), {
        name: "Error",
        message: /^the model .* was disposed of, .*build, train or load it again$/,
      }, `${use} on ${name}`);
    }
    ok(tf.memory().numTensors - before <= 1); // the codes above
  });
}

Deno.test("a classifier that was disposed of says so, and disposing twice does nothing", async () => {
  const classifier = await ae.fitClassifier(images, { seed: 1, epochs: 1 });
  const before = tf.memory().numTensors;
  classifier.dispose();
  ok(tf.memory().numTensors < before);
  for (const resource of [classifier, freed(tiny())]) resource.dispose();
  for (const use of ["features", "probabilities", "predict", "accuracy"] as const) {
    throws(() => classifier[use](images), /^Error: the classifier was disposed of/, use);
  }
});

Deno.test("a tensor that was disposed of is refused as images and as codes", () => {
  const model = tiny();
  const gone = freed(tf.zeros<tf.Rank.R4>([2, 4, 4, 1])),
    codes = freed(tf.zeros<tf.Rank.R2>([2, 3]));
  throws(() => model.encode(gone), /^Error: images are a tensor that was disposed of/);
  throws(() => model.reconstruct(gone), /^Error: images are a tensor/);
  throws(() => model.decode(codes), /^Error: codes are a tensor/);
  model.dispose();
});

Deno.test("a path of another kind than a model's says what is there", () =>
  inTempFolder(async (folder) => {
    const text = join(folder, "ae.h5"), model = tiny();
    await Deno.writeTextFile(text, "not a model");
    const refused = async (work: Promise<unknown>, name: string, message: RegExp) => {
      const error = await work.then(() => ok(false), (error) => error as Error);
      strictEqual(error!.name, name);
      match(error!.message, message);
    };
    const { loadAutoencoder } = ae;
    await refused(
      loadAutoencoder(text),
      "NotFound",
      /ae\.h5\.safetensors"; ".*ae\.h5" has another/,
    );
    await refused(loadAutoencoder(folder), "NotFound", /no file ".*spec\.json"$/);
    await refused(loadAutoencoder(join(text, "m")), "NotADirectory", /m\.safetensors": Not a dir/);
    await model.save(join(folder, "one"));
    await refused(loadAutoencoder(folder), "NotFound", /has saved models, such as ".*one\.safete/);
    await refused(model.save(join(text, "m")), "NotADirectory", /m\.safetensors": Not a directory/);
    await Deno.mkdir(join(folder, "two.safetensors"));
    await refused(model.save(join(folder, "two")), "AlreadyExists", /two\.safetensors": Is a dir/);
    await refused(model.exportTfjs(text), "NotADirectory", /ae\.h5": Not a directory/);
    model.dispose();
  }));

Deno.test("the maximum in the notes of a file is checked", () =>
  inTempFolder(async (folder) => {
    const file = join(folder, "model.safetensors"), model = tiny();
    await model.save(file);
    model.dispose();
    const { tensors, metadata } = await readSafetensors(file);
    for (const maximum of [0, 256, 1.5, "255", null]) {
      const notes = JSON.stringify({ maximum });
      await writeSafetensors(file, { tensors, metadata: { ...metadata, notes } });
      await rejects(ae.loadAutoencoder(file), {
        name: "SyntaxError",
        message: /invalid metadata: notes\.maximum must be an integer in 1–255, got/,
      });
    }
  }));
