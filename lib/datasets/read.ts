import { dirname } from "@std/path";
import { ImageSet } from "../images.ts";
import { sha256Hex } from "../files/mod.ts";
import { type Dataset, finish, type LoadOptions } from "./dataset.ts";
import { type IdxArray, idxHeader, readIdx } from "./formats/idx.ts";
import type { Located, Part } from "./locate.ts";
import type { DataFile, DatasetEntry } from "./registry/registry.ts";

/**
 * Reads a data set from its four files.
 *
 * @throws {SyntaxError} a file is damaged, has another checksum than the registry knows, or holds no
 * images (labels); the message names it
 * @throws {RangeError} labels are not as many as the images, or one is of no class
 */
export async function readDataset(
  entry: DatasetEntry,
  paths: Located["paths"],
  source: Dataset["source"],
  options: LoadOptions,
): Promise<Dataset> {
  const { name, title, classNames, licence } = entry;
  const train = await readImages(entry, paths, "trainImages", "trainLabels");
  const test = await readImages(entry, paths, "testImages", "testLabels");
  const where = [...new Set(Object.values(paths).map(dirname))].join(", ");
  return finish({ name, title, train, test, classNames, source, where, licence }, options);
}

async function readImages(
  entry: DatasetEntry,
  paths: Located["paths"],
  imagesPart: Part,
  labelsPart: Part,
): Promise<ImageSet> {
  const images = { file: entry.files[imagesPart], path: paths[imagesPart]! };
  const labels = { file: entry.files[labelsPart], path: paths[labelsPart]! };
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
  if (file.sha256) requireSum(path, "sha256", file.sha256, idxSum(shape, data));
  return { data, shape };
}

/**
 * Checks a file that was downloaded: by the checksum of what it unpacks to, or of the file itself.
 *
 * @throws {SyntaxError} it is no IDX file, or another one
 */
export function checkFile(file: DataFile, bytes: Uint8Array): void {
  const { data, shape } = parse(bytes, file.name);
  if (file.sha256) requireSum(file.name, "sha256", file.sha256, idxSum(shape, data as Uint8Array));
  else if (file.packedSha256) {
    requireSum(file.name, "sha256 as .gz", file.packedSha256, sha256Hex(bytes));
  }
}

function idxSum(shape: number[], data: Uint8Array): string {
  return sha256Hex(idxHeader(0x08, shape), data);
}

function requireSum(name: string, sum: string, expected: string, found: string): void {
  if (found !== expected) {
    throw new SyntaxError(`${name} is damaged: its ${sum} is ${found}, not ${expected}`);
  }
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
