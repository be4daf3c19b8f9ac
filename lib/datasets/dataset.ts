import type { ImageSet } from "../images.ts";
import { sha256Hex } from "../files/mod.ts";
import type { OnProgress } from "./download/progress.ts";

/** A data set, ready for training and testing. */
export interface Dataset {
  name: string;
  title: string;
  train: ImageSet;
  test: ImageSet;
  /** what each label stands for */
  classNames: string[];
  /** files that were there, files fetched just now, or drawn by {@linkcode strokes} */
  source: "folder" | "download" | "made";
  /** the folder of its files, or how it was made */
  where: string;
  licence: string;
  /** sha256 of the pixels and labels as they are here: train, then test */
  hash: string;
  /** set where made data stands in for the real: to be shown before any number */
  notice?: string;
}

/** How {@linkcode loadDataset} looks for data. */
export interface LoadOptions {
  /** only the first so many images for training */
  trainCount?: number;
  /** only the first so many images for testing */
  testCount?: number;
  /** the data folder, where a download goes too; `data` in the project unless told */
  folder?: string;
  /** never (true) or once more (false) try the network; `AUTOENCODERS_OFFLINE=1` is true */
  offline?: boolean;
  /** false: where the data cannot be had, fail instead of letting made data stand in */
  standIn?: boolean;
  /** is told of each download's progress; the console unless told */
  onProgress?: OnProgress;
  /** is given the notice, where there is one; `console.warn` unless told */
  warn?: (notice: string) => void;
}

/** Cuts both sets to the counts asked for and puts the checksum beside them. */
export function finish(
  dataset: Omit<Dataset, "hash">,
  { trainCount, testCount }: Pick<LoadOptions, "trainCount" | "testCount">,
): Dataset {
  const train = first(dataset.train, "trainCount", trainCount);
  const test = first(dataset.test, "testCount", testCount);
  const hash = sha256Hex(train.pixels, train.labels!, test.pixels, test.labels!);
  return { ...dataset, train, test, hash };
}

function first(images: ImageSet, name: string, count = images.count): ImageSet {
  if (count > images.count) {
    throw new RangeError(`${name} must be in 1–${images.count}, got ${count}`);
  }
  return count === images.count ? images : images.slice(0, count);
}
