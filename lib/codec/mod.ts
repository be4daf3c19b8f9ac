/**
 * The codec: images in files, and back to the same bits on any machine. README.md has the file format.
 *
 * @module
 */
export { shippedGreyModel } from "./adaptive/shipped.ts";
export { type GreyTrainingOptions, trainGreyModel } from "./adaptive/train_grey.ts";
export { BitsBackCodec } from "./bits_back/bits_back_codec.ts";
export type { Bit, BitModel } from "./coder/bit_model.ts";
export { RangeDecoder, RangeEncoder } from "./coder/range.ts";
export { Rans } from "./coder/rans.ts";
export { contextCodec } from "./context_codec.ts";
export type { GroupCodec } from "./group_codec.ts";
export { compressImages, type CompressOptions, type ImageStream } from "./file/compress.ts";
export { decompressImages, type DecompressOptions } from "./file/decompress.ts";
export { type KindName, kindNames, kindOfModel } from "./file/kinds.ts";
export { openCompressed } from "./file/open_compressed.ts";
export type { FileInfo, FileReader, ReadOptions } from "./file/reader.ts";
export { writeCompressed, type WriteOptions } from "./file/write_compressed.ts";
export { LearnedCodec } from "./learned/learned_codec.ts";
export { pixelProbabilities, samplePixelModel } from "./learned/prediction.ts";
export { openModel, type PixelModel } from "./learned/model.ts";
export { shippedModel, shippedModels } from "./learned/shipped.ts";
export {
  type PixelEpoch,
  type PixelTraining,
  type PixelTrainingOptions,
  trainPixelModel,
} from "./learned/train.ts";
export { LossyCodec, type LossyOptions } from "./lossy/lossy_codec.ts";
export {
  fitLossyModel,
  loadLossyModel,
  type LossyModel,
  type LossyModelOptions,
  saveLossyModel,
} from "./lossy/lossy_model.ts";
export { lossySettings, packLossyModel } from "./lossy/lossy_kind.ts";
export { type RateOptions, trainForRate } from "./lossy/train_for_rate.ts";
