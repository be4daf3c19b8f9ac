import type { GroupCodec } from "../group_codec.ts";
import { requireInteger, requireOneOf } from "../../require.ts";
import type { PixelModel } from "./model.ts";
import { type PixelCoder, typescriptCoder } from "./pixel_coder.ts";
import { wasmCoder } from "./wasm_coder.ts";

/** Of a group: the memory of WebAssembly ends at 4 GiB. */
const MOST_PIXELS = 2 ** 31;

/**
 * Binary images by a network that was trained on such images: lossless, and decoded to the same bits on any
 * machine. Groups are independent of each other.
 *
 * @example
 * ```ts
 * import { deepStrictEqual, ok } from "node:assert/strict";
 * import { LearnedCodec, shippedModel } from "@autoencoders/codec";
 *
 * const codec = new LearnedCodec(shippedModel("mnist-7k"));
 * const images = new Uint8Array(2 * 28 * 28); // two black ones
 * const stream = codec.encode(images);
 * ok(stream.length < 60);
 * deepStrictEqual(codec.decode(stream, 2), images);
 * ```
 */
export class LearnedCodec implements GroupCodec {
  readonly independent = true;
  readonly #coder: PixelCoder;
  readonly #size: number;

  /** @param engine both code the same bits, "wasm" many times as fast; default "wasm" */
  constructor(
    { network }: Pick<PixelModel, "network">,
    engine: "wasm" | "typescript" = "wasm",
  ) {
    requireOneOf("engine", engine, ["wasm", "typescript"]);
    this.#coder = engine === "wasm" ? wasmCoder(network) : typescriptCoder(network);
    this.#size = network.height * network.width;
  }

  /**
   * @param pixels count × h × w bytes, 0 or 1
   * @throws {RangeError} a pixel is not 0 or 1, or the last image is not whole
   */
  encode(pixels: Uint8Array): Uint8Array {
    if (pixels.length % this.#size !== 0) {
      throw new RangeError(
        `images have ${this.#size} pixels, of which ${pixels.length} is no multiple`,
      );
    }
    const other = pixels.findIndex((pixel) => pixel > 1);
    if (other >= 0) throw new RangeError(`pixel ${other} must be 0 or 1, got ${pixels[other]}`);
    return this.#coder.encode(pixels);
  }

  decode(stream: Uint8Array, count: number): Uint8Array {
    requireInteger("count", count, 0, Math.floor(MOST_PIXELS / this.#size));
    return this.#coder.decode(stream, count);
  }
}
