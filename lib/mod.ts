/**
 * Autoencoders and learned image compression on TensorFlow.js, for Deno.
 *
 * @module
 */
// Images, codes and random numbers: the values that are passed around.
export { ImageSet, imageSet, type ImageSetOptions } from "./images.ts";
export { codeAt, type Codes, codesFrom, pixelsAsCodes, selectCodes } from "./codes.ts";
export { Random } from "./random.ts";

// The TensorFlow.js backend; the rest is in "@autoencoders/backend".
export { type BackendInfo, type BackendOptions, useBackend } from "./backend/mod.ts";

// Data sets: found in a folder, downloaded and verified, or synthetic.
export {
  type Dataset,
  type DatasetEntry,
  type FolderOptions,
  imagesFromFrame,
  loadDataset,
  loadFolder,
  loadLocalDataset,
  type LoadOptions,
  readIdx,
  readNpy,
  registerDataset,
  type StrokeOptions,
  strokes,
  writeIdx,
  writeNpy,
} from "./datasets/mod.ts";

// Preprocessing: binary images, noise, classes.
export {
  binarize,
  binarizeStochastic,
  gaussianNoise,
  maskNoise,
  ofClasses,
  otsuThreshold,
  saltAndPepper,
  withoutClasses,
} from "./preprocessing/mod.ts";

// Models: encoder and decoder, from options or from a list of layers; saving and loading.
export {
  type Activation,
  Autoencoder,
  autoencoderFrom,
  type AutoencoderSpec,
  type BlockOptions,
  buildAutoencoder,
  type Coder,
  convolutionalAutoencoder,
  type ConvolutionalOptions,
  convolutionalSpec,
  convolutionalVariationalAutoencoder,
  denseAutoencoder,
  type DenseOptions,
  denseSpec,
  denseVariationalAutoencoder,
  emnistAutoencoder,
  type LayerSpec,
  loadAutoencoder,
  pooledAutoencoder,
  type PooledOptions,
  stridedAutoencoder,
  VariationalAutoencoder,
} from "./models/mod.ts";

// Training: the loop, its options and its records.
export {
  type EpochRecord,
  fit,
  type FitOptions,
  History,
  holdOut,
  type LossFunction,
  type Monitor,
  progressBar,
  type Shards,
} from "./training/mod.ts";

// Evaluation: errors, PCA as the baseline, codes, likelihoods.
export {
  bestImages,
  codeBytes,
  codesFrame,
  compareEvaluations,
  decodeCodes,
  encodeImages,
  evaluate,
  type EvaluateOptions,
  type Evaluation,
  type Evidence,
  evidence,
  evidenceTable,
  fitPca,
  fitPcaAsync,
  importanceBound,
  packBits,
  perClass,
  perImage,
  reconstructImages,
  unitStatistics,
  worstImages,
} from "./evaluation/mod.ts";

// Statistics of codes: clusters, densities, neighbours.
export { fitGaussian, fitMixture, kMeans, nearestNeighbours } from "./statistics/mod.ts";

// The latent space: projections, clusters, moves, anomalies.
export {
  accuracy,
  addCodes,
  agreement,
  blendImages,
  classifyByNeighbours,
  classMeans,
  codePlane,
  detectAnomalies,
  fitLinearProbe,
  interpolate,
  neighbourPurity,
  projectPca,
  projectTsne,
  projectUmap,
  shiftCodes,
  traverse,
  trustworthiness,
  unitRange,
  unitsByVariance,
} from "./latent/mod.ts";

// Generation: new images and their quality, inpainting.
export {
  type Classifier,
  fitClassifier,
  hiddenError,
  hiddenHalf,
  inpaint,
  judgeImages,
  nearestImages,
  prior,
  sampleImages,
  shadeHidden,
} from "./generation/mod.ts";

// Experiments: variants of one setting, with several seeds.
export {
  activations,
  type AnomalySet,
  anomalySets,
  dataSets,
  denoisingTraining,
  type ImagesByName,
  latentSizes,
  regularizations,
  runTrials,
  STRIDED_LAYERS,
  stridePositions,
  type Trial,
  trialMeans,
  trialValues,
  type Variant,
} from "./experiments/mod.ts";

// Trained weights of the results table; the rest is in "@autoencoders/results".
export { loadPretrained } from "./results/mod.ts";

// Notebooks: reduced sizes. The exercises of the course are in "@autoencoders/course".
export { fullOrQuick } from "./notebook/mod.ts";
