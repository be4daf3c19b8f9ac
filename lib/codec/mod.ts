/**
 * The codec: images in files, and back to the same bits on any machine. README.md has the file format.
 *
 * @module
 */
export { BitsBackCodec } from "./bits_back/bits_back_codec.ts";
export type { Bit, BitModel } from "./coder/bit_model.ts";
export { RangeDecoder, RangeEncoder } from "./coder/range.ts";
export { Rans } from "./coder/rans.ts";
export type { GroupCodec } from "./group_codec.ts";
export { LossyCodec, type LossyOptions } from "./lossy/lossy_codec.ts";
export {
  fitLossyModel,
  loadLossyModel,
  type LossyModel,
  type LossyModelOptions,
  saveLossyModel,
} from "./lossy/lossy_model.ts";
export { type RateOptions, trainForRate } from "./lossy/train_for_rate.ts";
