import { ImageSet } from "../images.ts";
import { type ImageShape, meanSquaredError, pixelAccuracy } from "../evaluation/mod.ts";

/**
 * Which pixels of an image are hidden where one half of it is: h · w · c numbers, 1 for hidden. The
 * middle column or row of an odd number stays in sight.
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
  { height, width, channels = 1 }: ImageShape,
): Uint8Array {
  const within = (place: number, size: number, end: boolean) =>
    end ? place >= Math.ceil(size / 2) : place < Math.floor(size / 2);
  return Uint8Array.from({ length: height * width * channels }, (_, i) => {
    const pixel = Math.floor(i / channels), row = Math.floor(pixel / width), column = pixel % width;
    const hides = side === "left" || side === "right"
      ? within(column, width, side === "right")
      : within(row, height, side === "bottom");
    return hides ? 1 : 0;
  });
}

/**
 * Images with what is hidden in grey, to be shown: pixels 0–255.
 *
 * @param hidden h · w · c numbers, 1 for hidden
 * @throws {RangeError} `hidden` is not as long as an image, or hides nothing or everything
 */
export function shadeHidden(images: ImageSet, hidden: ArrayLike<number>): ImageSet {
  checkHidden(images, hidden);
  const { height, width, channels, maximum, labels, imageSize } = images;
  const pixels = images.pixels.map((value, i) =>
    hidden[i % imageSize] ? 128 : Math.round(255 * value / maximum)
  );
  return new ImageSet(pixels, { height, width, channels, labels });
}

/**
 * How well the hidden part was filled in: the error over the hidden pixels alone.
 *
 * @param original the images as they were
 * @param filled what came back, of any maximum
 * @param hidden h · w · c numbers, 1 for hidden
 * @throws {RangeError} there are not as many images of both, or `hidden` does not fit them
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
  checkHidden(original, hidden);
  if (original.pixels.length !== filled.pixels.length) {
    throw new RangeError(`${original.count} images were hidden, ${filled.count} filled in`);
  }
  const [targets, outputs] = [original, filled].map(({ pixels, imageSize, maximum }) =>
    Float32Array.from(pixels.filter((_, i) => hidden[i % imageSize]), (value) => value / maximum)
  );
  return {
    mse: meanSquaredError(targets, outputs),
    pixelAccuracy: pixelAccuracy(targets, outputs),
  };
}

/** @throws {RangeError} the mask is not as long as an image, or hides nothing or everything */
export function checkHidden({ imageSize }: ImageSet, hidden: ArrayLike<number>): void {
  if (hidden.length !== imageSize) {
    throw new RangeError(`hidden must have ${imageSize} numbers, got ${hidden.length}`);
  }
  const count = Array.from(hidden).filter((value) => value).length;
  if (count === 0 || count === imageSize) {
    throw new RangeError(`hidden must hide some of ${imageSize} pixels, got ${count}`);
  }
}
