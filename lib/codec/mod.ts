/**
 * The codec: images in files, and back to the same bits on any machine. README.md has the file format.
 *
 * @module
 */
export type { Bit, BitModel } from "./coder/bit_model.ts";
export { RangeDecoder, RangeEncoder } from "./coder/range.ts";
export { Rans } from "./coder/rans.ts";
export type { GroupCodec } from "./group_codec.ts";
export { LearnedCodec, learnedCodec, type LearnedInput } from "./learned/learned_codec.ts";
export { openModel, type PixelModel } from "./learned/model.ts";
export { shippedModel, shippedModels } from "./learned/shipped.ts";
export {
  type PixelEpoch,
  type PixelTraining,
  type PixelTrainingOptions,
  trainPixelModel,
} from "./learned/train.ts";
