/**
 * Evaluation of coders: metrics of reconstructions, tables, codes and their size, PCA as the
 * baseline, likelihoods.
 */
export { codeBytes, packBits, type StoredBytes } from "./codes/code_bytes.ts";
export { decodeCodes, encodeImages, reconstructImages } from "./codes/coding.ts";
export { fitPca, fitPcaAsync, Pca } from "./codes/pca.ts";
export { type UnitStatistics, unitStatistics } from "./codes/unit_statistics.ts";
export { evaluate, type EvaluateOptions, type Evaluation } from "./evaluate.ts";
export { type CodebookUse, codebookUse } from "./likelihood/codebook_use.ts";
export { type Evidence, evidence, evidenceTable } from "./likelihood/evidence.ts";
export { type ImportanceBound, importanceBound } from "./likelihood/importance.ts";
export { type Metric, METRICS } from "./metrics/per_image.ts";
export { structuralSimilarity } from "./metrics/ssim.ts";
export { meanSquaredError, pixelAccuracy } from "./metrics/pixel_metrics.ts";
export type { ImageShape } from "./metrics/ssim.ts";
export { bestImages, worstImages } from "./ranking.ts";
export { codesFrame, compareEvaluations, perClass, perImage } from "./tables.ts";
