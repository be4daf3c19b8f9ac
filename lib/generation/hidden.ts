import { type ImageShape, meanSquaredError, pixelAccuracy } from "../evaluation/mod.ts";
import { ImageSet, requireImages } from "../images.ts";
import { requireInteger, requireList, requireOneOf, requireRecord } from "../require.ts";

/**
 * A mask that hides one half of an image: h · w · c numbers, 1 for hidden. If the number of columns
 * or rows is odd, the middle one is visible.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { hiddenHalf } from "@autoencoders";
 *
 * deepStrictEqual([...hiddenHalf("right", { height: 2, width: 3 })], [0, 0, 1, 0, 0, 1]);
 * ```
 */
export function hiddenHalf(
  side: "left" | "right" | "top" | "bottom",
  size: ImageShape,
): Uint8Array {
  requireRecord("size", size);
  const { height, width, channels = 1 } = size;
  for (const [name, length] of Object.entries({ height, width, channels })) {
    requireInteger(name, length);
  }
  requireOneOf("side", side, ["left", "right", "top", "bottom"]);
  return Uint8Array.from({ length: height * width * channels }, (_, i) => {
    const pixel = Math.floor(i / channels), row = Math.floor(pixel / width), column = pixel % width;
    const hides = {
      left: column < Math.floor(width / 2),
      right: column >= Math.ceil(width / 2),
      top: row < Math.floor(height / 2),
      bottom: row >= Math.ceil(height / 2),
    };
    return Number(hides[side]);
  });
}

/**
 * Shows which pixels are hidden: a copy of the images with these in grey.
 *
 * @param hidden h · w · c numbers, 1 for hidden
 * @returns pixels 0–255
 * @throws {RangeError} the length of `hidden` is not h · w · c, or it hides nothing or everything
 */
export function shadeHidden(images: ImageSet, hidden: ArrayLike<number>): ImageSet {
  requireImages(images);
  requireList("hidden", hidden);
  requireMask(images, hidden);
  const { height, width, channels, maximum, labels, imageSize } = images;
  const pixels = images.pixels.map((value, i) =>
    hidden[i % imageSize] ? 128 : Math.round(255 * value / maximum)
  );
  return new ImageSet(pixels, { height, width, channels, labels });
}

/**
 * The error of inpainted images over the hidden pixels alone.
 *
 * @param original the complete images
 * @param filled the inpainted images, of any maximum
 * @param hidden h · w · c numbers, 1 for hidden
 * @throws {RangeError} the images differ in number or size, or `hidden` does not fit them
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { hiddenError, hiddenHalf, imageSet } from "@autoencoders";
 *
 * const original = imageSet(new Uint8Array([0, 1]), { height: 1, width: 2, maximum: 1 });
 * const filled = imageSet(new Uint8Array([9, 204]), { height: 1, width: 2 });
 * const { pixelAccuracy, mse } = hiddenError(original, filled, hiddenHalf("right", original));
 * deepStrictEqual([pixelAccuracy, mse.toFixed(6)], [1, "0.040000"]);
 * ```
 */
export function hiddenError(
  original: ImageSet,
  filled: ImageSet,
  hidden: ArrayLike<number>,
): { mse: number; pixelAccuracy: number } {
  requireImages(original, "original");
  requireImages(filled, "filled");
  requireList("hidden", hidden);
  requireMask(original, hidden);
  if (original.pixels.length !== filled.pixels.length) {
    throw new RangeError(
      `filled must have ${original.count} images like the original, got ${filled.count}`,
    );
  }
  const [targets, outputs] = [original, filled].map(({ pixels, imageSize, maximum }) =>
    Float32Array.from(pixels.filter((_, i) => hidden[i % imageSize]), (value) => value / maximum)
  );
  return {
    mse: meanSquaredError(targets, outputs),
    pixelAccuracy: pixelAccuracy(targets, outputs),
  };
}

/** @throws {RangeError} the mask does not have h · w · c numbers, or hides nothing or everything */
export function requireMask({ imageSize }: ImageSet, hidden: ArrayLike<number>): void {
  if (hidden.length !== imageSize) {
    throw new RangeError(`hidden must have ${imageSize} numbers, got ${hidden.length}`);
  }
  const count = Array.from(hidden).filter((value) => value).length;
  if (count === 0 || count === imageSize) {
    throw new RangeError(`hidden must hide 1 to ${imageSize - 1} pixels, got ${count}`);
  }
}
