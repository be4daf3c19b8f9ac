import { binarize, ImageSet, readIdx } from "@autoencoders";
import { TaskError } from "../project.ts";

/** How {@linkcode readImageFile} understands what it reads. */
export interface ImageFileOptions {
  /** an IDX file with a label for each image */
  labels?: string;
  /** the images are stored column by column, as NIST does, and shall be turned upright */
  upright?: boolean;
  /** makes the images black and white: brighter pixels become white */
  threshold?: number;
}

/**
 * Images from an IDX file, packed by gzip or not. Where no pixel is above 1 they are taken for black
 * and white.
 *
 * @throws {TaskError} a file is not there, is no IDX file of images (labels), or the labels are not as
 * many as the images; the message names it
 */
export async function readImageFile(
  path: string,
  { labels, upright = false, threshold }: ImageFileOptions = {},
): Promise<ImageSet> {
  const { data, shape } = await readBytes(path, "images: bytes of rank 3", 3);
  const [count, height, width] = shape;
  const classes = labels === undefined
    ? undefined
    : (await readBytes(labels, "labels: bytes of rank 1", 1)).data;
  if (classes && classes.length !== count) {
    throw new TaskError(
      `${path} has ${count} images, ${labels} has ${classes.length} labels: they must be as many`,
    );
  }
  const maximum = data.some((pixel) => pixel > 1) ? 255 : 1;
  const options = { maximum, labels: classes };
  const images = upright
    ? new ImageSet(transposed(data, count, height, width), {
      height: width,
      width: height,
      ...options,
    })
    : new ImageSet(data, { height, width, ...options });
  return threshold === undefined || maximum === 1 ? images : binarize(images, threshold);
}

async function readBytes(path: string, wanted: string, rank: number) {
  const bytes = await Deno.readFile(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) throw new TaskError(`there is no file ${path}`);
    throw new TaskError(`${path} cannot be read: ${error.message}`);
  });
  try {
    const { data, shape } = readIdx(bytes);
    if (data instanceof Uint8Array && shape.length === rank) return { data, shape };
    const got = `${data.constructor.name} of shape ${shape.join("×")}`;
    throw new TaskError(`${path} must hold ${wanted}, got a ${got}`);
  } catch (error) {
    if (error instanceof TaskError) throw error;
    throw new TaskError(`${path}: ${(error as Error).message}`);
  }
}

/** [n, w, h] → [n, h, w]. */
function transposed(pixels: Uint8Array, n: number, w: number, h: number): Uint8Array {
  const upright = new Uint8Array(pixels.length);
  for (let i = 0, at = 0; i < n; i++) {
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) upright[at++] = pixels[(i * w + x) * h + y];
    }
  }
  return upright;
}
