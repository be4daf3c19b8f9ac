import { requireInteger } from "../require.ts";
import type { Bit } from "./coder/bit_model.ts";
import { RangeDecoder, RangeEncoder } from "./coder/range.ts";
import type { GroupCodec } from "./group_codec.ts";

/** Rows and columns from a pixel to one that is known before it. */
type Offset = readonly [number, number];

/** The `count` known pixels that are nearest to a pixel: above it, or left of it in its row. */
function template(count: number): Offset[] {
  const offsets: Offset[] = [];
  for (let y = -6; y <= 0; y++) {
    for (let x = -6; x <= 6; x++) if (y < 0 || x < 0) offsets.push([y, x]);
  }
  const distance = ([y, x]: Offset) => x * x + y * y;
  return offsets.sort((a, b) => distance(a) - distance(b)).slice(0, count);
}

/** Pseudo-counts of a context that was never seen, after Krichevsky & Trofimov (1981) and JBIG's tables. */
const PRIOR = 0.4;

/**
 * Binary images by counts: how often a pixel was white among the pixels with the same neighbours. That is
 * JBIG's model, without its limits on memory: a baseline for better ones. Counts go on from group to group.
 *
 * @param pixels of the neighbourhood: 16 as in JBIG2, at most 22
 * @throws {RangeError} a size is not a positive integer, or pixels is not in 1–22
 */
export function contextCodec(height: number, width: number, pixels = 16): GroupCodec {
  requireInteger("height", height);
  requireInteger("width", width);
  requireInteger("pixels", pixels, 1, 22);
  const offsets = template(pixels), counts = new Uint32Array(2 << pixels);

  /** Visits the pixels of images in order; `code` gives each, from its probability of white. */
  function visit(images: Uint8Array, code: (at: number, probability: number) => Bit): void {
    for (let start = 0; start < images.length; start += height * width) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          let context = 0;
          for (const [dy, dx] of offsets) {
            const row = y + dy, column = x + dx;
            const inside = row >= 0 && column >= 0 && column < width;
            context = 2 * context + (inside ? images[start + row * width + column] : 0);
          }
          const black = counts[2 * context], white = counts[2 * context + 1];
          const share = (white + PRIOR) / (black + white + 2 * PRIOR);
          const at = start + y * width + x;
          images[at] = code(at, Math.min(65_535, Math.max(1, Math.floor(65_536 * share))));
          counts[2 * context + images[at]]++;
        }
      }
    }
  }

  return {
    independent: false,
    encode(images) {
      const encoder = new RangeEncoder();
      visit(images.slice(), (at, probability) => {
        encoder.encode(images[at] as Bit, probability);
        return images[at] as Bit;
      });
      return encoder.finish();
    },
    decode(stream, count) {
      const decoder = new RangeDecoder(stream), images = new Uint8Array(count * height * width);
      visit(images, (_at, probability) => decoder.decode(probability));
      decoder.finish();
      return images;
    },
  };
}
