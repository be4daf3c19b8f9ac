import { fromFileUrl, join } from "@std/path";
import type { ResultRow } from "./result.ts";
import { readRows, writeRows } from "./row_file.ts";

const format = { format: "autoencoders results", version: 1 };

/** The project's own folder of results, or `results` in the current one where the lib is not on a disk. */
export function resultsFolder(): string {
  const url = new URL("../../../results", import.meta.url);
  return url.protocol === "file:" ? fromFileUrl(url) : join(Deno.cwd(), "results");
}

/**
 * The rows of results.json; none where there is no such file yet.
 *
 * @throws {SyntaxError} the file was cut or altered, or is of another format or version
 */
export async function readResults(folder: string = resultsFolder()): Promise<ResultRow[]> {
  return await readRows(join(folder, "results.json"), format);
}

/** Writes results.json, whole or not at all. */
export async function writeResults(
  rows: readonly ResultRow[],
  folder: string = resultsFolder(),
): Promise<void> {
  await writeRows(rows, join(folder, "results.json"), format);
}

/** What tells rows of a network apart. */
type Identity = Pick<ResultRow, "name" | "data" | "seed" | "reduced">;

/** Whether two rows are of the same network, data and seed. */
const same = (a: Identity, b: Identity) =>
  a.name === b.name && a.data === b.data && a.seed === b.seed;

/**
 * The rows with one more, which takes the place of the row of the same network, data and seed; but a
 * reduced row never takes that of a full one.
 */
export function replaceRow<Row extends Identity>(rows: readonly Row[], row: Row): Row[] {
  const at = rows.findIndex((one) => same(one, row));
  if (at < 0) return [...rows, row];
  return row.reduced && !rows[at].reduced ? [...rows] : rows.with(at, row);
}

/** Whether a row is there: in full, or, for a reduced run, reduced in the same way. */
export function isDone(
  rows: readonly Identity[],
  wanted: Omit<Identity, "data">,
): boolean {
  return rows.some(({ name, seed, reduced }) =>
    name === wanted.name && seed === wanted.seed && (!reduced || reduced === wanted.reduced)
  );
}
