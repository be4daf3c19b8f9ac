import type { Bit } from "../coder/bit_model.ts";
import { RangeDecoder, RangeEncoder } from "../coder/range.ts";
import type { PixelNetwork } from "./network.ts";
import { PixelPredictor } from "./predictor.ts";
import { probabilityTable } from "./probability.ts";

/** Codes images with a network: their pixels in one stream. */
export interface PixelCoder {
  /** @param pixels count × h × w zeros and ones */
  encode(pixels: Uint8Array): Uint8Array;
  /** @throws {SyntaxError} the stream is cut, or has bytes left */
  decode(stream: Uint8Array, count: number): Uint8Array;
}

/** The coder in TypeScript, which any engine runs. */
export function typescriptCoder(network: PixelNetwork): PixelCoder {
  const predictor = new PixelPredictor(network), size = network.height * network.width;
  const table = probabilityTable(network);
  return {
    encode(pixels) {
      const encoder = new RangeEncoder();
      for (let from = 0; from < pixels.length; from += size) {
        predictor.run((logit, pixel) => {
          const bit = pixels[from + pixel] as Bit;
          encoder.encode(bit, table.of(logit));
          return bit;
        });
      }
      return encoder.finish();
    },
    decode(stream, count) {
      const decoder = new RangeDecoder(stream), pixels = new Uint8Array(count * size);
      for (let from = 0; from < pixels.length; from += size) {
        predictor.run((logit, pixel) => pixels[from + pixel] = decoder.decode(table.of(logit)));
      }
      decoder.finish();
      return pixels;
    },
  };
}
