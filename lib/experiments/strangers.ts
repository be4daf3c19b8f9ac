import { loadDataset, type LoadOptions } from "../datasets/mod.ts";
import type { ImageSet } from "../images.ts";
import { binarize, ofClasses } from "../preprocessing/mod.ts";

/** Labels of EMNIST's classes, in the order 0–9, A–Z and some small letters. */
const digits = [...Array(10).keys()], letters = [...Array(37).keys()].map((i) => 10 + i);

/**
 * Images for a network of MNIST's digits to find strange, black and white, by what they are: the
 * digits themselves laid on their side; where EMNIST is on this machine its letters, and its digits
 * as a check, for they should not look strange; where Fashion-MNIST is, clothes. Nothing is
 * downloaded.
 *
 * EMNIST's digits and letters come from the same forms and went through the same hands, so that what
 * tells them apart is what they show; MNIST's digits differ from both in more than that.
 *
 * @param test digits in black and white
 * @param count images of each kind at most
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { binarize, Random, strangers, strokes } from "@autoencoders";
 *
 * const kinds = await strangers(binarize(strokes(5, new Random(1))), 5);
 * strictEqual(kinds["digits on their side"].count, 5);
 * ```
 */
export async function strangers(
  test: ImageSet,
  count: number,
  options: Pick<LoadOptions, "folder"> = {},
): Promise<Record<string, ImageSet>> {
  const kinds: Record<string, ImageSet> = { "digits on their side": onTheirSide(test) };
  const emnist = await here("emnist-bymerge47", options) ?? await here("emnist-balanced", options);
  if (emnist) {
    kinds["EMNIST letters"] = ofClasses(emnist, letters);
    kinds["EMNIST digits"] = ofClasses(emnist, digits);
  }
  const clothes = await here("fashion-mnist", options);
  if (clothes) kinds["clothes"] = clothes;
  return Object.fromEntries(
    Object.entries(kinds).map(([kind, images]) => [kind, evenly(images, count)]),
  );
}

/** The test images of a data set, where its files are on this machine. */
async function here(name: string, options: LoadOptions): Promise<ImageSet | undefined> {
  try {
    const { test } = await loadDataset(name, {
      ...{ ...options, offline: true, standIn: false, trainCount: 1 },
    });
    return binarize(test);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** At most `count` images, from all over the set: EMNIST's are sorted by class in some copies. */
function evenly(images: ImageSet, count: number): ImageSet {
  const n = Math.min(count, images.count);
  return images.select(Int32Array.from({ length: n }, (_, i) => Math.floor(i * images.count / n)));
}

/** Turned a quarter to the left. */
function onTheirSide(images: ImageSet): ImageSet {
  const { pixels, imageSize, height, width } = images;
  if (height !== width) throw new RangeError(`images must be square, got ${height}×${width}`);
  const turned = pixels.map((_, i) => {
    const at = i % imageSize, y = Math.floor(at / width), x = at % width;
    return pixels[i - at + x * width + width - 1 - y];
  });
  return images.with(turned, images.labels, images.maximum);
}
