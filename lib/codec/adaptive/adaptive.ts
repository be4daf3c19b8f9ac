import { RangeDecoder, RangeEncoder } from "../coder/range.ts";
import type { GroupCodec } from "../group_codec.ts";
import { BilevelModel } from "./bilevel_model.ts";
import { GreyModel } from "./grey_model.ts";
import type { GreyPrior } from "./grey_prior.ts";
import { type PixelCoder, readingFrom, writingTo } from "./pixel_coder.ts";

/** A model of pixels that learns while it codes. */
interface PixelModel {
  code(pixels: Uint8Array, coder: PixelCoder): void;
}

/** The images that {@linkcode adaptiveCodec} codes. */
export interface AdaptiveInput {
  height: number;
  width: number;
  /** whether the pixels are 0 and 1, else 0–255 */
  binary: boolean;
  /** how many images, 0 if that is not known */
  count: number;
  /** of grey images: what the model knows before the first one */
  prior?: GreyPrior;
}

/**
 * The codec that learns while it codes: no training, no model in the file, images of any size. What it
 * learned from a group it uses in the next, so groups depend on those before.
 */
export function adaptiveCodec(
  { height, width, binary, count, prior }: AdaptiveInput,
): GroupCodec {
  const size = height * width, tableBits = tableBitsFor(count * size * (binary ? 1 : 4));
  let model: PixelModel | undefined; // large, so not before it is used
  const open = () =>
    model ??= binary
      ? new BilevelModel(height, width, tableBits)
      : new GreyModel(height, width, tableBits, prior);
  return {
    independent: false,
    encode(pixels) {
      const encoder = new RangeEncoder(), coder = writingTo(encoder);
      // a copy, as the model writes each pixel where it read it
      const copy = pixels.slice();
      for (let at = 0; at < copy.length; at += size) {
        open().code(copy.subarray(at, at + size), coder);
      }
      return encoder.finish();
    },
    decode(stream, count) {
      const decoder = new RangeDecoder(stream), coder = readingFrom(decoder);
      const pixels = new Uint8Array(count * size);
      for (let at = 0; at < pixels.length; at += size) {
        open().code(pixels.subarray(at, at + size), coder);
      }
      decoder.finish();
      return pixels;
    },
  };
}

/** log₂ of the counters of each context: as many as there are decisions, but no more than 4 MiB of them. */
function tableBitsFor(decisions: number): number {
  let bits = 12;
  while (bits < MOST_BITS && (decisions === 0 || 2 ** bits < decisions)) bits++;
  return bits;
}
const MOST_BITS = 20;
