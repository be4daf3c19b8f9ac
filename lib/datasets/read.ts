import { dirname } from "@std/path";
import { sha256Hex } from "../files/mod.ts";
import type { ImageSet } from "../images.ts";
import { createDataset, type Dataset, type LoadOptions } from "./dataset.ts";
import { idxHeader } from "./formats/idx.ts";
import { type IdxBytes, parseIdxBytes, readIdxBytes, toImageSet } from "./formats/idx_images.ts";
import type { Located } from "./locate.ts";
import type { DataFile, DatasetEntry, Part } from "./registry/entry.ts";

/**
 * Reads a data set from its four files.
 *
 * @throws {SyntaxError} a file is damaged, its checksum differs from the registry's, or it contains
 * no images (labels); the message names it
 * @throws {RangeError} the numbers of labels and images differ, or a label has no class
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
  return createDataset({ name, title, train, test, classNames, source, where, licence }, options);
}

async function readImages(
  entry: DatasetEntry,
  paths: Located["paths"],
  imagesPart: Part,
  labelsPart: Part,
): Promise<ImageSet> {
  const images = await readVerified(entry.files[imagesPart], paths[imagesPart]!, 3);
  const labels = await readVerified(entry.files[labelsPart], paths[labelsPart]!, 1);
  const { firstLabel, classNames, transposed } = entry;
  const last = firstLabel + classNames.length - 1;
  const wrong = labels.data.findIndex((label) => label < firstLabel || label > last);
  if (wrong >= 0) {
    throw new RangeError(
      `${labels.path}: label ${wrong} must be in ${firstLabel}–${last}, got ${labels.data[wrong]}`,
    );
  }
  if (firstLabel !== 0) labels.data = labels.data.map((label) => label - firstLabel);
  return toImageSet(images, labels, { transposed });
}

async function readVerified(file: DataFile, path: string, rank: number): Promise<IdxBytes> {
  const bytes = await readIdxBytes(path, rank);
  if (file.sha256) requireSum(path, "sha256", file.sha256, unpackedSum(bytes));
  return bytes;
}

/**
 * Verifies a downloaded file by the checksum of its unpacked bytes, or else of the file itself.
 *
 * @throws {SyntaxError} it is not an IDX file, or not the expected one
 */
export function verifyDownload(file: DataFile, bytes: Uint8Array, rank: number): void {
  const unpacked = parseIdxBytes(bytes, file.name, rank);
  if (file.sha256) requireSum(file.name, "sha256", file.sha256, unpackedSum(unpacked));
  else if (file.packedSha256) {
    requireSum(file.name, "sha256 as .gz", file.packedSha256, sha256Hex(bytes));
  }
}

function unpackedSum({ shape, data }: IdxBytes): string {
  return sha256Hex(idxHeader(0x08, shape), data);
}

function requireSum(name: string, sum: string, expected: string, actual: string): void {
  if (actual !== expected) {
    throw new SyntaxError(`${name} is damaged: its ${sum} is ${actual}, expected ${expected}`);
  }
}
