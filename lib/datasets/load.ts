import { fromFileUrl, join } from "@std/path";
import type { Dataset, LoadOptions } from "./dataset.ts";
import { DownloadError } from "./download/download_error.ts";
import { fetchEntry } from "./download/fetch_entry.ts";
import { locate } from "./locate.ts";
import { madeStrokes } from "./synthetic/stand_in.ts";
import { byHand, standInNotice } from "./substitution_notice.ts";
import { readDataset } from "./read.ts";
import { findEntry } from "./registry/registry.ts";

/**
 * Loads a data set by name: `mnist`, `fashion-mnist`, `kmnist`, `emnist-balanced` and the other
 * EMNIST splits (see {@linkcode registry}), or `strokes`, which is drawn by this library.
 *
 * Looked for, in this order: in the folder that the environment variable `AUTOENCODERS_DATA` names,
 * in `data`, on the registry's mirrors. Where it cannot be had, drawn digits stand in, and a notice
 * says so on the console and in the result.
 *
 * @throws {RangeError} the name is unknown, a count is not in 1–n, or labels do not fit their images
 * @throws {SyntaxError} a file was found but is damaged; it is named, and never passed over
 * @throws {Deno.errors.NotFound} `AUTOENCODERS_DATA` names no folder; or, with `standIn: false`, the
 * data cannot be had: the message says which files to put where
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
  requireCounts(options);
  if (name === "strokes") return madeStrokes(options);
  const entry = findEntry(name);
  const folder = options.folder ?? dataFolder();
  const { paths, missing } = await locate(entry, [...await namedFolder(), folder]);
  if (missing.length === 0) return await readDataset(entry, paths, "folder", options);
  try {
    const fetched = await fetchEntry(entry, missing, folder, options);
    return await readDataset(entry, { ...paths, ...fetched }, "download", options);
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    // the notice stands in saved notebooks, where a path of this machine would say nothing
    const home = folder === dataFolder()
      ? `data/${entry.folders[0]} in the project's folder`
      : join(folder, entry.folders[0]);
    const help = byHand(entry, missing, home);
    if (options.standIn === false) {
      throw new Deno.errors.NotFound(`${entry.title}: ${error.message}.\n${help}`, {
        cause: error,
      });
    }
    const notice = standInNotice(entry, error, help);
    (options.warn ?? console.warn)(notice);
    return { ...madeStrokes(options), notice };
  }
}

/**
 * The project's own data folder, or `data` in the current one where the lib is not on a disk.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { basename } from "@std/path";
 * import { dataFolder } from "./load.ts";
 *
 * strictEqual(basename(dataFolder()), "data");
 * ```
 */
export function dataFolder(): string {
  const url = new URL("../../data", import.meta.url);
  return url.protocol === "file:" ? fromFileUrl(url) : join(Deno.cwd(), "data");
}

/** The folder that `AUTOENCODERS_DATA` names, if it does. */
async function namedFolder(): Promise<string[]> {
  const folder = Deno.env.get("AUTOENCODERS_DATA");
  if (!folder) return [];
  const found = await Deno.stat(folder).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  if (!found?.isDirectory) {
    throw new Deno.errors.NotFound(`AUTOENCODERS_DATA names no folder: ${folder}`);
  }
  return [folder];
}

function requireCounts({ trainCount, testCount }: LoadOptions): void {
  for (const [name, count] of Object.entries({ trainCount, testCount })) {
    if (count !== undefined && (!Number.isSafeInteger(count) || count < 1)) {
      throw new RangeError(`${name} must be a positive integer, got ${count}`);
    }
  }
}
