/** Options that do not exist are refused everywhere in the public API. */
import { deepStrictEqual, match, ok, rejects, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import * as ae from "@autoencoders";
import * as codec from "@autoencoders/codec";
import * as course from "@autoencoders/course";
import * as figures from "@autoencoders/figures";
import * as results from "@autoencoders/results";
import { applyModel, causalBlock, causalWindow } from "../lib/backend/mod.ts";
import { requireKnown } from "../lib/require.ts";
import { capture } from "../tasks/process.ts";
import { root } from "../tasks/project.ts";
import { internalMessage, type OptionsType, optionTypes } from "./helpers/option_types.ts";
import { tiny } from "./helpers/tiny_models.ts";
import { crosses } from "./helpers/training_data.ts";
import { fewImages, tinyRecipe } from "./helpers/trial_data.ts";

/** A path that nothing can be written to: below a file. */
const nowhere = `${import.meta.filename}/nowhere`;

const entries = [
  "lib/mod.ts",
  "lib/figures/mod.ts",
  "lib/results/mod.ts",
  "lib/backend/mod.ts",
  "lib/codec/mod.ts",
  "lib/course/mod.ts",
];
/** Their constructors take what `buildAutoencoder` and `openCompressed` have checked. */
const exempt = ["Autoencoder", "VariationalAutoencoder", "FileReader"];

const allTypes: Promise<OptionsType[]> = (async () => {
  const args = ["ls-files", "-co", "--exclude-standard", "lib"];
  const listed = (await capture("git", args, { cwd: root }))!.stdout.trim().split("\n");
  // the backend's mod.ts has all of its types that matter here, and its other files reuse their names
  const files = listed.filter((file) => file.endsWith(".ts") && !file.startsWith("lib/backend/"));
  const types = await optionTypes(entries, files);
  return types.filter(({ owner }) => !exempt.includes(owner));
})();

/** An argument that is not looked at before the options. */
const never = undefined as never;

/** Calls a function with these options, and valid options for it, which contain every nested object. */
// deno-lint-ignore no-explicit-any
type Call = [call: (options: any) => unknown, ...valid: object[]];

const images = crosses(12, 1), random = () => new ae.Random(1);
const codes = ae.codesFrom(Array.from({ length: 24 }, (_, i) => i * i % 7), 2);
const model = tiny(), fourWeights = tf.zeros([1, 4]), blank = tf.zeros([1, 4, 4, 1]);
const network = { height: 4, width: 4, latent: 2 };
const likelihood = { kind: "gaussian", deviation: 1 }, likely = { ...network, likelihood };
const dense = () => ae.denseSpec({ ...network, widths: [] });

const binary = ae.binarize(images), compressed = codec.compressImages(binary);
const stream = (): codec.ImageStream => ({
  ...{ height: 12, width: 12, maximum: 1, binary: true, count: 12 },
  pixels: [binary.pixels],
});

const monitors = [{ monitor: {} }, { monitor: [{}] }];
const checkpoint = { file: `${nowhere}/run.checkpoint` };
const training = [
  { optimizer: { kind: "adam" }, schedule: { kind: "constant" }, clip: {}, ...monitors[0] },
  { optimizer: { kind: "adamw" }, schedule: { kind: "cosine" }, checkpoint, ...monitors[1] },
  {
    optimizer: { kind: "momentum" },
    schedule: { kind: "plateau" },
    earlyStopping: { patience: 1 },
  },
  { loss: { kind: "elbo" }, optimizer: { kind: "sgd" } },
  { optimizer: { kind: "rmsprop" } },
].map((options) => ({ epochs: 1, ...options }));
const experiments = training.map((training) => ({ train: images, test: images, training }));
const recipeOptions = monitors.map((options) => ({ ...options, images: fewImages, checkpoint }));

const layers = [
  { type: "dense", units: 1 },
  { type: "convolution", filters: 1 },
  { type: "transposedConvolution", filters: 1 },
  { type: "maxPooling", size: 1 },
  { type: "upSampling", size: 1 },
  { type: "globalAveragePooling" },
  { type: "cropping", start: 0, end: 0 },
  { type: "flatten" },
  { type: "reshape", shape: [1] },
  { type: "batchNormalization" },
  { type: "dropout", rate: 0 },
  { type: "posteriorMean", units: 1 },
  { type: "activation", activation: "relu" },
  { type: "quantization", entries: 2 },
  { type: "tfjs", className: "AveragePooling2D", config: {} },
];
const file = { name: "digits" };
const entry = {
  name: "mine",
  files: { trainImages: file, trainLabels: file, testImages: file, testLabels: file },
  images: { train: 1, test: 1, height: 1, width: 1 },
};
const rows = { one: images };

const calls: Record<string, Call[]> = {
  "ImageSet": [[(o) => new ae.ImageSet(images.pixels, o), { height: 4, width: 4 }]],
  "ImageSet.fromFloats": [[(o) => ae.ImageSet.fromFloats([0], o), { height: 1, width: 1 }]],
  "imageSet": [[(o) => ae.imageSet(images.pixels, o), { height: 4, width: 4 }]],
  "useBackend": [[(o) => ae.useBackend(o), { threads: 1 }]],
  "imagesFromFrame": [
    [(o) => ae.imagesFromFrame(ae.codesFrame(codes), o), { height: 1, width: 3 }],
  ],
  "loadDataset": [[(o) => ae.loadDataset("strokes", o), { trainCount: 1 }]],
  "loadFolder": [[(o) => ae.loadFolder(nowhere, o), { height: 4 }]],
  "loadLocalDataset": [[(o) => ae.loadLocalDataset("strokes", o), { trainCount: 1 }]],
  "registerDataset": [[(o) => ae.registerDataset(o), entry]],
  "strokes": [[(o) => ae.strokes(1, random(), o), { blur: 1 }]],
  "Autoencoder.save": [[(o) => model.save(`${nowhere}/model`, o), { precision: "float32" }]],
  "autoencoderFrom": [[(o) => ae.autoencoderFrom(o), { name: "own", height: 1 }]],
  "buildAutoencoder": [[
    (o) => ae.buildAutoencoder(o, 1),
    { ...dense(), likelihood },
    ...layers.flatMap((layer) => [
      { ...dense(), encoder: [layer] },
      { ...dense(), decoder: [layer] },
    ]),
  ]],
  "convolutionalAutoencoder": [[(o) => ae.convolutionalAutoencoder(o, 1), likely]],
  "convolutionalSpec": [[(o) => ae.convolutionalSpec(o), likely]],
  "convolutionalVariationalAutoencoder": [
    [(o) => ae.convolutionalVariationalAutoencoder(o, 1), likely],
  ],
  "denseAutoencoder": [[(o) => ae.denseAutoencoder(o, 1), { ...likely, widths: [] }]],
  "denseSpec": [[(o) => ae.denseSpec(o), { ...likely, widths: [] }]],
  "denseVariationalAutoencoder": [[(o) => ae.denseVariationalAutoencoder(o, 1), {
    ...likely,
    widths: [],
  }]],
  "emnistAutoencoder": [[(o) => ae.emnistAutoencoder(o, 1), likely]],
  "pooledAutoencoder": [[(o) => ae.pooledAutoencoder(o, 1), {
    height: 4,
    likelihood,
  }]],
  "stridedAutoencoder": [[(o) => ae.stridedAutoencoder(o, 1), {
    latent: 2,
    likelihood,
  }]],
  "fit": [[
    (o) => ae.fit(model, images, o),
    ...training.map((options) => ({ seed: 1, ...options })),
  ]],
  "progressBar": [[(o) => ae.progressBar(o), { label: "one" }]],
  "evaluate": [[(o) => ae.evaluate(model, images, o), { seed: 1 }]],
  "fitPcaAsync": [[(o) => ae.fitPcaAsync(images, 2, o), { progress() {} }]],
  "fitMixture": [[(o) => ae.fitMixture(codes, 2, random(), o), { iterations: 1 }]],
  "kMeans": [[(o) => ae.kMeans(codes, 2, random(), o), { starts: 1 }]],
  "fitLinearProbe": [[(o) => ae.fitLinearProbe(codes, images.labels!, o), { penalty: 1 }]],
  "projectTsne": [[(o) => ae.projectTsne(codes, random(), o), { iterations: 1 }]],
  "projectUmap": [[(o) => ae.projectUmap(codes, random(), o), { epochs: 1 }]],
  "fitClassifier": [[(o) => ae.fitClassifier(images, o), { seed: 1 }]],
  "inpaint": [[(o) => ae.inpaint(model, images, [1, ...Array(15).fill(0)], o), { rounds: 1 }]],
  "activations": [[(o) => ae.activations(dense, ["relu"], o), ...experiments]],
  "anomalySets": [[(o) => ae.anomalySets(images, 1, o), { folder: nowhere }]],
  "dataSets": [[
    (o) => ae.dataSets(dense, { one: { train: images, test: images } }, o),
    ...training.map((training) => ({ training })),
  ]],
  "denoisingTraining": [[
    (o) => ae.denoisingTraining(dense, ae.saltAndPepper, [0], 0, o),
    ...experiments,
  ]],
  "latentSizes": [[(o) => ae.latentSizes(dense, [1], o), ...experiments]],
  "regularizations": [[(o) => ae.regularizations(dense, 0, o), ...experiments]],
  "runTrials": [
    [(o) => ae.runTrials([{ name: "one", network: dense }], o), ...experiments],
    [
      // deno-lint-ignore no-explicit-any
      (o) => ae.runTrials(o, experiments[0] as any),
      ...training.map((training) => [{ name: "one", network: dense, training }]),
    ],
  ],
  "stridePositions": [
    [(o) => ae.stridePositions(o, { ...network, filters: [1, 1, 1, 1] }), ...experiments],
    // deno-lint-ignore no-explicit-any
    [(o) => ae.stridePositions(experiments[0] as any, o), likely],
  ],
  "showImageRows": [[(o) => figures.showImageRows(rows, o), { size: 1 }]],
  "showImages": [[(o) => figures.showImages(images, o), { size: 1 }]],
  "showReconstructions": [[(o) => figures.showReconstructions(rows, o), { size: 1 }]],
  "showWeights": [[(o) => figures.showWeights(fourWeights, o), { height: 2, width: 2 }]],
  "showActivity": [[(o) => figures.showActivity(codes, o), { title: "one" }]],
  "showPixels": [[(o) => figures.showPixels(images.slice(0, 1), o), { title: "one" }]],
  "showBars": [[(o) => figures.showBars({ one: 1 }, o), { title: "one" }]],
  "showConfusion": [[(o) => figures.showConfusion([0], [0], o), { clusters: true }]],
  "showHistogram": [[(o) => figures.showHistogram([1, 2], o), { bins: 1, logY: true }]],
  "saveFigure": [[
    (o) => figures.saveFigure(() => Promise.resolve(), `${nowhere}/x.svg`, o),
    { width: 300 },
  ]],
  "showLines": [
    [(o) => figures.showLines({ one: { x: [1], y: [1] } }, o), { logX: true }],
    [(o) => figures.showLines(o), { one: { x: [1], y: [1] } }],
  ],
  "showRoc": [[(o) => figures.showRoc({}, o), { title: "one" }]],
  "showScatter": [[(o) => figures.showScatter([1, 2], o), { limit: 1 }]],
  "showStrips": [[(o) => figures.showStrips({ one: [1] }, o), { logX: true }]],
  "showModel": [[(o) => figures.showModel(model, o), { title: "one" }]],
  "showTable": [[(o) => figures.showTable([{ mse: 1 }], o), { columns: { mse: { digits: 2 } } }]],
  "liveCurves": [[(o) => figures.liveCurves(o), { loss: "nats" }]],
  "liveProgress": [[(o) => figures.liveProgress("one", o), { stoppable: false }]],
  "makePlayground": [[(o) => figures.makePlayground(model, images, o), { points: 3 }]],
  "showPlayground": [[(o) => figures.showPlayground(model, images, o), { points: 3 }]],
  "svgCurves": [[
    (o) => figures.svgCurves(o),
    { lines: [{ name: "one", points: [] }], epochs: 1, title: "loss" },
    { lines: [], horizontal: { title: "units", ticks: [1, 2] }, title: "speed" },
  ]],
  "recipeImages": [[(o) => results.recipeImages(o), { name: "mnist" }]],
  "reductionOf": [[(o) => results.reductionOf(tinyRecipe, fewImages, o), { epochs: 1 }]],
  "trainBound": [[
    (o) => results.trainBound({ ...tinyRecipe, ...bound }, 1, o),
    ...recipeOptions,
  ]],
  "trainRecipe": [[(o) => results.trainRecipe(tinyRecipe, 1, o), ...recipeOptions]],
  "causalBlock": [[(o) => causalBlock(never, never, never, o), { steps: 1 }]],
  "causalWindow": [[(o) => causalWindow(never, never, never, never, o), { steps: 1 }]],
  "compressImages": [[(o) => codec.compressImages(binary, o), { groupSize: 2 }]],
  "writeCompressed": [
    [(o) => codec.writeCompressed(`${nowhere}/c`, stream(), o), { groupSize: 2 }],
    [(o) => codec.writeCompressed(`${nowhere}/c`, o), stream()],
  ],
  "decompressImages": [[(o) => codec.decompressImages(compressed, o), { limit: 10_000 }]],
  "openCompressed": [[(o) => codec.openCompressed(compressed, () => {}, o), { limit: 10_000 }]],
  "trainGreyModel": [[(o) => codec.trainGreyModel(images, o), { seed: 1, epochs: 1 }]],
  "trainPixelModel": [[(o) => codec.trainPixelModel(binary, o), { seed: 1, epochs: 1 }]],
  "fitLossyModel": [[(o) => codec.fitLossyModel(model, images, o), { components: 1 }]],
  "LossyCodec": [[(o) => new codec.LossyCodec(model, never, o), { step: 1 }]],
  "trainForRate": [[(o) => codec.trainForRate(model, images, o), { epochs: 1 }]],
  "exercise": [[
    (o) => course.exercise(function one() {}, o),
    {
      hint: "",
      wrong: { off: { answer: () => {}, verdict: "" } },
      reference: () => {},
      cases: () => [[]],
    },
  ]],
  "applyModel": [[(o) => applyModel(model.encoder, blank, o), { training: true }]],
};
const bound = {
  images: "thresholded" as const,
  network: () => {
    const options = { widths: [], latent: 2, height: 12, width: 12 };
    const built = ae.denseVariationalAutoencoder(options, 1);
    built.dispose();
    return built.spec;
  },
  training: { epochs: 1 },
};

/** `valid` with `value` at `key` in each object at `path` that `chosen` accepts, one after the other. */
function* misspelt(
  valid: unknown,
  path: string[],
  key: string,
  chosen: (object: Record<string, unknown>) => boolean,
  value: unknown = 1,
): Generator<unknown> {
  if (typeof valid !== "object" || valid === null) return;
  if (path.length === 0) {
    const object = valid as Record<string, unknown>;
    if (!Array.isArray(object) && chosen(object)) yield { ...object, [key]: value };
    return;
  }
  const [step, ...rest] = path;
  for (const [name, inner] of Object.entries(valid)) {
    if (step !== "*" && step !== name) continue;
    if (step === "*" && !Array.isArray(valid) && isLeaf(inner)) continue;
    for (const changed of misspelt(inner, rest, key, chosen, value)) {
      yield Array.isArray(valid)
        ? valid.with(Number(name), changed)
        : { ...valid, [name]: changed };
    }
  }
}

const isLeaf = (value: unknown) => typeof value !== "object";

const describe = ({ owner, path, kinds }: OptionsType) =>
  [owner, ...path].join(".") + (kinds ? ` of kind ${kinds.join(" or ")}` : "");

Deno.test("every function of the public API that takes options refuses a misspelt one, nested ones too", async () => {
  const before = tf.memory().numTensors;
  let tried = 0;
  for (const type of await allTypes) {
    const { owner, path, keys, kinds } = type;
    for (const kind of kinds ?? [undefined]) {
      for (const key of keys) {
        const wrong = key + key.at(-1);
        // An object of this type: of its kind, and with no key of another type.
        const chosen = (object: Record<string, unknown>) =>
          (kind === undefined || [object.kind, object.type].includes(kind)) &&
          Object.keys(object).every((name) => keys.includes(name));
        const found = (calls[owner] ?? []).flatMap(([call, ...valid]) =>
          valid.flatMap((options) => [...misspelt(options, path, wrong, chosen)])
            .map((options) => () => call(options))
        );
        ok(found.length > 0, `list a call of ${describe(type)} in this test, with valid options`);
        const backend = ["useBackend", "applyModel", "causalBlock", "causalWindow"].includes(owner);
        const error = await caught(found[0]);
        match(error.message, new RegExp(`unknown option ${wrong}${backend ? "" : ", did you"}`));
        deepStrictEqual(error.name, "RangeError");
        const known = error.message.split("Known options: ")[1].split(", ");
        ok(keys.every((name) => known.includes(name)), `${describe(type)}: ${error.message}`);
        tried++;
      }
    }
  }
  ok(tried > 500, `${tried} misspelt options`);
  deepStrictEqual(tf.memory().numTensors - before, 0);
});

async function caught(call: () => unknown): Promise<Error> {
  try {
    await call();
  } catch (error) {
    return error as Error;
  }
  throw new Error(`not refused: ${call}`);
}

Deno.test("every function of the public API that takes options refuses other values than objects", async () => {
  const owners = (await allTypes).filter(({ path }) => path.length === 0);
  for (const { owner } of owners) {
    const [call] = calls[owner][0];
    for (const wrong of [null, 5, "adam", true, [], [1], new Map(), () => {}, new Date()]) {
      const error = await caught(() => call(wrong));
      deepStrictEqual([owner, error.name], [owner, "TypeError"], error.message);
      match(error.message, /must be an object/, owner);
    }
  }
});

/**
 * Left out below: they take files, download or listen to Ctrl-C once their options are valid, or pass
 * their options on to `fit`.
 */
const lasting = [
  ...["recipeImages", "liveProgress", "useBackend", "trainBound", "trainRecipe", "runTrials"],
  ...["activations", "dataSets", "denoisingTraining", "latentSizes", "regularizations"],
  ...["stridePositions", "anomalySets", "loadDataset", "loadLocalDataset"],
  ...["causalBlock", "causalWindow"],
];

Deno.test("an option of another type is refused by its name, not by the engine", async () => {
  const log = console.log, found: string[] = [];
  console.log = () => {};
  const values = { text: "text", object: {}, list: [], function: () => {}, NaN: NaN, null: null };
  for (const type of await allTypes) {
    const { owner, path, keys, kinds } = type;
    if (lasting.includes(owner) || path.includes("checkpoint")) continue;
    for (const key of keys) {
      const chosen = (object: Record<string, unknown>) =>
        (kinds === undefined || kinds.some((kind) => [object.kind, object.type].includes(kind))) &&
        Object.keys(object).every((name) => keys.includes(name));
      for (const [what, value] of Object.entries(values)) {
        for (const [call, ...valid] of calls[owner]) {
          const changed = valid.flatMap((options) => [
            ...misspelt(options, path, key, chosen, value),
          ]);
          if (changed.length === 0) continue;
          const message = await Promise.try(call, changed[0]).then(
            () => "",
            (error) => error.message,
          );
          if (internalMessage.test(message)) {
            found.push(`${describe(type)}.${key}, ${what}: ${message.split("\n")[0]}`);
          }
        }
      }
    }
  }
  console.log = log;
  deepStrictEqual(found, []);
});

Deno.test("the calls that this test lists are of functions that exist", async () => {
  const owners = new Set((await allTypes).map(({ owner }) => owner));
  deepStrictEqual(Object.keys(calls).filter((owner) => !owners.has(owner)), []);
});

Deno.test("the message names the nearest option where one is near, and the known ones always", async () => {
  const fit = (options: object) => ae.fit(model, images, { epochs: 1, seed: 1, ...options });
  await rejects(fit({ learningrate: 0.1 }), {
    name: "RangeError",
    message:
      /^fit: unknown option learningrate, did you mean learningRate\? Known options: epochs, /,
  });
  await rejects(fit({ lr: 0.1 }), /option lr, did you mean learningRate\?/);
  await rejects(fit({ optimizer: { kind: "adam", lr: 0.1 } }), {
    name: "RangeError",
    message: "optimizer adam: unknown option lr. Known options: kind, beta1, beta2, epsilon",
  });
  await rejects(ae.loadFolder(nowhere, { size: 32 } as object), /unknown option size\. Known/);
  const options = { widths: [8], latent: 2, activations: "tanh" };
  throws(() => ae.denseAutoencoder(options, 1), /option activations, did you mean activation\?/);
});

Deno.test("requireKnown() accepts objects without a prototype and inherited names", () => {
  const bare = Object.assign(Object.create(null), { size: 1 });
  requireKnown("test", bare, { size: true });
  for (const key of ["toString", "__proto__", "constructor"]) {
    const options = JSON.parse(`{ "${key}": 1 }`);
    throws(() => requireKnown("test", options, { size: true } as never), /unknown option/);
  }
});

Deno.test("null labels are none", () => {
  const set = new ae.ImageSet(images.pixels, { height: 4, width: 4, labels: null as never });
  deepStrictEqual(set.labels, undefined);
});
