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
  /** the value of white; default that of the model's images, else 255, or 1 without a brighter pixel */
  maximum?: number;
  /** the maximum of the images that the model was trained on, if known */
  trainedOn?: number;
  /** receives a warning, in one line, if the maximum is probably another */
  warn?: (message: string) => void;
}

/**
 * Reads images from an IDX file, compressed by gzip or not.
 *
 * @throws {TaskError} a file is missing or does not contain images (labels), or there are not as many
 * labels as images, or a pixel exceeds the maximum; the message names the file
 */
export async function readImageFile(
  path: string,
  { labels: labelsPath, upright = false, threshold, ...scale }: ImageFileOptions = {},
): Promise<ImageSet> {
  const images = await readBytes(path, 3);
  const labels = labelsPath === undefined ? undefined : await readBytes(labelsPath, 1);
  const maximum = maximumOf(path, images.data, scale);
  try {
    const set = toImageSet(images, labels, { transposed: upright, maximum });
    return threshold === undefined || maximum === 1 ? set : binarize(set, threshold);
  } catch (error) {
    throw asTaskError(error);
  }
}

/** The value of white in a file of images. */
function maximumOf(
  path: string,
  pixels: Uint8Array,
  { maximum: given, trainedOn, warn = console.error }: ImageFileOptions,
): number {
  const brightest = pixels.reduce((a, b) => Math.max(a, b), 0);
  // a network for binary images takes grey ones, as values in 0–1, too
  const expected = trainedOn === undefined || trainedOn === 1 ? 255 : trainedOn;
  const maximum = given ?? (brightest <= 1 && expected === 255 ? 1 : expected);
  if (brightest > maximum) {
    const why = given === undefined ? ", that of the images that the model was trained on" : "";
    throw new TaskError(
      `${path} has a pixel of ${brightest}, above the maximum ${maximum}${why}: give --maximum N`,
    );
  }
  if (given !== undefined) return given;
  if (maximum === 1 && trainedOn !== 1) {
    warn(`${path}: its brightest pixel is ${brightest}, so 1 is taken as white (--maximum N)`);
  } else if (brightest < maximum / 2) {
    warn(
      `${path}: its brightest pixel is ${brightest}, far below ${maximum}, which is taken as white (--maximum N)`,
    );
  }
  return maximum;
}

async function readBytes(path: string, rank: number): Promise<IdxBytes> {
  try {
    return await readIdxBytes(path, rank);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new TaskError(`there is no file ${path}`);
    throw asTaskError(error);
  }
}
