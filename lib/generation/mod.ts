/** Images generated from sampled codes, their quality, and inpainting. */
export { Classifier, type ClassifierOptions, fitClassifier } from "./classifier.ts";
export { hiddenError, hiddenHalf, shadeHidden } from "./hidden.ts";
export { inpaint, type InpaintOptions } from "./inpainting.ts";
export { type Nearest, nearestImages } from "./nearest_images.ts";
export { type GenerationQuality, judgeImages } from "./quality.ts";
export { prior, sampleImages } from "./sampling.ts";
