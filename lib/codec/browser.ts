/**
 * The part of the codec that counts the bits of a picture in a web page. `deno task build:page` bundles it
 * for the playground.
 *
 * @module
 */
export { readModel } from "./learned/model_file.ts";
export { pixelPredictions } from "./learned/predictor.ts";
export { codeBits, quantiseCodes } from "./lossy/code_coder.ts";
export { CodeDistribution } from "./lossy/code_distribution.ts";
