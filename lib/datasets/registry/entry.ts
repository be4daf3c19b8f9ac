import { requireBoolean, requireInteger, requireKnown } from "../../require.ts";
import { requireWebUrl } from "../../files/mod.ts";

/** One file of a data set. */
export interface DataFile {
  /** its name without `.gz` */
  name: string;
  /** SHA-256 of the unpacked bytes, if known: checked whenever the file is read */
  sha256?: string;
  /** SHA-256 of the published `.gz`, if known: checked whenever a `.gz` is read and `sha256` is unknown */
  packedSha256?: string;
}

/** A data set that {@linkcode loadDataset} can load: its four IDX files, origin and classes. */
export interface DatasetEntry {
  name: string;
  title: string;
  files: {
    trainImages: DataFile;
    trainLabels: DataFile;
    testImages: DataFile;
    testLabels: DataFile;
  };
  /** how many images the files have and of which size, if known: checked whenever they are read */
  images?: { train: number; test: number; height: number; width: number };
  /**
   * the folders to look in, relative to a data folder, in upper or lower case; downloads go to the first
   */
  folders: string[];
  /** the name of each class */
  classNames: string[];
  /** the label of the first class in the files: 1 for EMNIST Letters, else 0 */
  firstLabel: number;
  /** whether images are stored column by column, as NIST's are; they are transposed on loading */
  transposed: boolean;
  licence: string;
  /** the page that describes it */
  source: string;
  /** URLs of folders with the `.gz` files; empty if it must be downloaded by hand */
  mirrors: string[];
  /** how to get it by hand, if that takes more than downloading its files */
  byHand?: string;
}

/** One of a data set's four files. */
export type Part = keyof DatasetEntry["files"];

/** The four files, in their order. */
export const parts: readonly Part[] = ["trainImages", "trainLabels", "testImages", "testLabels"];

const partNames: Record<Part, true> = {
  trainImages: true,
  trainLabels: true,
  testImages: true,
  testLabels: true,
};

/** The shape of the array in a file of the data set, if it is known. */
export function shapeOf({ images, transposed }: DatasetEntry, part: Part): number[] | undefined {
  if (!images) return undefined;
  const { height, width } = images, count = part.startsWith("train") ? images.train : images.test;
  if (part.endsWith("Labels")) return [count];
  return transposed ? [count, width, height] : [count, height, width];
}

/**
 * @throws {TypeError} a field of the entry is missing or has another type
 * @throws {RangeError} the first label is not an integer of at least 0, a number of images or a size is
 * not an integer of at least 1, a mirror is not an http or https URL, or `folders` or `classNames` is
 * empty
 */
export function checkEntry(entry: DatasetEntry): void {
  requireKnown("a data set", entry, {
    name: true,
    title: true,
    files: true,
    images: true,
    folders: true,
    classNames: true,
    firstLabel: true,
    transposed: true,
    licence: true,
    source: true,
    mirrors: true,
    byHand: true,
  });
  const { name, title, licence, source, files, folders, classNames, mirrors } = entry;
  if (entry.images) {
    requireKnown(`${name}: images`, entry.images, {
      train: true,
      test: true,
      height: true,
      width: true,
    });
  }
  if (files) requireKnown(`${name}: files`, files, partNames);
  for (const [part, file] of Object.entries(files ?? {})) {
    const known = { name: true, sha256: true, packedSha256: true };
    if (file) requireKnown(`${name}: files.${part}`, file, known);
  }
  for (const [field, text] of Object.entries({ name, title, licence, source })) {
    requireText(`a data set's ${field}`, text);
  }
  for (const part of parts) {
    requireText(`${name}: files.${part}.name`, files?.[part]?.name);
  }
  for (const [field, list] of Object.entries({ folders, classNames, mirrors })) {
    if (!Array.isArray(list)) {
      throw new TypeError(`${name}: ${field} must be an array, got ${list}`);
    }
    list.forEach((text, i) => requireText(`${name}: ${field}[${i}]`, text));
    if (list.length > 0 || list === mirrors) continue;
    throw new RangeError(`${name}: ${field} must have at least 1 entry, got 0`);
  }
  mirrors.forEach((mirror, i) => requireWebUrl(`${name}: mirrors[${i}]`, mirror));
  requireInteger(`${name}: firstLabel`, entry.firstLabel, 0);
  if (entry.images !== undefined) {
    const { train, test, height, width } = entry.images ?? {};
    for (const [field, value] of Object.entries({ train, test, height, width })) {
      requireInteger(`${name}: images.${field}`, value);
    }
  }
  requireBoolean(`${name}: transposed`, entry.transposed);
}

function requireText(name: string, value: unknown): void {
  if (typeof value === "string" && value !== "") return;
  throw new TypeError(`${name} must be a non-empty string, got ${JSON.stringify(value)}`);
}
