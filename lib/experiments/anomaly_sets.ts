import { loadLocalDataset, type LoadOptions } from "../datasets/mod.ts";
import type { ImageSet } from "../images.ts";
import { binarize, ofClasses } from "../preprocessing/mod.ts";

/** Labels of EMNIST's classes, in the order 0–9, A–Z and some small letters. */
const digits = [...Array(10).keys()], letters = [...Array(37).keys()].map((i) => 10 + i);

/** Images of one kind, and those that they are to be told from. */
export interface AnomalySet {
  kind: string;
  images: ImageSet;
  ordinary: ImageSet;
  /** what the network is to learn from instead of MNIST */
  learn?: ImageSet;
}

/**
 * Images for a network of MNIST's digits to find strange, black and white: the digits themselves laid
 * on their side; where EMNIST is on this machine its letters, and its digits as a check, for they
 * should not look strange; where Fashion-MNIST is, clothes. Nothing is downloaded.
 *
 * Where EMNIST is there, its letters come twice more, to be told from its own digits: these were
 * written on the same forms and prepared in the same way, so that only what they show parts the two.
 * From MNIST's digits both differ in more than that. The second time the network is to have learned
 * EMNIST's digits.
 *
 * @param ordinary test images, black and white with labels, of the digits that the network knows
 * @param count images of each kind at most
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { anomalySets, binarize, Random, strokes } from "@autoencoders";
 *
 * const [first] = await anomalySets(binarize(strokes(5, new Random(1))), 5);
 * strictEqual(first.kind, "digits on their side");
 * ```
 */
export async function anomalySets(
  ordinary: ImageSet,
  count: number,
  options: Pick<LoadOptions, "folder"> = {},
): Promise<AnomalySet[]> {
  const kinds: AnomalySet[] = [
    { kind: "digits on their side", images: evenly(onTheirSide(ordinary), count), ordinary },
  ];
  const emnist = await here("emnist-bymerge47", options) ?? await here("emnist-balanced", options);
  if (emnist) {
    const known = ordinary.labels ? [...new Set(ordinary.labels)] : digits;
    const letter = evenly(ofClasses(emnist.test, letters), count);
    const digit = evenly(ofClasses(emnist.test, known), count);
    const among = { images: letter, ordinary: digit };
    kinds.push(
      { kind: "EMNIST letters", images: letter, ordinary },
      { kind: "EMNIST digits", images: digit, ordinary },
      { kind: "letters among EMNIST digits", ...among },
      { kind: "the same, EMNIST learned", ...among, learn: ofClasses(emnist.train, known) },
    );
  }
  const clothes = await here("fashion-mnist", options);
  if (clothes) kinds.push({ kind: "clothes", images: evenly(clothes.test, count), ordinary });
  return kinds;
}

/** A data set in black and white, where its files are on this machine. */
async function here(name: string, options: Pick<LoadOptions, "folder">) {
  const data = await loadLocalDataset(name, options);
  return data && { train: binarize(data.train), test: binarize(data.test) };
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
