import type { Bit } from "../coder/bit_model.ts";
import type { RangeDecoder, RangeEncoder } from "../coder/range.ts";

/**
 * One step of an encoder or a decoder, so that a model's walk through an image is written once: an encoder
 * writes `bit` and returns it, a decoder ignores it and returns the bit that it reads.
 */
export type PixelCoder = (bit: Bit, probability: number) => Bit;

export const writingTo = (encoder: RangeEncoder): PixelCoder => (bit, probability) => {
  encoder.encode(bit, probability);
  return bit;
};

export const readingFrom = (decoder: RangeDecoder): PixelCoder => (_, probability) =>
  decoder.decode(probability);
