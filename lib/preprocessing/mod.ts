export { batches } from "./batches.ts";
export { binarize } from "./binarize.ts";
export { ofClasses, withoutClasses } from "./classes.ts";
export { gaussianNoise, maskNoise, saltAndPepper } from "./noise.ts";
export { binarizeOtsu, otsuThreshold } from "./otsu.ts";
export { binarizeStochastic } from "./stochastic.ts";
