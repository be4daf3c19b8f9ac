import { dirname } from "@std/path";
import { sha256Hex } from "../files/mod.ts";
import type { ImageSet } from "../images.ts";
import { createDataset, type Dataset, type LoadOptions } from "./dataset.ts";
import { isGzip } from "./formats/gzip.ts";
import { idxHeader } from "./formats/idx.ts";
import { type IdxBytes, parseIdxBytes, readContents, toImageSet } from "./formats/idx_images.ts";
import type { Located } from "./locate.ts";
import { type DatasetEntry, type Part, parts, shapeOf } from "./registry/entry.ts";
import { unverifiedNotice } from "./substitution_notice.ts";

/**
 * Reads a data set from its four files.
 *
 * @throws {SyntaxError} a file is damaged or another one: its checksum or its shape differs from the
 * registry's, or it contains no images (labels); the message names it
 * @throws {RangeError} the numbers of labels and images differ, or a label has no class
 */
export async function readDataset(
  entry: DatasetEntry,
  paths: Located["paths"],
  source: Dataset["source"],
  options: LoadOptions,
): Promise<Dataset> {
  const { name, title, classNames, licence } = entry;
  const contents = new Map<Part, Checked>();
  for (const part of parts) {
    const path = paths[part]!;
    const { bytes, sha256 } = await readContents(path);
    contents.set(part, checkFile(entry, part, path, bytes, sha256));
  }
  const train = toImages(entry, contents.get("trainImages")!, contents.get("trainLabels")!);
  const test = toImages(entry, contents.get("testImages")!, contents.get("testLabels")!);
  const files = paths as Record<Part, string>;
  const where = [...new Set(Object.values(paths).map(dirname))].join(", ");
  const dataset = createDataset(
    { name, title, train, test, classNames, source, where, files, licence },
    options,
  );
  const unverified = parts.filter((part) => !contents.get(part)!.verified);
  if (unverified.length === 0) return dataset;
  const notice = unverifiedNotice(entry, unverified);
  (options.warn ?? console.warn)(notice);
  return Object.assign(dataset, { unverifiedNotice: notice });
}

/** The content of a file, and whether a checksum was compared, if one is known. */
interface Checked extends IdxBytes {
  verified: boolean;
}

/**
 * Reads one of a data set's files and compares it with what the registry knows: its shape, and the
 * checksum of its unpacked bytes, or else of the `.gz`.
 *
 * @param path for error messages
 * @param sum the SHA-256 of the bytes, if known
 * @throws {SyntaxError} it is not an IDX file, or not the expected one
 */
export function checkFile(
  entry: DatasetEntry,
  part: Part,
  path: string,
  bytes: Uint8Array,
  sum?: string,
): Checked {
  const { sha256, packedSha256 } = entry.files[part];
  const content = parseIdxBytes(bytes, path, part.endsWith("Images") ? 3 : 1);
  const refuse = (what: string, actual: string, expected: string, advice = "") => {
    throw new SyntaxError(
      `${path} is damaged or not the file of ${entry.name}: its ${what} is ${actual}, ` +
        `expected ${expected}${advice}`,
    );
  };
  const requireSum = (what: string, actual: string, expected: string, advice?: string) => {
    if (actual !== expected) refuse(what, actual, expected, advice);
  };
  const shape = content.shape.join("×"), expected = shapeOf(entry, part)?.join("×");
  if (expected && shape !== expected) refuse("shape", shape, expected);
  const packed = isGzip(bytes);
  if (sha256) {
    const unpacked = () => sha256Hex(idxHeader(0x08, content.shape), content.data);
    requireSum("sha256", !packed && sum || unpacked(), sha256);
  } else if (packedSha256 && packed) {
    const advice = "; unpack it if you compressed it yourself";
    requireSum("sha256 as .gz", sum ?? sha256Hex(bytes), packedSha256, advice);
  }
  const verified = sha256 !== undefined || packedSha256 === undefined || packed;
  return { ...content, verified };
}

function toImages(entry: DatasetEntry, images: IdxBytes, labels: IdxBytes): ImageSet {
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
