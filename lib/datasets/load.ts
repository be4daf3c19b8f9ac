import { fromFileUrl, join } from "@std/path";
import type { ImageSet } from "../images.ts";
import { sha256 } from "./checksum.ts";
import { locate } from "./locate.ts";
import { readImages } from "./read.ts";
import { findEntry } from "./registry.ts";

/** A data set, ready for training and testing. */
export interface Dataset {
  name: string;
  title: string;
  train: ImageSet;
  test: ImageSet;
  /** what each label stands for */
  classNames: string[];
  /** where it came from: files found, files downloaded, or drawn by {@linkcode strokes} */
  source: "folder" | "download" | "made";
  /** the folder of its files, or how it was made */
  where: string;
  licence: string;
  /** sha256 of the pixels and labels as they are here: train, then test */
  hash: string;
  /** what a reader must know before trusting a number: shown first of all */
  notice?: string;
}

/** How {@linkcode loadDataset} looks for data. */
export interface LoadOptions {
  /** only the first images for training */
  trainCount?: number;
  /** only the first images for testing */
  testCount?: number;
}

/** Loads a data set by name. */
export async function loadDataset(name: string, options: LoadOptions = {}): Promise<Dataset> {
  const entry = findEntry(name);
  const { title, files, classNames, licence } = entry;
  const folders = [Deno.env.get("AUTOENCODERS_DATA"), dataFolder()];
  const found = await locate(entry, folders.filter((folder) => folder !== undefined));
  if (found.missing.length > 0) {
    throw new Deno.errors.NotFound(`${title}: missing ${found.missing.join(", ")}`);
  }
  const pair = (images: "trainImages" | "testImages", labels: "trainLabels" | "testLabels") =>
    readImages(
      entry,
      { file: files[images], path: found.paths[images]! },
      { file: files[labels], path: found.paths[labels]! },
    );
  const train = first(await pair("trainImages", "trainLabels"), options.trainCount);
  const test = first(await pair("testImages", "testLabels"), options.testCount);
  const where = found.where;
  const hash = sha256(train.pixels, train.labels!, test.pixels, test.labels!);
  return { name, title, train, test, classNames, source: "folder", where, licence, hash };
}

function first(images: ImageSet, count = images.count): ImageSet {
  return count === images.count ? images : images.slice(0, count);
}

/** The project's own data folder, or `data` where the lib was not loaded from disk. */
export function dataFolder(): string {
  const url = new URL("../../data", import.meta.url);
  return url.protocol === "file:" ? fromFileUrl(url) : join(Deno.cwd(), "data");
}
