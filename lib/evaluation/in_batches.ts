export { inBatches } from "../preprocessing/mod.ts";

/** Images per batch: 3 MB of 28 × 28 float32 images. */
export const BATCH_SIZE = 1000;
