export { crossEntropy, pixelAccuracy, signalToNoise, squaredError } from "./metrics.ts";
export { type ImageShape, structuralSimilarity } from "./ssim.ts";
