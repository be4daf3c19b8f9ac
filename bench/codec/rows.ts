import { join } from "@std/path";
import { resultsFolder } from "@autoencoders/results";
import { writeAtomic } from "../../lib/files/mod.ts";

/** A measured codec, or why it was not measured. */
export interface CodecRow {
  /** "binary": thresholded images, lossless; "lossy": grey ones, several rows a name */
  images: "binary" | "lossy";
  name: string;
  /** of the whole set in one file, divided by n; its header included */
  bytes?: number;
  /** of a file with one image, the mean of the first 100, of lossy codecs 20 */
  single?: number;
  /** of the mean squared error over the set, and over the single files, in dB */
  psnr?: number;
  singlePsnr?: number;
  /** images of the set */
  n?: number;
  /** what is not in the bytes, or how they were measured */
  note?: string;
  /** why there are no numbers */
  absent?: string;
}

/** The rows of results/codec.json. */
export interface CodecTable {
  format: "autoencoders codec table";
  hardware: string;
  rows: CodecRow[];
}

const path = join(resultsFolder(), "codec.json");

/** The rows that are there; none if there is no file. */
export async function readTable(): Promise<CodecRow[]> {
  try {
    return (JSON.parse(await Deno.readTextFile(path)) as CodecTable).rows;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Replaces rows of the names that were measured, and keeps the others: also where a program is absent now. */
export async function addRows(rows: CodecRow[], hardware: string): Promise<CodecRow[]> {
  const nameOf = ({ images, name }: CodecRow) => `${images} ${name}`;
  const before = await readTable();
  const known = new Set(before.filter(({ absent }) => absent === undefined).map(nameOf));
  const added = rows.filter((row) => row.absent === undefined || !known.has(nameOf(row)));
  const replaced = new Set(added.map(nameOf));
  const all = [...before.filter((row) => !replaced.has(nameOf(row))), ...added.map(rounded)];
  const table: CodecTable = { format: "autoencoders codec table", hardware, rows: all };
  await writeAtomic(path, new TextEncoder().encode(JSON.stringify(table, null, 2) + "\n"));
  return all;
}

function rounded(row: CodecRow): CodecRow {
  const entries = Object.entries(row)
    .map(([key, value]) => [key, typeof value === "number" ? Number(value.toFixed(3)) : value]);
  return Object.fromEntries(entries) as CodecRow;
}
