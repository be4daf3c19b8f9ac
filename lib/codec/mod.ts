/**
 * The codec: images in files, and back to the same bits on any machine. README.md has the file format.
 *
 * @module
 */
export type { Bit, BitModel } from "./coder/bit_model.ts";
export { RangeDecoder, RangeEncoder } from "./coder/range.ts";
export { Rans } from "./coder/rans.ts";
export type { GroupCodec } from "./group_codec.ts";
export { compressImages, type CompressOptions, type ImageStream } from "./file/compress.ts";
export { decompressImages, type DecompressOptions } from "./file/decompress.ts";
export { type KindName, kindNames } from "./file/kinds.ts";
export { openCompressed } from "./file/open_compressed.ts";
export type { FileInfo, FileReader, ReadOptions } from "./file/reader.ts";
export { writeCompressed, type WriteOptions } from "./file/write_compressed.ts";
