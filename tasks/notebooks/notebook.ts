import { basename, extname, join } from "@std/path";
import { sha256Hex, writeAtomic } from "../../lib/files/mod.ts";
import { isRecord, requireOneOf, requireRecord } from "../../lib/require.ts";
import { asTaskError, notebooks, TaskError, typedPath } from "../project.ts";

/** A cell in the notebook format; {@linkcode sourceOf} joins its lines. */
export interface Cell {
  cell_type: "markdown" | "code" | "raw";
  id?: string;
  source: string | string[];
  metadata: { tags?: string[]; [key: string]: unknown };
  execution_count?: number | null;
  outputs?: Output[];
}

/** An output of a cell. */
export interface Output {
  output_type: "stream" | "display_data" | "execute_result" | "error";
  data?: Record<string, unknown>;
  [key: string]: unknown;
}

/** A notebook file, format 4. */
export interface Notebook {
  cells: Cell[];
  metadata: { autoencoders?: OutputOrigin; [key: string]: unknown };
  nbformat: number;
  nbformat_minor: number;
}

/** Where the outputs of a committed notebook come from. */
export interface OutputOrigin {
  /** {@linkcode sourceHash} of the cells that ran */
  source: string;
  /** the sizes they ran with */
  size: "full" | "quick";
}

/** The text of a cell. */
export function sourceOf(cell: Cell): string {
  return typeof cell.source === "string" ? cell.source : cell.source.join("");
}

/** The text of every code cell, in order. */
export function codeOf(notebook: Notebook): string[] {
  return notebook.cells.filter((cell) => cell.cell_type === "code").map(sourceOf);
}

/** SHA-256 of the code cells. If it differs, outputs are older than their source. */
export function sourceHash(notebook: Notebook): string {
  return sha256Hex(new TextEncoder().encode(JSON.stringify(codeOf(notebook))));
}

/** Whether any of its cells has run. */
export function hasRun(notebook: Notebook): boolean {
  return notebook.cells.some((cell) => cell.execution_count != null || cell.outputs?.length);
}

/**
 * Reads a notebook.
 *
 * @throws {TaskError} the file is not a notebook of format 4; the message names it, in one line
 * @throws {Deno.errors.NotFound} there is no such file
 */
export async function readNotebook(path: string): Promise<Notebook> {
  const bytes = await Deno.readFile(path);
  try {
    const text = decode(bytes);
    if (text.trim() === "") throw new SyntaxError("it is empty");
    if (text.startsWith("\ufeff")) {
      throw new SyntaxError("it begins with a byte order mark: save it as UTF-8 without one");
    }
    const notebook: unknown = JSON.parse(text);
    requireNotebook(notebook);
    return notebook;
  } catch (error) {
    // the parser quotes the text, which may have several lines
    const why = (error as Error).message.replaceAll(/\s+/g, " ");
    throw new TaskError(`${nameOf(path)}.ipynb is not a notebook: ${why}`, { cause: error });
  }
}

/** The text of a file, with a byte order mark if it has one. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new SyntaxError("it is not UTF-8", { cause });
  }
}

/** @throws {Error} the content of a file is not a notebook */
function requireNotebook(notebook: unknown): asserts notebook is Notebook {
  requireRecord("its content", notebook);
  if (notebook.nbformat !== 4) {
    throw new SyntaxError(`its nbformat must be 4, got ${Deno.inspect(notebook.nbformat)}`);
  }
  requireRecord("its metadata", notebook.metadata);
  if (!Array.isArray(notebook.cells)) throw new SyntaxError("it has no list of cells");
  for (const [i, cell] of notebook.cells.entries()) {
    const name = `cell ${i + 1}`;
    requireRecord(name, cell);
    requireOneOf(`the cell_type of ${name}`, cell.cell_type, ["markdown", "code", "raw"]);
    requireRecord(`the metadata of ${name}`, cell.metadata);
    const { source, outputs = [] } = cell;
    if (![source].flat().every((line) => typeof line === "string")) {
      throw new SyntaxError(`the source of ${name} is not text`);
    }
    if (!Array.isArray(outputs) || !outputs.every(isRecord)) {
      throw new SyntaxError(`the outputs of ${name} are not a list of objects`);
    }
  }
}

/** A notebook and the path that it was read from. */
export interface Opened {
  path: string;
  notebook: Notebook;
}

/** Reads notebooks; of files that are none, calls `unreadable` with one line about each. */
export async function openNotebooks(
  paths: string[],
  unreadable: (path: string, message: string) => void,
): Promise<Opened[]> {
  const opened: Opened[] = [];
  for (const path of paths) {
    try {
      opened.push({ path, notebook: await readNotebook(path) });
    } catch (error) {
      const known = asTaskError(error);
      if (!(known instanceof TaskError)) throw error;
      unreadable(path, known.message);
    }
  }
  return opened;
}

/** The file as Jupyter writes it, so that saving it there changes nothing else. */
export function notebookText(notebook: Notebook): string {
  return JSON.stringify(notebook, null, 1) + "\n";
}

/** Writes a notebook atomically. */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  await writeAtomic(path, notebookText(notebook));
}

/** The paths of all notebooks in the order of the course. */
export async function allNotebooks(folder: string = notebooks): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(folder));
  return names
    // hidden files are litter of editors and systems
    .filter(({ name, isDirectory }) =>
      !isDirectory && !name.startsWith(".") && extname(name) === ".ipynb"
    )
    .map((entry) => join(folder, entry.name))
    .sort();
}

/** `02_first_autoencoder` of a path. */
export function nameOf(path: string): string {
  return basename(path, ".ipynb");
}

/**
 * The notebooks with the given names, in the order of the course: a number (`02`), the start of a
 * name, or a path from the folder where it was typed. All of them if no name is given.
 *
 * @throws {TaskError} there is no notebook of that name, or a path leads to another file
 */
export function selectNotebooks(paths: string[], names: string[]): string[] {
  if (names.length === 0) return paths;
  const wanted = names.map((name) => {
    const file = typedFile(name), start = nameOf(basename(name));
    const found = paths.filter((path) =>
      file ? realPath(path) === file : start !== "" && nameOf(path).startsWith(start)
    );
    if (found.length > 0) return found;
    throw new TaskError(
      `There is no notebook ${name || '""'}; there are ${paths.map(nameOf).join(", ") || "none"}.`,
    );
  });
  return paths.filter((path) => wanted.some((found) => found.includes(path)));
}

/** The file that a name leads to from the folder where it was typed, if it is the path of one. */
function typedFile(name: string): string | undefined {
  if (!/[\\/]|\.ipynb$/.test(name)) return undefined;
  try {
    return realPath(typedPath("a notebook", name));
  } catch (error) {
    throw asTaskError(error);
  }
}

/** The file that a path leads to through all links, if there is one. */
function realPath(path: string): string | undefined {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
