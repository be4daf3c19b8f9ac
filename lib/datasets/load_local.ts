import type { Dataset, LoadOptions } from "./dataset.ts";
import { DownloadError } from "./download/download_error.ts";
import { loadDataset } from "./load.ts";

/**
 * Loads a data set where its files are on this machine, and nothing else: no download, no made data
 * in its place.
 *
 * @returns undefined where a file of it is missing
 * @throws {RangeError} the name is unknown, a count is not in 1–n, or labels do not fit their images
 * @throws {SyntaxError} a file is damaged; it is named
 * @throws {Deno.errors.NotFound} `AUTOENCODERS_DATA` names no folder
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
  options: Omit<LoadOptions, "offline" | "standIn"> = {},
): Promise<Dataset | undefined> {
  try {
    return await loadDataset(name, { ...options, offline: true, standIn: false });
  } catch (error) {
    if ((error as Error).cause instanceof DownloadError) return undefined;
    throw error;
  }
}
