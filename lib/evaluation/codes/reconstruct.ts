import type { ImageSet } from "../../images.ts";
import type { Coder } from "../../models/mod.ts";
import { decodeCodes, encodeImages } from "./coding.ts";

/**
 * What comes back from the codes of images, as bytes 0–255: {@linkcode encodeImages}, then
 * {@linkcode decodeCodes}. The labels stay beside the images.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { fitPca, imageSet, reconstructImages } from "@autoencoders";
 *
 * const images = imageSet(new Uint8Array([0, 0, 0, 255, 255, 0, 255, 255]), { height: 1, width: 2 });
 * const again = reconstructImages(fitPca(images, 2), images); // two numbers for two pixels
 * deepStrictEqual([...again.pixels], [...images.pixels]);
 * ```
 */
export function reconstructImages(coder: Coder, images: ImageSet): ImageSet {
  const decoded = decodeCodes(coder, encodeImages(coder, images));
  return decoded.with(decoded.pixels, images.labels);
}
