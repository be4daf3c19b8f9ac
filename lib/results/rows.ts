import { join } from "@std/path";
import {
  ignoreNotFound,
  orFileError,
  projectFolder,
  sha256Hex,
  toPath,
  writeAtomic,
} from "../files/mod.ts";
import type { Precision } from "../models/mod.ts";
import { isRecord } from "../require.ts";
import {
  agreeing,
  fieldError,
  type Fields,
  integer,
  number,
  oneOf,
  optional,
  savedWeights,
  shown,
  text,
} from "./fields.ts";
import type { RowMetric } from "./metrics.ts";
import { boundRecipes } from "./recipes/bounds.ts";
import type { Binarization, Recipe } from "./recipes/recipe.ts";
import { recipes } from "./recipes/recipes.ts";

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
  /** computing threads, on which the last bits depend; rows of earlier versions only have `hardware` */
  threads?: number;
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

/** A row of peers.json: the network of a recipe, trained in another library. */
export interface PeerRow extends MeasuredRow, Record<RowMetric, number> {
  seed: number;
  library: "Keras" | "PyTorch";
  deadUnits: number;
}

/** A file of rows in a folder of results. */
export interface RowFile<Row extends MeasuredRow> {
  /** without its extension */
  name: "results" | "bounds" | "peers";
  /** what each field of a row must be */
  fields: Fields<Row>;
}

const seed = integer(0, 0xffff_ffff);
const measured: Omit<Fields<MeasuredRow>, "name" | "seed"> = {
  data: text('the name of a data set, also followed by ", binary"', /^\w[\w.-]*(, binary)?$/),
  n: integer(1),
  latent: integer(1),
  parameters: integer(1),
  epochs: integer(0),
  trainImages: integer(0),
  seconds: number(0),
  dataHash: text("a SHA-256 in hexadecimal digits", /^[0-9a-f]{64}$/),
  hardware: text("a line of text", /^[^\p{C}\p{Zl}\p{Zp}]+$/u),
  threads: optional(integer(1)),
  reduced: optional(text('such as "1 of 20 epochs"', /^[\w, ]+$/)),
};

const unitsOfCode = agreeing(
  integer(0),
  "and at most the latent of the row",
  (units: number, { latent }) => units <= Number(latent),
);

/** The fields that an evaluation gives. */
const evaluated: Fields<Record<RowMetric | "deadUnits", number>> = {
  bce: number(0),
  mse: number(0),
  psnr: number(),
  ssim: number(-1, 1),
  pixelAccuracy: number(0, 1),
  deadUnits: unitsOfCode,
};

const sources = new Map(recipes.map(({ name, source }) => [name, source]));
const isPca = (name: unknown) => String(name).startsWith("PCA-");

/** results.json */
export const resultsFile: RowFile<ResultRow> = {
  name: "results",
  fields: {
    ...measured,
    name: {
      expected: `the name of a recipe (${sources.keys().toArray().join(", ")}), "untrained" and ` +
        'such a name, or "PCA-N" with N the latent of the row',
      allows: (value, { latent }) =>
        typeof value === "string" &&
        (value === `PCA-${latent}` || sources.has(value.replace(/^untrained /, ""))),
    },
    seed: {
      expected: `${seed.expected}, or missing for PCA`,
      allows: (value, row) => isPca(row.name) ? value === undefined : seed.allows(value, row),
    },
    source: {
      expected: 'that of its recipe, "published" or "course", or "baseline" for no recipe',
      allows: (value, { name }) => value === (sources.get(name as string) ?? "baseline"),
    },
    split: oneOf(["test"]),
    ...evaluated,
    bytesPerCode: agreeing(
      integer(4),
      "and four times the latent of the row",
      (bytes: number, { latent }) => bytes === 4 * Number(latent),
    ),
    losses: optional({
      expected: "a finite number for each epoch",
      allows: (value, { epochs }) =>
        Array.isArray(value) && value.length === epochs &&
        value.every((loss) => number(0).allows(loss, {})),
    }),
    pretrained: optional(savedWeights),
  },
};

/** bounds.json */
export const boundsFile: RowFile<BoundRow> = {
  name: "bounds",
  fields: {
    ...measured,
    name: oneOf(boundRecipes.map(({ name }) => name)),
    seed,
    images: oneOf(["thresholded", "stochastic"]),
    distortion: number(),
    rate: number(),
    active: unitsOfCode,
    nats: number(),
    bitsPerPixel: number(),
    samples: integer(1),
    importanceNats: number(),
    importanceBitsPerPixel: number(),
  },
};

/** peers.json */
export const peersFile: RowFile<PeerRow> = {
  name: "peers",
  fields: {
    ...measured,
    name: oneOf(recipes.map(({ name }) => name)),
    seed,
    library: oneOf(["Keras", "PyTorch"]),
    ...evaluated,
  },
};

const VERSION = 2;
/** What a file has beside its rows; the checksum is missing in files of earlier versions. */
const CONTENT = ["format", "version", "sha256", "rows"];

/** The project's folder of results; `results` in the current folder if the library is an installed package. */
export function resultsFolder(): string {
  return projectFolder(new URL("../../results", import.meta.url));
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
  { name, fields }: RowFile<Row>,
  folder: string | URL = resultsFolder(),
): Promise<Row[]> {
  const file = join(toPath(folder, "folder"), `${name}.json`), format = `autoencoders ${name}`;
  const text = await ignoreNotFound(orFileError(Deno.readTextFile(file), "read", file));
  if (text === undefined) return [];
  const refuse = (reason: string, cause?: unknown) =>
    new SyntaxError(`"${file}"${reason}`, { cause });
  let content;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    const reason = (cause as Error).message.replaceAll(/[\p{C}\s]+/gu, " ");
    throw refuse(` is not JSON: ${reason}`, cause);
  }
  const known: Record<string, unknown> = isRecord(content) ? content : {};
  const { version, rows, sha256 } = known;
  if (known.format !== format || version !== 1 && version !== VERSION || !Array.isArray(rows)) {
    throw refuse(
      ` must have the format "${format}" of version 1 or ${VERSION}, ` +
        `got ${shown(known.format)} of version ${shown(version)}`,
    );
  }
  const unknown = Object.keys(known).find((key) => !CONTENT.includes(key));
  if (unknown) throw refuse(` must have only ${CONTENT.join(", ")}, got ${shown(unknown)}`);
  const current = rows.map((row) => version === 1 && isRecord(row) ? fromVersion1(row) : row);
  const wrong = rowsError(current, fields);
  if (wrong) throw refuse(`: ${wrong}`);
  if (sha256 !== undefined && sha256 !== checksum(rows)) {
    throw refuse(
      ": the rows are not those that were written, by their sha256. Restore the file; " +
        "if the change is intended, remove the line of the sha256",
    );
  }
  return current;
}

/** What is wrong with rows, in one line; undefined if nothing is. */
function rowsError(rows: readonly unknown[], fields: RowFile<MeasuredRow>["fields"]) {
  const places = new Map<string, number>();
  for (const [i, row] of rows.entries()) {
    if (!isRecord(row)) return `row ${i + 1} must be an object, got ${shown(row)}`;
    const error = fieldError(row, fields);
    if (error) {
      return `row ${i + 1}${fields.name.allows(row.name, row) ? ` (${row.name})` : ""}: ${error}`;
    }
    const identity = [row.name, row.data, row.seed].join("\n"), first = places.get(identity);
    if (first) return `row ${i + 1} has the name, data and seed of row ${first} (${row.name})`;
    places.set(identity, i + 1);
  }
}

/** Of the rows as they are written: without blanks, in the order of their fields. */
function checksum(rows: readonly unknown[]): string {
  return sha256Hex(new TextEncoder().encode(JSON.stringify(rows)));
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

/**
 * Writes all rows of a file, atomically, with their checksum: a digit that changes later would
 * otherwise be a result like any other.
 *
 * @throws {RangeError} a row could not be read again: a metric is NaN, or a field is missing or unknown
 */
export async function writeRows<Row extends MeasuredRow>(
  { name, fields }: RowFile<Row>,
  rows: readonly Row[],
  folder: string | URL = resultsFolder(),
): Promise<void> {
  const file = join(toPath(folder, "folder"), `${name}.json`), wrong = rowsError(rows, fields);
  if (wrong) throw new RangeError(`"${file}" was not written: ${wrong}`);
  const sha256 = checksum(rows);
  const content = { format: `autoencoders ${name}`, version: VERSION, sha256, rows };
  await writeAtomic(file, JSON.stringify(content, null, 2) + "\n");
}
