import { sha256Hex } from "../files/mod.ts";
import type { ImageSet } from "../images.ts";
import type { OnProgress } from "./download/progress.ts";
import type { Part } from "./registry/entry.ts";

/** A data set, ready for training and testing. */
export interface Dataset {
  name: string;
  title: string;
  train: ImageSet;
  test: ImageSet;
  /** the name of each class, by label */
  classNames: string[];
  /** whether files were found locally or downloaded, or {@linkcode strokes} drew the images */
  source: "folder" | "download" | "synthetic";
  /** the folder of the files, or the generator of the images */
  where: string;
  /** the paths of the four files, plain or gzipped; undefined if the images are synthetic */
  files?: Readonly<Record<Part, string>>;
  licence: string;
  /** SHA-256 of the loaded pixels and labels, train, then test; computed when it is first read */
  readonly hash: string;
  /** given if synthetic data replaces the requested data; to be shown before any result */
  substitutionNotice?: string;
  /** given if files were found whose checksums are not known; says which */
  unverifiedNotice?: string;
}

/** Options of {@linkcode loadDataset}. */
export interface LoadOptions {
  /** number of training images, the first ones; default all */
  trainCount?: number;
  /** number of test images, the first ones; default all */
  testCount?: number;
  /**
   * the data folder, a path or file URL, searched before `AUTOENCODERS_DATA`, which also receives downloads; default
   * `data` in the project, searched after `AUTOENCODERS_DATA`
   */
  folder?: string | URL;
  /** whether never to download; default whether `AUTOENCODERS_OFFLINE` is 1 */
  offline?: boolean;
  /** whether synthetic digits replace data that is not available; default true */
  substitute?: boolean;
  /** receives the progress of each download; default the console */
  onProgress?: OnProgress;
  /**
   * receives the notice that synthetic data replaces the requested data, or that the data could not be
   * verified; default `console.warn`
   */
  warn?: (notice: string) => void;
}

/** Keeps the requested number of images of both sets and adds their hash, for those who read it. */
export function createDataset(
  parts: Omit<Dataset, "hash">,
  { trainCount, testCount }: Pick<LoadOptions, "trainCount" | "testCount">,
): Dataset {
  const train = first(parts.train, "trainCount", trainCount);
  const test = first(parts.test, "testCount", testCount);
  let hash: string | undefined;
  return {
    ...parts,
    train,
    test,
    get hash() {
      return hash ??= sha256Hex(train.pixels, train.labels!, test.pixels, test.labels!);
    },
  };
}

function first(images: ImageSet, name: string, count = images.count): ImageSet {
  if (count > images.count) {
    throw new RangeError(`${name} must be in 1–${images.count}, got ${count}`);
  }
  return count === images.count ? images : images.slice(0, count);
}
