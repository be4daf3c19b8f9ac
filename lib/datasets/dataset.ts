import { sha256Hex } from "../files/mod.ts";
import type { ImageSet } from "../images.ts";
import type { OnProgress } from "./download/progress.ts";

/** A data set, ready for training and testing. */
export interface Dataset {
  name: string;
  title: string;
  train: ImageSet;
  test: ImageSet;
  /** what each label stands for */
  classNames: string[];
  /** whether its files were found, downloaded just now, or its images drawn by {@linkcode strokes} */
  source: "folder" | "download" | "synthetic";
  /** the folder of its files, or what generated it */
  where: string;
  licence: string;
  /** SHA-256 of the loaded pixels and labels: train, then test */
  hash: string;
  /** set if synthetic data replaces the requested data: show it before any result */
  substitutionNotice?: string;
}

/** How {@linkcode loadDataset} looks for data. */
export interface LoadOptions {
  /** loads only the first training images; default all */
  trainCount?: number;
  /** loads only the first test images; default all */
  testCount?: number;
  /** the data folder, which also receives downloads; default `data` in the project */
  folder?: string;
  /**
   * true never downloads, false retries a network that did not answer before; default true if
   * `AUTOENCODERS_OFFLINE` is 1
   */
  offline?: boolean;
  /** whether synthetic digits replace data that is not available; default true */
  substitute?: boolean;
  /** receives the progress of each download; default the console */
  onProgress?: OnProgress;
  /** receives the substitution notice, if there is one; default `console.warn` */
  warn?: (notice: string) => void;
}

/** Keeps the first images of both sets, as many as requested, and adds the checksum. */
export function createDataset(
  parts: Omit<Dataset, "hash">,
  { trainCount, testCount }: Pick<LoadOptions, "trainCount" | "testCount">,
): Dataset {
  const train = first(parts.train, "trainCount", trainCount);
  const test = first(parts.test, "testCount", testCount);
  const hash = sha256Hex(train.pixels, train.labels!, test.pixels, test.labels!);
  return { ...parts, train, test, hash };
}

function first(images: ImageSet, name: string, count = images.count): ImageSet {
  if (count > images.count) {
    throw new RangeError(`${name} must be in 1–${images.count}, got ${count}`);
  }
  return count === images.count ? images : images.slice(0, count);
}
