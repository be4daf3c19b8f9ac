import { orFileError, readHashed } from "../../files/mod.ts";
import { ImageSet, type ImageSetOptions } from "../../images.ts";
import { canBeIdx, readIdx } from "./idx.ts";

/** Unsigned bytes from an IDX file. */
export interface IdxBytes {
  /** the file, for error messages */
  path: string;
  data: Uint8Array;
  shape: number[];
}

/**
 * Reads unsigned bytes of the given rank from an IDX file, compressed by gzip or not: 3 for images,
 * 1 for labels. Reads no more than the first bytes of a file in another format.
 *
 * @throws {SyntaxError} the file is damaged or has other contents; the message names it
 * @throws {RangeError} a size is 0 or too large
 */
export async function readIdxBytes(path: string, rank: number): Promise<IdxBytes> {
  return parseIdxBytes((await readContents(path)).bytes, path, rank);
}

/** All bytes of a file and their SHA-256, or the first ones if it is in another format than IDX or gzip. */
export function readContents(path: string): Promise<{ bytes: Uint8Array; sha256?: string }> {
  const read = async () => {
    const start = await readStart(path);
    if (!start) return { bytes: await Deno.readFile(path) };
    return canBeIdx(start) ? await readHashed(path) : { bytes: start };
  };
  return orFileError(read(), "read", path);
}

/** The first four bytes; undefined for a pipe, which can be read only once. */
async function readStart(path: string): Promise<Uint8Array | undefined> {
  if ((await Deno.stat(path)).isFifo) return;
  using file = await Deno.open(path);
  const start = new Uint8Array(4);
  return start.subarray(0, await file.read(start) ?? 0);
}

/** {@linkcode readIdxBytes} of a file's contents. */
export function parseIdxBytes(bytes: Uint8Array, path: string, rank: number): IdxBytes {
  try {
    const { data, shape } = readIdx(bytes);
    if (data instanceof Uint8Array && shape.length === rank) return { path, data, shape };
    throw new SyntaxError(
      `must contain unsigned bytes of rank ${rank}, ` +
        `got a ${data.constructor.name} of shape ${shape.join("×")}`,
    );
  } catch (cause) {
    const { message } = cause as Error;
    throw cause instanceof RangeError
      ? new RangeError(`${path}: ${message}`, { cause })
      : new SyntaxError(`${path}: ${message}`, { cause });
  }
}

/**
 * Creates a set of images and, if given, their labels.
 *
 * @param options.transposed whether the images are stored column by column, to be transposed
 * @throws {RangeError} the numbers of labels and images differ, or a pixel exceeds `maximum`
 */
export function toImageSet(
  images: IdxBytes,
  labels?: IdxBytes,
  { transposed = false, ...options }: Pick<ImageSetOptions, "maximum"> & { transposed?: boolean } =
    {},
): ImageSet {
  const [count, rows, columns] = images.shape;
  if (labels && labels.data.length !== count) {
    throw new RangeError(
      `${images.path} has ${count} images, ${labels.path} has ${labels.data.length} labels`,
    );
  }
  return new ImageSet(transposed ? transpose(images.data, count, rows, columns) : images.data, {
    height: transposed ? columns : rows,
    width: transposed ? rows : columns,
    labels: labels?.data,
    ...options,
  });
}

/** [n, w, h] → [n, h, w] */
function transpose(pixels: Uint8Array, n: number, w: number, h: number): Uint8Array {
  const upright = new Uint8Array(pixels.length);
  for (let i = 0, at = 0; i < n; i++) {
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) upright[at++] = pixels[(i * w + x) * h + y];
    }
  }
  return upright;
}
