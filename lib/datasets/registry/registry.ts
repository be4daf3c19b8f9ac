import { cifar10 } from "./cifar10.ts";
import { emnist } from "./emnist.ts";
import { checkEntry, type DatasetEntry } from "./entry.ts";
import { fashionMnist, kmnist, mnist } from "./mnist.ts";

const entries: DatasetEntry[] = [mnist, fashionMnist, kmnist, ...emnist];

/** The data sets in IDX files that can be loaded by name, in addition to CIFAR-10 and `strokes`. */
export const registry: readonly DatasetEntry[] = entries;

/**
 * Adds your own data set, so that {@linkcode loadDataset} finds it by its name. It replaces a
 * registered data set of the same name.
 *
 * @throws {TypeError} a field of the entry is missing or has another type
 * @throws {RangeError} the name is `strokes`, the synthetic data set, or `cifar-10`; the first label is not an
 * integer of at least 0, a number of images or a size is not one of at least 1, a mirror is not an http or
 * https URL, or `folders` or `classNames` is empty
 *
 * @example
 * ```ts
 * import { rejects } from "node:assert/strict";
 * import { loadDataset, registerDataset } from "@autoencoders";
 *
 * registerDataset({
 *   name: "mine",
 *   title: "my own digits",
 *   files: {
 *     trainImages: { name: "train-images" }, // IDX files, compressed or not
 *     trainLabels: { name: "train-labels" },
 *     testImages: { name: "test-images" },
 *     testLabels: { name: "test-labels" },
 *   },
 *   folders: ["mine"], // in the data folder
 *   classNames: [..."0123456789"],
 *   firstLabel: 0,
 *   transposed: false,
 *   licence: "mine",
 *   source: "https://example.org/digits",
 *   mirrors: [], // never downloaded
 * });
 * await rejects(loadDataset("mine", { offline: true, substitute: false }), /train-images/);
 * ```
 */
export function registerDataset(entry: DatasetEntry): void {
  checkEntry(entry);
  if (["strokes", cifar10.name].includes(entry.name)) {
    const whose = entry.name === "strokes" ? "the synthetic data set's" : "CIFAR-10's";
    throw new RangeError(`${entry.name} is ${whose} name`);
  }
  const index = entries.findIndex(({ name }) => name === entry.name);
  entries.splice(index < 0 ? entries.length : index, 1, entry);
}

/** @throws {RangeError} no data set has that name; the message lists all names */
export function findEntry(name: string): DatasetEntry {
  const entry = entries.find((entry) => entry.name === name);
  if (entry) return entry;
  const names = [...entries.map(({ name }) => name), cifar10.name, "strokes"].join(", ");
  throw new RangeError(`no data set is called ${JSON.stringify(name)}; known names: ${names}`);
}
