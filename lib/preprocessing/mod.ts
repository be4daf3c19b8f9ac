export { batches, imageRows, inBatches } from "./batches.ts";
export { binarize, binarizeStochastic, otsuThreshold } from "./binarize.ts";
export { ofClasses, withoutClasses } from "./classes.ts";
export { gaussianNoise, maskNoise, type NoiseFunction, saltAndPepper } from "./noise.ts";
