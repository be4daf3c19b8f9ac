export { crossEntropy, pixelAccuracy, signalToNoise, squaredError } from "./metrics.ts";
export { type ImageShape, structuralSimilarity } from "./ssim.ts";
export type { ImageFigures, Metric } from "./per_image.ts";
export {
  codeAt,
  type Codes,
  codesFrom,
  decodeCodes,
  encodeImages,
  pixelsAsCodes,
  selectCodes,
} from "./codes.ts";
export { type UnitStatistics, unitStatistics } from "./units.ts";
export { evaluate, type EvaluateOptions, type Evaluation } from "./evaluate.ts";
export { type PrincipalAxes, principalAxes } from "./principal_axes.ts";
export { fitPca, Pca } from "./pca.ts";
export { reconstructImages } from "./reconstruct.ts";
export { codeBytes, packBits, type StoredBytes } from "./code_bytes.ts";
export { compare } from "./compare.ts";
export { errorDistribution, quantile } from "./distribution.ts";
export { best, worst } from "./extremes.ts";
export { perClass } from "./per_class.ts";
export { bernoulliLogLikelihood, type Price } from "./bernoulli.ts";
export { type Evidence, evidence, type EvidenceOptions } from "./evidence.ts";
export { evidenceTable } from "./evidence_table.ts";
export { type ImportanceBound, importanceBound } from "./importance.ts";
export { denoisingTable, type Spoil } from "./denoising.ts";
export { hiddenError, hiddenHalf, shadeHidden } from "./hidden.ts";
export { inpaint, type InpaintOptions } from "./inpainting.ts";
