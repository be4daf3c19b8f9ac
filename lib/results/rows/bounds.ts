import { join } from "@std/path";
import type { Binarization } from "../recipes/bound_recipes.ts";
import { resultsFolder } from "./results.ts";
import { readRows, writeRows } from "./row_file.ts";

const format = { format: "autoencoders bounds", version: 1 };

/** One line of bounds.json: a variational network, trained once, measured on a whole test set. */
export interface BoundRow {
  /** of its recipe */
  name: string;
  title: string;
  data: string;
  images: Binarization;
  /** images measured */
  n: number;
  seed: number;
  latent: number;
  parameters: number;
  epochs: number;
  /** images that it learned from */
  trainImages: number;
  /** of training */
  seconds: number;
  /** −ln p(x|z), nats an image */
  distortion: number;
  /** KL(q(z|x) ‖ p(z)), nats an image */
  rate: number;
  /** numbers of the code whose mean varies over the images */
  active: number;
  /** minus the evidence lower bound, nats an image */
  nats: number;
  bitsPerPixel: number;
  /** codes drawn for each image in the importance-weighted bound */
  samples: number;
  /** minus that bound, nats an image */
  importanceNats: number;
  importanceBitsPerPixel: number;
  /** sha256 of the data set, before it was made black and white */
  dataHash: string;
  machine: string;
  /** what was less than the recipe says, where anything was */
  reduced?: string;
}

/**
 * The rows of bounds.json; none where there is no such file yet.
 *
 * @throws {SyntaxError} the file was cut or altered, or is of another format or version
 */
export async function readBounds(folder: string = resultsFolder()): Promise<BoundRow[]> {
  return await readRows(join(folder, "bounds.json"), format);
}

/** Writes bounds.json, whole or not at all. */
export async function writeBounds(
  rows: readonly BoundRow[],
  folder: string = resultsFolder(),
): Promise<void> {
  await writeRows(rows, join(folder, "bounds.json"), format);
}
