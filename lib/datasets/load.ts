import { join } from "@std/path";
import { ignoreNotFound, orFileError, projectFolder, toPath } from "../files/mod.ts";
import { requireInteger, requireKnown } from "../require.ts";
import { loadCifar } from "./cifar_dataset.ts";
import type { Dataset, LoadOptions } from "./dataset.ts";
import { downloadFiles } from "./download_dataset.ts";
import { DownloadError } from "./download/download_error.ts";
import { locate, type Located } from "./locate.ts";
import { readDataset } from "./read.ts";
import { cifar10 } from "./registry/cifar10.ts";
import type { DatasetEntry } from "./registry/entry.ts";
import { findEntry } from "./registry/registry.ts";
import { manualDownload, substitutionNotice } from "./substitution_notice.ts";
import { syntheticDataset } from "./synthetic_dataset.ts";

const localOptions: Record<keyof Omit<LoadOptions, "offline" | "substitute">, true> = {
  trainCount: true,
  testCount: true,
  folder: true,
  onProgress: true,
  warn: true,
};

/**
 * Loads a data set by name: `mnist`, `fashion-mnist`, `kmnist`, `emnist-balanced` and the other
 * EMNIST splits, `cifar-10` in colour, one added by {@linkcode registerDataset}, or `strokes`, synthetic
 * digits.
 *
 * Looks in `folder`, if it is given, then in the folder given by the environment variable
 * `AUTOENCODERS_DATA`, then, without `folder`, in `data`, then downloads from the mirrors. If all
 * fail, also for want of a place to store a download, synthetic digits replace the data, and a notice
 * on the console and in the result says so. Nothing replaces `cifar-10`, as the digits are grey.
 *
 * The four files are those of one folder, and are compared with the registered shapes and checksums. A
 * notice says so if a checksum is known for a file's `.gz` only, and the file is unpacked.
 *
 * @throws {RangeError} the name is unknown, a count is not in 1–n, labels do not match the images, or a
 * folder is not a path
 * @throws {SyntaxError} a file was found but is damaged or of another data set; the message names it
 * @throws {Deno.errors.NotADirectory} `folder` is a file
 * @throws {Deno.errors.NotFound} the folder `AUTOENCODERS_DATA` does not exist; or, with
 * `substitute: false` or in colour, the data is not available: the message lists the files and the folder for
 * them
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { loadDataset } from "@autoencoders";
 *
 * const { train, test, classNames } = await loadDataset("strokes", { trainCount: 20, testCount: 5 });
 * deepStrictEqual([train.count, test.count, train.height, train.width], [20, 5, 28, 28]);
 * deepStrictEqual(classNames.length, 10);
 * ```
 */
export async function loadDataset(name: string, options: LoadOptions = {}): Promise<Dataset> {
  requireKnown("loadDataset", options, {
    ...localOptions,
    offline: true,
    substitute: true,
  });
  const { trainCount, testCount } = options;
  if (trainCount !== undefined) requireInteger("trainCount", trainCount);
  if (testCount !== undefined) requireInteger("testCount", testCount);
  if (name === "strokes") return syntheticDataset(options);
  const entry = name === cifar10.name ? undefined : findEntry(name);
  const folder = options.folder === undefined ? dataFolder() : toPath(options.folder, "folder");
  if ((await ignoreNotFound(orFileError(Deno.stat(folder), "read", folder)))?.isFile) {
    throw new Deno.errors.NotADirectory(`folder must be a folder, got the file "${folder}"`);
  }
  if (!entry) {
    const named = await environmentFolder();
    const folders = options.folder === undefined ? [...named, folder] : [folder, ...named];
    return await loadCifar(cifar10, folders, folder, options);
  }
  const target = join(folder, entry.folders[0]);
  const located = await locateIn(entry, folder, target, options.folder !== undefined);
  const { paths, missing } = located;
  if (missing.length === 0) return await readDataset(entry, paths, "folder", options);
  try {
    const downloaded = await downloadFiles(entry, missing, folder, options);
    return await readDataset(entry, { ...paths, ...downloaded }, "download", options);
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    // saved notebooks contain the notice, and must not contain a path of this machine
    const ours = folder === dataFolder();
    const shown = ours ? `data/${entry.folders[0]} in the project's folder` : target;
    const reason = ours ? error.message.replaceAll(folder, "data") : error.message;
    const instructions = manualDownload(entry, located, shown);
    if (options.substitute === false) {
      throw new Deno.errors.NotFound(`${entry.title}: ${reason}.\n${instructions}`, {
        cause: error,
      });
    }
    const notice = substitutionNotice(entry, reason, instructions);
    (options.warn ?? console.warn)(notice);
    const synthetic = syntheticDataset(options, entry.classNames);
    return Object.assign(synthetic, { substitutionNotice: notice });
  }
}

/**
 * Loads a data set if its files are on this machine; never downloads and never substitutes
 * synthetic data.
 *
 * @returns undefined if a file is missing
 * @throws the errors of {@linkcode loadDataset}, except for missing files
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { loadLocalDataset } from "@autoencoders";
 *
 * const folder = await Deno.makeTempDir();
 * strictEqual(await loadLocalDataset("kmnist", { folder }), undefined);
 * await Deno.remove(folder);
 * ```
 */
export async function loadLocalDataset(
  name: string,
  options: Omit<LoadOptions, "offline" | "substitute"> = {},
): Promise<Dataset | undefined> {
  requireKnown("loadLocalDataset", options, localOptions);
  try {
    return await loadDataset(name, { ...options, offline: true, substitute: false });
  } catch (error) {
    if ((error as Error).cause instanceof DownloadError) return undefined;
    throw error;
  }
}

/** The project's data folder; `data` in the current folder if the library is an installed package. */
export function dataFolder(): string {
  return projectFolder(new URL("../../data", import.meta.url));
}

/** The files in a folder that the call names, else in that of the environment, else in the project's. */
async function locateIn(
  entry: DatasetEntry,
  folder: string,
  target: string,
  isNamed: boolean,
): Promise<Located> {
  if (isNamed) {
    const located = await locate(entry, [folder], target);
    if (located.missing.length === 0) return located;
  }
  const named = await environmentFolder();
  return await locate(entry, isNamed ? [folder, ...named] : [...named, folder], target);
}

/** The folder given by `AUTOENCODERS_DATA`, if it is set. */
async function environmentFolder(): Promise<string[]> {
  const value = Deno.env.get("AUTOENCODERS_DATA");
  if (!value) return [];
  const folder = toPath(value, "AUTOENCODERS_DATA");
  const info = await ignoreNotFound(orFileError(Deno.stat(folder), "read", folder));
  if (!info?.isDirectory) {
    throw new Deno.errors.NotFound(`AUTOENCODERS_DATA is not a folder: ${folder}`);
  }
  return [folder];
}
