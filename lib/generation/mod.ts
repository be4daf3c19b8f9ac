export { Classifier, type ClassifierOptions, fitClassifier } from "./classifier.ts";
export { type Nearest, nearestImages } from "./copies.ts";
export { prior, sampleImages } from "./draw.ts";
export { type GenerationQuality, judgeImages } from "./quality.ts";
export { hiddenError, hiddenHalf, shadeHidden } from "./hidden.ts";
export { inpaint, type InpaintOptions } from "./inpainting.ts";
