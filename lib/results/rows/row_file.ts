import { ignoreNotFound, writeAtomic } from "../../files/mod.ts";

/** What a file of measured rows says of itself. */
export interface RowFormat {
  format: string;
  version: number;
}

/**
 * The rows of a file; none where there is no such file yet.
 *
 * @throws {SyntaxError} the file was cut or altered, or is of another format or version
 */
export async function readRows<Row>(file: string, { format, version }: RowFormat): Promise<Row[]> {
  const text = await ignoreNotFound(Deno.readTextFile(file));
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

/** Writes a file of rows, whole or not at all. */
export async function writeRows<Row>(
  rows: readonly Row[],
  file: string,
  { format, version }: RowFormat,
): Promise<void> {
  const text = JSON.stringify({ format, version, rows }, null, 2) + "\n";
  await writeAtomic(file, text);
}
