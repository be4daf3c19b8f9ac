import { binarize, type ImageSet } from "@autoencoders";
import { type IdxBytes, readIdxBytes, toImageSet } from "../../lib/datasets/mod.ts";
import { asTaskError, TaskError } from "../project.ts";

/** How {@linkcode readImageFile} interprets the file. */
export interface ImageFileOptions {
  /** an IDX file with a label for each image */
  labels?: string;
  /** whether to transpose images that are stored column by column */
  upright?: boolean;
  /** binarizes the images: pixels above this grey value become white */
  threshold?: number;
}

/**
 * Reads images from an IDX file, compressed by gzip or not. Images without a pixel above 1 are binary.
 *
 * @throws {TaskError} a file is missing or does not contain images (labels), or there are not as many
 * labels as images; the message names the file
 */
export async function readImageFile(
  path: string,
  { labels: labelsPath, upright = false, threshold }: ImageFileOptions = {},
): Promise<ImageSet> {
  const images = await readBytes(path, 3);
  const labels = labelsPath === undefined ? undefined : await readBytes(labelsPath, 1);
  const maximum = images.data.some((pixel) => pixel > 1) ? 255 : 1;
  try {
    const set = toImageSet(images, labels, { transposed: upright, maximum });
    return threshold === undefined || maximum === 1 ? set : binarize(set, threshold);
  } catch (error) {
    throw asTaskError(error);
  }
}

async function readBytes(path: string, rank: number): Promise<IdxBytes> {
  try {
    return await readIdxBytes(path, rank);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new TaskError(`there is no file ${path}`);
    throw asTaskError(error);
  }
}
