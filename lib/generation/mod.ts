export { Classifier, type ClassifierOptions, fitClassifier } from "./classifier.ts";
export { type Nearest, nearestImages } from "./copies.ts";
export { drawImages, prior } from "./draw.ts";
export { type GenerationQuality, judgeImages } from "./quality.ts";
