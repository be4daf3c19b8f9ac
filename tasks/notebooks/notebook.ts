import { basename, extname, join } from "@std/path";
import { writeAtomic } from "../../lib/files/write_atomic.ts";
import { sha256Hex } from "../../lib/files/sha256.ts";
import { notebooks, TaskError } from "../project.ts";

/** A cell as the notebook format keeps it; {@linkcode sourceOf} joins its lines. */
export interface Cell {
  cell_type: "markdown" | "code" | "raw";
  id?: string;
  source: string | string[];
  metadata: { tags?: string[]; [key: string]: unknown };
  execution_count?: number | null;
  outputs?: Output[];
}

/** What a cell showed. */
export interface Output {
  output_type: "stream" | "display_data" | "execute_result" | "error";
  data?: Record<string, unknown>;
  [key: string]: unknown;
}

/** A notebook file, format 4. */
export interface Notebook {
  cells: Cell[];
  metadata: { autoencoders?: Made; [key: string]: unknown };
  nbformat: number;
  nbformat_minor: number;
}

/** How the outputs that a committed notebook carries were made. */
export interface Made {
  /** {@linkcode sourceHash} of the cells that ran */
  source: string;
  /** `full`, or the notebooks' reduced size */
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

/** SHA-256 of the code cells: outputs are older than their source where it differs. */
export function sourceHash(notebook: Notebook): string {
  return sha256Hex(new TextEncoder().encode(JSON.stringify(codeOf(notebook))));
}

/** Whether any of its cells ever ran. */
export function hasRun(notebook: Notebook): boolean {
  return notebook.cells.some((cell) => cell.execution_count != null || cell.outputs?.length);
}

export async function readNotebook(path: string): Promise<Notebook> {
  return JSON.parse(await Deno.readTextFile(path));
}

/** A notebook's file as Jupyter writes it, so that saving it there changes nothing else. */
export function notebookText(notebook: Notebook): string {
  return JSON.stringify(notebook, null, 1) + "\n";
}

/** Writes a notebook, whole or not at all. */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  await writeAtomic(path, notebookText(notebook));
}

/** The paths of all notebooks in the order of the course. */
export async function allNotebooks(folder: string = notebooks): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(folder));
  return names
    .filter((entry) => entry.isFile && extname(entry.name) === ".ipynb")
    .map((entry) => join(folder, entry.name))
    .sort();
}

/** `02_first_autoencoder` of a path. */
export function nameOf(path: string): string {
  return basename(path, ".ipynb");
}

/**
 * The notebooks that a person named, by number (`02`), by the start of a name or by a whole path;
 * all of them where no name is given.
 */
export function selectNotebooks(paths: string[], names: string[]): string[] {
  if (names.length === 0) return paths;
  const wanted = names.map((name) => {
    const found = paths.filter((path) => nameOf(path).startsWith(nameOf(basename(name))));
    if (found.length > 0) return found;
    throw new TaskError(
      `There is no notebook ${name}; there are ${paths.map(nameOf).join(", ") || "none"}.`,
    );
  });
  return paths.filter((path) => wanted.some((found) => found.includes(path)));
}
