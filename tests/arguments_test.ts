/** A wrong argument is refused with what was given and what was expected, never with an internal message. */
import { deepStrictEqual } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import * as ae from "@autoencoders";
import * as figures from "@autoencoders/figures";
import { internalMessage } from "./helpers/option_types.ts";
import { tiny, tinyVariational } from "./helpers/tiny_models.ts";
import { crosses } from "./helpers/training_data.ts";

/** A path that nothing can be written to: below a file. */
const nowhere = `${import.meta.filename}/nowhere`;

const images = crosses(12, 1), random = new ae.Random(1), labels = images.labels!;
const codes = ae.codesFrom(Array.from({ length: 36 }, (_, i) => i * i % 7), 3);
const plane = ae.codesFrom(Array.from({ length: 24 }, (_, i) => i * i % 7), 2);
const model = tiny(), variational = tinyVariational();
const classifier = await ae.fitClassifier(images, { seed: 1, epochs: 1 });
const evaluation = ae.evaluate(model, images), hidden = [1, ...Array(15).fill(0)];
const training = { epochs: 1, seed: 1 };
const roc = { falsePositiveRate: new Float64Array(2), truePositiveRate: new Float64Array(2) };
const network = { height: 4, width: 4, latent: 2 };
const dense = () => ae.denseSpec({ ...network, widths: [] });
const experiment = { train: images, test: images, training: { epochs: 1 } };
const trials = await ae.latentSizes(dense, [1], experiment);
const rows = { one: images };
const pixels = images.pixels;

const folder = await Deno.makeTempDir();
const inFolder = (path: string) => typeof path === "string" ? `${folder}/${path}` : path;

/** The functions, classes and methods of the public API, each with valid arguments. */
// deno-lint-ignore no-explicit-any
const calls: Record<string, [call: (...args: any[]) => unknown, ...valid: unknown[]]> = {
  ImageSet: [(...a) => new ae.ImageSet(...a as [never, never]), pixels, { height: 4, width: 4 }],
  "ImageSet.fromFloats": [ae.ImageSet.fromFloats, [0], { height: 1, width: 1 }],
  "images.image": [images.image.bind(images), 0],
  "images.select": [images.select.bind(images), [0]],
  "images.with": [images.with.bind(images), pixels],
  imageSet: [ae.imageSet, pixels, { height: 4, width: 4 }],
  codeAt: [ae.codeAt, codes, 0],
  codesFrom: [ae.codesFrom, [1, 2], 2],
  pixelsAsCodes: [ae.pixelsAsCodes, images],
  selectCodes: [ae.selectCodes, codes, [0]],
  Random: [(...a) => new ae.Random(...a as [never]), 1],
  loadDataset: [ae.loadDataset, "none"],
  loadFolder: [ae.loadFolder, nowhere],
  loadLocalDataset: [ae.loadLocalDataset, "none"],
  imagesFromFrame: [ae.imagesFromFrame, ae.codesFrame(codes), { height: 1, width: 4 }],
  readNpy: [ae.readNpy, ae.writeNpy({ data: new Uint8Array(1), shape: [1] })],
  writeNpy: [ae.writeNpy, { data: new Uint8Array(1), shape: [1] }],
  codesFrame: [ae.codesFrame, codes],
  perImage: [ae.perImage, evaluation],
  readIdx: [ae.readIdx, ae.writeIdx({ data: new Uint8Array(1), shape: [1] } as never)],
  writeIdx: [ae.writeIdx, { data: new Uint8Array(1), shape: [1] }],
  strokes: [ae.strokes, 1, random],
  binarize: [ae.binarize, images, 127],
  binarizeStochastic: [ae.binarizeStochastic, images, random],
  gaussianNoise: [ae.gaussianNoise, images, 0.1, random],
  maskNoise: [ae.maskNoise, images, 0.1, random],
  saltAndPepper: [ae.saltAndPepper, images, 0.1, random],
  ofClasses: [ae.ofClasses, images, [labels[0]]],
  withoutClasses: [ae.withoutClasses, images, [labels[0]]],
  otsuThreshold: [ae.otsuThreshold, pixels],
  "model.encode": [model.encode.bind(model), images],
  "model.decode": [model.decode.bind(model), tf.zeros([1, 3])],
  "model.reconstruct": [model.reconstruct.bind(model), images],
  "model.save": [(path) => model.save(inFolder(path)), "model"],
  "model.exportTfjs": [(path) => model.exportTfjs(inFolder(path)), "model"],
  "model.exportOnnx": [(path) => model.exportOnnx(inFolder(path)), "model"],
  "variational.infer": [variational.infer.bind(variational), images],
  autoencoderFrom: [ae.autoencoderFrom, { encoder: model.encoder, decoder: model.decoder }],
  buildAutoencoder: [ae.buildAutoencoder, dense(), 1],
  denseAutoencoder: [ae.denseAutoencoder, { ...network, widths: [] }, 1],
  denseVariationalAutoencoder: [ae.denseVariationalAutoencoder, { ...network, widths: [] }, 1],
  convolutionalAutoencoder: [ae.convolutionalAutoencoder, network, 1],
  emnistAutoencoder: [ae.emnistAutoencoder, { ...network, filters: [1, 1, 1, 1] }, 1],
  loadAutoencoder: [ae.loadAutoencoder, `${nowhere}/model`],
  fit: [ae.fit, model, images, training],
  "fit, variational": [ae.fit, variational, images, training],
  holdOut: [ae.holdOut, images, 2, random],
  bestImages: [ae.bestImages, evaluation, 1],
  worstImages: [ae.worstImages, evaluation, 1],
  codebookUse: [ae.codebookUse, model, images],
  codeBytes: [ae.codeBytes, codes, images],
  compareEvaluations: [ae.compareEvaluations, [evaluation]],
  decodeCodes: [ae.decodeCodes, model, codes],
  encodeImages: [ae.encodeImages, model, images],
  evaluate: [ae.evaluate, model, images],
  evidence: [ae.evidence, variational, images, random],
  fitPca: [ae.fitPca, images, 2],
  fitPcaAsync: [ae.fitPcaAsync, images, 2],
  importanceBound: [ae.importanceBound, variational, images, 2, random],
  packBits: [ae.packBits, ae.binarize(images)],
  perClass: [ae.perClass, evaluation],
  reconstructImages: [ae.reconstructImages, model, images],
  unitStatistics: [ae.unitStatistics, codes],
  fitGaussian: [ae.fitGaussian, codes],
  fitMixture: [ae.fitMixture, codes, 2, random],
  kMeans: [ae.kMeans, codes, 2, random],
  nearestNeighbours: [ae.nearestNeighbours, codes, 2],
  accuracy: [ae.accuracy, labels, labels],
  addCodes: [ae.addCodes, [[1, 2]]],
  agreement: [ae.agreement, labels, labels],
  blendImages: [ae.blendImages, images, 0, 1, 3],
  classifyByNeighbours: [ae.classifyByNeighbours, codes, labels, codes],
  classMeans: [ae.classMeans, codes, labels],
  codePlane: [ae.codePlane, plane, 2],
  detectAnomalies: [ae.detectAnomalies, { one: () => Array(12).fill(1) }, images, images],
  fitLinearProbe: [ae.fitLinearProbe, codes, labels],
  interpolate: [ae.interpolate, [1, 2], [3, 4], 3],
  neighbourPurity: [ae.neighbourPurity, codes, labels, 2],
  projectPca: [ae.projectPca, codes],
  projectTsne: [ae.projectTsne, codes, random, { iterations: 1 }],
  projectUmap: [ae.projectUmap, codes, random, { epochs: 1 }],
  shiftCodes: [ae.shiftCodes, codes, [1, 2, 3]],
  traverse: [ae.traverse, [1, 2], 0, [1]],
  trustworthiness: [ae.trustworthiness, codes, plane, 2],
  unitRange: [ae.unitRange, codes, 0, 2],
  unitsByVariance: [ae.unitsByVariance, ae.unitStatistics(codes)],
  "classifier.predict": [classifier.predict.bind(classifier), images],
  fitClassifier: [ae.fitClassifier, images, { seed: 1, epochs: 1 }],
  hiddenError: [ae.hiddenError, images, images, hidden],
  hiddenHalf: [ae.hiddenHalf, "left", { height: 4, width: 4 }],
  inpaint: [ae.inpaint, model, images, hidden, { rounds: 1 }],
  judgeImages: [ae.judgeImages, classifier, images, images],
  nearestImages: [ae.nearestImages, images, images],
  prior: [ae.prior, 3],
  sampleImages: [ae.sampleImages, model, ae.prior(3), 1, random],
  shadeHidden: [ae.shadeHidden, images, hidden],
  latentSizes: [ae.latentSizes, dense, [1], experiment],
  runTrials: [ae.runTrials, [{ name: "one", network: dense }], experiment],
  trialMeans: [ae.trialMeans, trials],
  loadPretrained: [ae.loadPretrained, "none"],
  showImageRows: [figures.showImageRows, rows],
  showImages: [figures.showImages, images],
  showReconstructions: [figures.showReconstructions, { one: images, two: images }],
  showWeights: [figures.showWeights, tf.zeros([1, 16]), { height: 4, width: 4 }],
  showActivity: [figures.showActivity, codes],
  showPixels: [figures.showPixels, images.slice(0, 1)],
  showBars: [figures.showBars, { one: 1 }],
  showConfusion: [figures.showConfusion, [0, 1], [0, 1]],
  showHistogram: [figures.showHistogram, [1, 2]],
  findBrowser: [figures.findBrowser],
  saveFigure: [
    (show, path) => figures.saveFigure(show, inFolder(path)),
    () => figures.showBars({ one: 1 }),
    "bars.html",
  ],
  showLines: [figures.showLines, { one: { x: [1], y: [1] } }],
  showRoc: [figures.showRoc, { one: { ...roc, auc: 0.5 } }],
  showScatter: [figures.showScatter, plane],
  showStrips: [figures.showStrips, { one: [1, 2] }],
  showModel: [figures.showModel, model],
  showTable: [figures.showTable, [{ mse: 1 }]],
  makePlayground: [figures.makePlayground, model, images],
  activations: [ae.activations, dense, ["relu"], experiment],
  convolutionalSpec: [ae.convolutionalSpec, network],
  convolutionalVariationalAutoencoder: [ae.convolutionalVariationalAutoencoder, network, 1],
  dataSets: [ae.dataSets, dense, { one: { train: images, test: images } }, {
    training: { epochs: 1 },
  }],
  denoisingTraining: [ae.denoisingTraining, dense, ae.saltAndPepper, [0], 0, experiment],
  denseSpec: [ae.denseSpec, { ...network, widths: [] }],
  evidenceTable: [ae.evidenceTable, { one: ae.evidence(variational, images, random) }],
  pooledAutoencoder: [ae.pooledAutoencoder, { height: 4, width: 4, filters: [[1], [1], [1]] }, 1],
  progressBar: [ae.progressBar, {}],
  registerDataset: [ae.registerDataset, {}],
  regularizations: [ae.regularizations, dense, 0.1, experiment],
  stridePositions: [ae.stridePositions, experiment, { ...network, filters: [1, 1, 1, 1] }],
  stridedAutoencoder: [ae.stridedAutoencoder, { latent: 1 }, 1],
  trialValues: [ae.trialValues, trials, "mse"],
  liveCurves: [figures.liveCurves, {}],
  liveProgress: [figures.liveProgress, "work", {}],
  showPlayground: [figures.showPlayground, model, images],
  showSetup: [figures.showSetup, await ae.loadDataset("strokes", { trainCount: 1, testCount: 1 })],
  svgCurves: [figures.svgCurves, { lines: [], epochs: 1, title: "loss" }],
  gridPng: [figures.gridPng, images, 2],
};

/** What takes anything, is built by a function above, selects the backend or needs files of data sets. */
const elsewhere = new Set([
  ...["check", "fullOrQuick", "todo", "Autoencoder", "VariationalAutoencoder", "History"],
  ...["useBackend", "anomalySets"],
]);

const wrong: Record<string, unknown> = {
  "undefined": undefined,
  "null": null,
  "a number": 5,
  "a text": "text",
  "an object": {},
  "an array": [],
  "a promise": Promise.resolve(),
  "a data set": { train: images, test: images },
  "raw pixels": pixels,
  "another model": model,
};

/** Whether only an instance of the same class can be right. */
const isInstance = (value: unknown) =>
  [ae.ImageSet, ae.Random, ae.Autoencoder].some((type) => value instanceof type);

Deno.test("a wrong argument of a public function is refused by its name, not by the engine", async () => {
  const log = console.log, found: string[] = [];
  console.log = () => {};
  for (const [name, [call, ...valid]] of Object.entries(calls)) {
    for (const [place, right] of valid.entries()) {
      for (const [what, value] of Object.entries(wrong)) {
        const where = `${name}, argument ${place + 1}, ${what}`;
        try {
          await call(...valid.with(place, value));
          if (isInstance(right) && !isInstance(value)) found.push(`${where}: accepted`);
        } catch (error) {
          const { message, name: type } = error as Error;
          if (internalMessage.test(message) || type === "ReferenceError") {
            found.push(`${where}: ${message}`);
          }
        }
      }
    }
  }
  console.log = log;
  await Deno.remove(folder, { recursive: true });
  deepStrictEqual(found, []);
});

Deno.test("every function that the library exports is tried with wrong arguments", () => {
  const exported = { ...ae, ...figures };
  const functions = Object.entries(exported).filter(([, value]) => typeof value === "function");
  deepStrictEqual(
    functions.map(([name]) => name).filter((name) => !(name in calls) && !elsewhere.has(name)),
    [],
  );
});
