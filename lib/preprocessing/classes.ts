import { type ImageSet, requireImages } from "../images.ts";
import { requireList } from "../require.ts";

/**
 * The images of the given classes, in their order.
 *
 * @throws {RangeError} the images have no labels, or none is of these classes
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { imageSet, ofClasses, withoutClasses } from "@autoencoders";
 *
 * const labels = new Uint8Array([7, 3, 7]);
 * const images = imageSet(new Uint8Array([0, 1, 2]), { height: 1, width: 1, labels });
 * deepStrictEqual([...ofClasses(images, [7]).pixels], [0, 2]);
 * deepStrictEqual([...withoutClasses(images, [7]).pixels], [1]);
 * ```
 */
export function ofClasses(images: ImageSet, classes: readonly number[]): ImageSet {
  requireImages(images);
  requireList("classes", classes);
  return filterByLabel(
    images,
    (label) => classes.includes(label),
    `of class ${classes.join(", ")}`,
  );
}

/**
 * The images of all other classes, in their order: the training set of a network to which these classes
 * are anomalies.
 *
 * @throws {RangeError} the images have no labels, or all are of these classes
 */
export function withoutClasses(images: ImageSet, classes: readonly number[]): ImageSet {
  requireImages(images);
  requireList("classes", classes);
  return filterByLabel(
    images,
    (label) => !classes.includes(label),
    `not of class ${classes.join(", ")}`,
  );
}

function filterByLabel(
  images: ImageSet,
  wanted: (label: number) => boolean,
  what: string,
): ImageSet {
  const { labels, count } = images;
  if (!labels) throw new RangeError("images must have labels to be selected by class");
  const indices = [...labels.keys()].filter((i) => wanted(labels[i]));
  if (indices.length === 0) throw new RangeError(`none of ${count} images is ${what}`);
  return images.select(indices);
}
