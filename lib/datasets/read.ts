import { ImageSet } from "../images.ts";
import { sha256 } from "./checksum.ts";
import { type IdxArray, idxHeader, readIdx } from "./idx.ts";
import type { DataFile, DatasetEntry } from "./registry.ts";

/**
 * Reads images and their labels from two IDX files.
 *
 * @throws {SyntaxError} a file is damaged, has another checksum than the registry knows, or holds no
 * images (labels); the message names it
 * @throws {RangeError} the labels are not as many as the images, or one is of no class
 */
export async function readImages(
  entry: DatasetEntry,
  images: { file: DataFile; path: string },
  labels: { file: DataFile; path: string },
): Promise<ImageSet> {
  const { data: pixels, shape } = await readBytes(images.file, images.path, 3);
  const { data } = await readBytes(labels.file, labels.path, 1);
  const [count, height, width] = shape;
  if (data.length !== count) {
    throw new RangeError(
      `${images.path} has ${count} images, ${labels.path} has ${data.length} labels`,
    );
  }
  const shifted = entry.firstLabel === 0 ? data : data.map((label) => label - entry.firstLabel);
  const wrong = shifted.findIndex((label) => label >= entry.classNames.length);
  if (wrong >= 0) {
    const last = entry.firstLabel + entry.classNames.length - 1;
    throw new RangeError(
      `${labels.path}: label ${wrong} must be in ${entry.firstLabel}–${last}, got ${data[wrong]}`,
    );
  }
  return entry.transposed
    ? new ImageSet(transpose(pixels, count, height, width), {
      height: width,
      width: height,
      labels: shifted,
    })
    : new ImageSet(pixels, { height, width, labels: shifted });
}

async function readBytes(
  file: DataFile,
  path: string,
  rank: number,
): Promise<IdxArray & { data: Uint8Array }> {
  const { data, shape } = parse(await Deno.readFile(path), path);
  if (!(data instanceof Uint8Array) || shape.length !== rank) {
    throw new SyntaxError(
      `${path} should hold bytes of rank ${rank}, ` +
        `holds ${data.constructor.name} of shape ${shape.join("×")}`,
    );
  }
  if (file.sha256) {
    const found = sha256(idxHeader(0x08, shape), data);
    if (found !== file.sha256) {
      throw new SyntaxError(`${path} is damaged: its sha256 is ${found}, not ${file.sha256}`);
    }
  }
  return { data, shape };
}

function parse(bytes: Uint8Array, path: string): IdxArray {
  try {
    return readIdx(bytes);
  } catch (cause) {
    const { message } = cause as Error;
    throw cause instanceof RangeError
      ? new RangeError(`${path}: ${message}`, { cause })
      : new SyntaxError(`${path}: ${message}`, { cause });
  }
}

/** [n, w, h] → [n, h, w]. */
function transpose(pixels: Uint8Array, n: number, w: number, h: number): Uint8Array {
  const upright = new Uint8Array(pixels.length);
  for (let i = 0, at = 0; i < n; i++) {
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) upright[at++] = pixels[(i * w + x) * h + y];
    }
  }
  return upright;
}
