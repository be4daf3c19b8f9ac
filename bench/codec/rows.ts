import { join } from "@std/path";
import {
  type CodecRow,
  type CodecTable,
  readCodecTable,
  resultsFolder,
} from "@autoencoders/results";
import { writeAtomic } from "../../lib/files/mod.ts";

/** Replaces rows of the names that were measured, and keeps the others: also where a program is absent now. */
export async function addRows(rows: CodecRow[]): Promise<CodecRow[]> {
  const nameOf = ({ images, name }: CodecRow) => `${images} ${name}`;
  const before = await readCodecTable();
  const known = new Set(before.filter(({ absent }) => absent === undefined).map(nameOf));
  const added = rows.filter((row) => row.absent === undefined || !known.has(nameOf(row)));
  const replaced = new Set(added.map(nameOf));
  const all = [...before.filter((row) => !replaced.has(nameOf(row))), ...added.map(rounded)];
  const table: CodecTable = { format: "autoencoders codec table", rows: all };
  const path = join(resultsFolder(), "codec.json");
  await writeAtomic(path, new TextEncoder().encode(JSON.stringify(table, null, 2) + "\n"));
  return all;
}

function rounded(row: CodecRow): CodecRow {
  const entries = Object.entries(row)
    .map(([key, value]) => [key, typeof value === "number" ? Number(value.toFixed(3)) : value]);
  return Object.fromEntries(entries) as CodecRow;
}
