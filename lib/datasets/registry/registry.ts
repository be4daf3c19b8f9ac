import { emnist } from "./emnist.ts";
import type { DatasetEntry } from "./entry.ts";
import { fashionMnist, kmnist, mnist } from "./mnist.ts";

const entries: DatasetEntry[] = [mnist, fashionMnist, kmnist, ...emnist];

/** The data sets that can be loaded by name, besides `strokes`. */
export const registry: readonly DatasetEntry[] = entries;

/**
 * Adds a data set of your own, so that {@linkcode loadDataset} finds it by its name. It replaces a
 * registered data set of the same name.
 *
 * @throws {RangeError} the name is `strokes`, the synthetic data set
 *
 * @example
 * ```ts
 * import { rejects } from "node:assert/strict";
 * import { loadDataset, registerDataset } from "@autoencoders";
 * import { kmnist } from "./mnist.ts";
 *
 * registerDataset({ ...kmnist, name: "mine", folders: ["mine"], mirrors: [] }); // with its file names
 * await rejects(loadDataset("mine", { offline: true, substitute: false }), /train-images-idx3/);
 * ```
 */
export function registerDataset(entry: DatasetEntry): void {
  if (entry.name === "strokes") throw new RangeError("strokes is the synthetic data set's name");
  const index = entries.findIndex(({ name }) => name === entry.name);
  entries.splice(index < 0 ? entries.length : index, 1, entry);
}

/** @throws {RangeError} no data set has that name; the message lists all names */
export function findEntry(name: string): DatasetEntry {
  const entry = entries.find((entry) => entry.name === name);
  if (entry) return entry;
  const names = [...entries.map(({ name }) => name), "strokes"].join(", ");
  throw new RangeError(`no data set is called ${JSON.stringify(name)}; there are ${names}`);
}
