import { existsSync } from "node:fs";
import { basename, join } from "@std/path";
import { sha256Hex } from "../../lib/files/mod.ts";
import { notebooks, root } from "../project.ts";
import {
  allNotebooks,
  type Cell,
  nameOf,
  type Notebook,
  openNotebooks,
  readNotebook,
  sourceOf,
  writeNotebook,
} from "./notebook.ts";

/** The folder of the learner's copies of the lessons, at the depth of notebooks/, so that paths agree. */
export const work = join(root, "work");

/**
 * Writes a copy without outputs of each lesson that `folder` does not have yet. A copy that was neither
 * run nor edited follows its lesson; no other copy is touched.
 *
 * @param unreadable called with one line about each lesson that is not a notebook
 * @returns the names of the copies whose lesson has changed since
 */
export async function copyLessons(
  unreadable: (path: string, message: string) => void,
  { course = notebooks, folder = work } = {},
): Promise<string[]> {
  const outdated: string[] = [];
  for (const { path, notebook } of await openNotebooks(await allNotebooks(course), unreadable)) {
    const target = join(folder, basename(path)), fresh = copyOf(notebook);
    const exists = existsSync(target);
    const own = exists ? await readNotebook(target).catch(() => undefined) : undefined;
    if (own?.metadata.copied === fresh.metadata.copied) continue;
    const untouched = own && own.metadata.copied === hash(own);
    if (!exists || untouched) await writeNotebook(target, fresh);
    else outdated.push(nameOf(path));
  }
  return outdated;
}

/**
 * Puts a fresh copy of a lesson into `folder`.
 *
 * @param path of the lesson
 * @returns the path of the earlier copy, which is kept under another name, if there was one
 */
export async function restoreLesson(path: string, folder = work): Promise<string | undefined> {
  const fresh = copyOf(await readNotebook(path)), name = nameOf(path);
  const target = join(folder, `${name}.ipynb`);
  let backup: string | undefined;
  if (existsSync(target)) {
    let number = 1;
    do backup = join(folder, `${name}.backup-${number++}.ipynb`); while (existsSync(backup));
    await Deno.rename(target, backup);
  }
  await writeNotebook(target, fresh);
  return backup;
}

/** A lesson for {@linkcode work}: without outputs, with a cell that restores it, and with its own hash. */
function copyOf(lesson: Notebook): Notebook {
  const { autoencoders: _, ...metadata } = lesson.metadata;
  const cells = lesson.cells.map((cell): Cell =>
    cell.cell_type === "code"
      ? { ...cell, execution_count: null, outputs: [] }
      : { ...cell, source: fromWork(sourceOf(cell)) }
  );
  const copy = { ...lesson, metadata, cells: [...cells, restoreCell()] };
  return { ...copy, metadata: { ...metadata, copied: hash(copy) } };
}

/** Commented out, as "Run All Cells" must not restore a lesson. */
function restoreCell(): Cell {
  return {
    cell_type: "code",
    id: "restore-lesson",
    source:
      "// To start this lesson again, run this cell without the slashes of the next line. Yours is kept beside it.\n" +
      '// await (await import("@autoencoders/course")).restoreLesson();',
    metadata: {},
    execution_count: null,
    outputs: [],
  };
}

/** Markdown of notebooks/ as seen from another folder: its other files are not copied. */
function fromWork(markdown: string): string {
  return markdown.replace(
    /(\]\()(?!\w+:|[#/]|\.\.\/)(?![^)\s]*\.ipynb)([^)\s]+)(?=\))/g,
    "$1../notebooks/$2",
  );
}

/** SHA-256 of what a reader sees: the cells' text and outputs. */
function hash({ cells }: Notebook): string {
  const seen = cells.map((cell) => [cell.cell_type, sourceOf(cell), cell.outputs ?? []]);
  return sha256Hex(new TextEncoder().encode(JSON.stringify(seen)));
}
