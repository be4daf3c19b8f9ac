import { fromFileUrl, join } from "@std/path";
import { ignoreNotFound, orFileError, toPath, writeAtomic } from "../files/mod.ts";
import type { Precision } from "../models/mod.ts";
import { type RowMetric, rowMetricNames } from "./metrics.ts";
import type { Binarization, Recipe } from "./recipes/recipe.ts";

/** Fields common to all rows: of a network, trained once and measured on a whole test set. */
export interface MeasuredRow {
  /** of its recipe; for a baseline "PCA-32" or "untrained dense-32" */
  name: string;
  /** the data set, followed by ", binary" if it was thresholded */
  data: string;
  /** images measured */
  n: number;
  /** undefined for PCA */
  seed?: number;
  latent: number;
  parameters: number;
  epochs: number;
  /** images trained on */
  trainImages: number;
  /** of training, without validation and measuring */
  seconds: number;
  /** SHA-256 of the data set, before any thresholding */
  dataHash: string;
  /** processor and backend */
  hardware: string;
  /** how the run deviates from its recipe: other epochs, fewer images */
  reduced?: string;
}

/** A row of results.json. */
export interface ResultRow extends MeasuredRow, Record<RowMetric, number> {
  source: Recipe["source"] | "baseline";
  split: "test";
  /** training loss, the mean over each epoch; undefined for a baseline */
  losses?: number[];
  deadUnits: number;
  /** with four bytes per unit */
  bytesPerCode: number;
  /** the saved weights, and what they reach after rounding */
  pretrained?: SavedWeights;
}

/** Saved weights of a network of the results table. */
export interface SavedWeights {
  precision: Precision;
  bytes: number;
  bce: number;
  mse: number;
}

/** A row of bounds.json; bounds in nats per image unless noted otherwise. */
export interface BoundRow extends MeasuredRow {
  seed: number;
  images: Binarization;
  /** −ln p(x|z) */
  distortion: number;
  /** KL(q(z|x) ‖ p(z)) */
  rate: number;
  /** code units whose mean varies over the images */
  active: number;
  /** −ELBO = distortion + rate */
  nats: number;
  bitsPerPixel: number;
  /** codes sampled per image for the importance-weighted bound */
  samples: number;
  /** minus the importance-weighted bound */
  importanceNats: number;
  importanceBitsPerPixel: number;
}

/** A file of rows in a folder of results. */
export interface RowFile<Row extends MeasuredRow> {
  /** without its extension */
  name: "results" | "bounds";
  /** the fields of a row that must be numbers */
  numbers: readonly (keyof Row & string)[];
}

const measuredNumbers = ["n", "latent", "parameters", "epochs", "trainImages", "seconds"] as const;

/** results.json */
export const resultsFile: RowFile<ResultRow> = {
  name: "results",
  numbers: [...measuredNumbers, ...rowMetricNames, "deadUnits", "bytesPerCode"],
};

/** bounds.json */
export const boundsFile: RowFile<BoundRow> = {
  name: "bounds",
  numbers: [
    ...measuredNumbers,
    "seed",
    "distortion",
    "rate",
    "active",
    "nats",
    "bitsPerPixel",
    "samples",
    "importanceNats",
    "importanceBitsPerPixel",
  ],
};

const VERSION = 2;

/** The project's own folder of results; `results` in the current folder if the library is not a local file. */
export function resultsFolder(): string {
  const url = new URL("../../results", import.meta.url);
  return url.protocol === "file:" ? fromFileUrl(url) : join(Deno.cwd(), "results");
}

/**
 * The rows of bounds.json, the measured bounds of variational autoencoders; [] if there is no such file.
 *
 * @throws {SyntaxError} the file was truncated or altered, or has another format or version
 */
export function readBounds(folder: string | URL = resultsFolder()): Promise<BoundRow[]> {
  return readRows(boundsFile, folder);
}

/**
 * The rows of a file; [] if there is no such file.
 *
 * @throws {SyntaxError} the file was truncated or altered, or has another format or version
 */
export async function readRows<Row extends MeasuredRow>(
  { name, numbers }: RowFile<Row>,
  folder: string | URL = resultsFolder(),
): Promise<Row[]> {
  const file = join(toPath(folder, "folder"), `${name}.json`), expected = `autoencoders ${name}`;
  const text = await ignoreNotFound(orFileError(Deno.readTextFile(file), "read", file));
  if (text === undefined) return [];
  let content;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`"${file}" is not JSON: ${(cause as Error).message}`, { cause });
  }
  const { format, version, rows } = content ?? {};
  if (format !== expected || version !== 1 && version !== VERSION || !Array.isArray(rows)) {
    throw new SyntaxError(
      `"${file}" must have the format "${expected}" of version 1 or ${VERSION}, ` +
        `got "${format}" of version ${version}`,
    );
  }
  return rows.map((row, i) => {
    const current: Record<string, unknown> = version === 1 ? fromVersion1(row ?? {}) : row;
    const wrong = ["name", "data", "hardware"].find((key) => typeof current?.[key] !== "string") ??
      numbers.find((key) => typeof current[key] !== "number");
    if (wrong === undefined) return current as unknown as Row;
    const got = Deno.inspect(current?.[wrong]);
    throw new SyntaxError(`"${file}": row ${i + 1} has no valid "${wrong}", got ${got}`);
  });
}

/** Version 1 had other names, and a number or "ours" for the source. */
function fromVersion1({ machine, kept, source, ...row }: Record<string, unknown>) {
  const sources: Record<string, string> = { baseline: "baseline", ours: "course" };
  return {
    ...row,
    hardware: machine,
    pretrained: kept,
    source: typeof source === "number" ? "published" : sources[source as string],
  };
}

/** Writes all rows of a file, atomically. */
export async function writeRows<Row extends MeasuredRow>(
  { name }: RowFile<Row>,
  rows: readonly Row[],
  folder: string | URL = resultsFolder(),
): Promise<void> {
  const content = { format: `autoencoders ${name}`, version: VERSION, rows };
  await writeAtomic(
    join(toPath(folder, "folder"), `${name}.json`),
    JSON.stringify(content, null, 2) + "\n",
  );
}
