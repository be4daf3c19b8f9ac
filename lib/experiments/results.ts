import { fromFileUrl, join } from "@std/path";
import { writeWhole } from "../models/write.ts";
import type { ResultRow } from "./result.ts";

const format = "autoencoders results";
const version = 1;

/** The project's own folder of results, or `results` in the current one where the lib is not on a disk. */
export function resultsFolder(): string {
  const url = new URL("../../results", import.meta.url);
  return url.protocol === "file:" ? fromFileUrl(url) : join(Deno.cwd(), "results");
}

/**
 * The rows of results.json; none where there is no such file yet.
 *
 * @throws {SyntaxError} the file was cut or altered, or is of another format or version
 */
export async function readResults(folder: string = resultsFolder()): Promise<ResultRow[]> {
  const file = join(folder, "results.json");
  const text = await Deno.readTextFile(file).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  if (text === undefined) return [];
  let content;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`"${file}" was cut or altered: ${(cause as Error).message}`, { cause });
  }
  if (content?.format !== format || content.version !== version || !Array.isArray(content.rows)) {
    throw new SyntaxError(
      `"${file}" must have the format "${format}" of version ${version}, ` +
        `got "${content?.format}" of version ${content?.version}`,
    );
  }
  return content.rows;
}

/** Writes results.json, whole or not at all. */
export async function writeResults(
  rows: readonly ResultRow[],
  folder: string = resultsFolder(),
): Promise<void> {
  const text = JSON.stringify({ format, version, rows }, null, 2) + "\n";
  await writeWhole(join(folder, "results.json"), new TextEncoder().encode(text));
}

/** Whether two rows are of the same network, data and seed. */
const same = (a: ResultRow, b: ResultRow) =>
  a.name === b.name && a.data === b.data && a.seed === b.seed;

/**
 * The rows with one more, which takes the place of the row of the same network, data and seed; but a
 * reduced row never takes that of a full one.
 */
export function withRow(rows: readonly ResultRow[], row: ResultRow): ResultRow[] {
  const at = rows.findIndex((one) => same(one, row));
  if (at < 0) return [...rows, row];
  return row.reduced && !rows[at].reduced ? [...rows] : rows.with(at, row);
}

/** Whether a row is there: in full, or, for a reduced run, reduced in the same way. */
export function isDone(
  rows: readonly ResultRow[],
  wanted: Pick<ResultRow, "name" | "seed" | "reduced">,
): boolean {
  return rows.some(({ name, seed, reduced }) =>
    name === wanted.name && seed === wanted.seed && (!reduced || reduced === wanted.reduced)
  );
}
