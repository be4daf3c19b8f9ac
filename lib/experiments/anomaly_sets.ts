import { loadLocalDataset, type LoadOptions } from "../datasets/mod.ts";
import type { ImageSet } from "../images.ts";
import { binarize, ofClasses } from "../preprocessing/mod.ts";
import { requireKnown } from "../require.ts";

/** Labels of EMNIST's classes: 0–9, then A–Z and some lower-case letters. */
const DIGITS = Array.from({ length: 10 }, (_, i) => i);
const LETTERS = Array.from({ length: 37 }, (_, i) => 10 + i);

/** Images of one kind, and in-distribution images to compare them with. */
export interface AnomalySet {
  kind: string;
  images: ImageSet;
  /** images of the classes that the network was trained on */
  inDistribution: ImageSet;
  /** the images to train the network on; default MNIST's */
  trainingImages?: ImageSet;
}

/**
 * Black and white images to test anomaly detection with a network trained on MNIST's digits: these
 * digits rotated by 90°; EMNIST's letters; EMNIST's digits as a check, which should not be
 * anomalous; Fashion-MNIST's clothes. Nothing is downloaded: data sets that are not available are
 * left out.
 *
 * Two more sets compare EMNIST's letters with EMNIST's digits, for networks trained on MNIST's and
 * on EMNIST's digits. EMNIST's letters and digits were written on the same forms and processed
 * alike, so they differ only in content; they differ from MNIST's digits in more than that.
 *
 * @param inDistribution labelled test images, black and white, of the digits that the network is
 * trained on
 * @param count the maximum number of images of each kind
 * @throws {RangeError} the images are not square
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { anomalySets, binarize, Random, strokes } from "@autoencoders";
 *
 * const [first] = await anomalySets(binarize(strokes(5, new Random(1))), 5);
 * strictEqual(first.kind, "rotated digits");
 * ```
 */
export async function anomalySets(
  inDistribution: ImageSet,
  count: number,
  options: Pick<LoadOptions, "folder"> = {},
): Promise<AnomalySet[]> {
  requireKnown("anomalySets", options, { folder: true });
  const rotated = evenlySpaced(rotate(inDistribution), count);
  const sets: AnomalySet[] = [{ kind: "rotated digits", images: rotated, inDistribution }];
  const emnist = await loadBinary("emnist-bymerge47", options) ??
    await loadBinary("emnist-balanced", options);
  if (emnist) {
    const known = inDistribution.labels ? [...new Set(inDistribution.labels)] : DIGITS;
    const letters = evenlySpaced(ofClasses(emnist.test, LETTERS), count);
    const digits = evenlySpaced(ofClasses(emnist.test, known), count);
    const trainingImages = ofClasses(emnist.train, known);
    const among = { images: letters, inDistribution: digits };
    sets.push(
      { kind: "EMNIST letters", images: letters, inDistribution },
      { kind: "EMNIST digits", images: digits, inDistribution },
      { kind: "letters among EMNIST digits", ...among },
      { kind: "letters, trained on EMNIST digits", ...among, trainingImages },
    );
  }
  const clothes = await loadBinary("fashion-mnist", options);
  if (clothes) {
    sets.push({ kind: "clothes", images: evenlySpaced(clothes.test, count), inDistribution });
  }
  return sets;
}

/** A data set in black and white, if its files are available. */
async function loadBinary(name: string, options: Pick<LoadOptions, "folder">) {
  const data = await loadLocalDataset(name, options);
  return data && { train: binarize(data.train), test: binarize(data.test) };
}

/** At most `count` images, evenly spaced in the set: some copies of EMNIST are sorted by class. */
function evenlySpaced(images: ImageSet, count: number): ImageSet {
  const n = Math.min(count, images.count);
  return images.select(Int32Array.from({ length: n }, (_, i) => Math.floor(i * images.count / n)));
}

/** Rotates square images by 90° anticlockwise. */
function rotate(images: ImageSet): ImageSet {
  const { pixels, imageSize, height, width } = images;
  if (height !== width) throw new RangeError(`images must be square, got ${height}×${width}`);
  const rotated = pixels.map((_, i) => {
    const at = i % imageSize, y = Math.floor(at / width), x = at % width;
    return pixels[i - at + x * width + width - 1 - y];
  });
  return images.with(rotated);
}
