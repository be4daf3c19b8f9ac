import { existsSync } from "node:fs";
import { basename, dirname, join } from "@std/path";
import { ignoreNotFound, replaceWith, sha256Hex, writeAll } from "../../lib/files/mod.ts";
import { asTaskError, notebooks, root, TaskError } from "../project.ts";
import {
  allNotebooks,
  type Cell,
  nameOf,
  type Notebook,
  notebookText,
  openNotebooks,
  readNotebook,
  sourceOf,
  writeNotebook,
} from "./notebook.ts";

/** The folder of the learner's copies of the lessons, at the depth of notebooks/, so that paths agree. */
export const work = join(root, "work");

/** The copies that {@linkcode copyLessons} left alone although they differ from the course, by name. */
export interface LeftAlone {
  /** those whose lesson has changed since */
  outdated: string[];
  /** those whose lesson has been renamed or removed */
  gone: string[];
  /** one line about each that could not be read */
  unreadable: string[];
}

/**
 * Writes a copy without outputs of each lesson that `folder` does not have yet. A copy that was neither
 * run nor edited follows its lesson; no other copy is touched.
 *
 * @param unreadable called with one line about each lesson that is not a notebook
 */
export async function copyLessons(
  unreadable: (path: string, message: string) => void,
  { course = notebooks, folder = work } = {},
): Promise<LeftAlone> {
  const left: LeftAlone = { outdated: [], gone: [], unreadable: [] };
  const openCopies = (paths: string[]) =>
    openNotebooks(paths, (_, message) => left.unreadable.push(message));
  const lessons = await allNotebooks(course);
  for (const { path, notebook } of await openNotebooks(lessons, unreadable)) {
    const target = join(folder, basename(path)), fresh = copyOf(notebook);
    if (!existsSync(target)) {
      await writeNotebook(target, fresh);
      continue;
    }
    const [own] = await openCopies([target]);
    if (!own || own.notebook.metadata.copied === fresh.metadata.copied) continue;
    const untouched = own.notebook.metadata.copied === hash(own.notebook);
    if (untouched) await writeNotebook(target, fresh);
    else left.outdated.push(nameOf(path));
  }
  const names = lessons.map(nameOf);
  const others = (await ignoreNotFound(allNotebooks(folder)) ?? [])
    .filter((path) => /^\d\d_\w+$/.test(nameOf(path)) && !names.includes(nameOf(path)));
  const own = await openNotebooks(others, () => {}); // a file of the learner's own is no concern of ours
  left.gone = own.filter(({ notebook }) => notebook.metadata.copied)
    .map(({ path }) => nameOf(path));
  return left;
}

/** The name of the lesson of which a file is a copy or a backup. */
function lessonOf(path: string): string {
  return nameOf(path).replace(/\.backup-\d+$/, "");
}

/**
 * The lesson with a number (`03`) or a name; the path of a copy or of a backup stands for its name.
 *
 * @throws {TaskError} there is no such lesson, or more than one
 */
export function selectLesson(lessons: string[], wanted: string): string {
  const name = lessonOf(wanted), all = lessons.map(nameOf);
  const found = lessons.filter((path) =>
    nameOf(path) === name || /^\d\d$/.test(name) && nameOf(path).startsWith(`${name}_`)
  );
  if (found.length === 1) return found[0];
  const near = name === "" ? [] : all.filter((each) => each.startsWith(name));
  const candidates = near.length > 0 ? near : all;
  throw new TaskError(
    `${found.length > 1 ? "More than one lesson is" : "No lesson is"} named "${wanted}"; ` +
      `there are ${candidates.join(", ") || "none"}. Give the two digits or the whole name.`,
  );
}

/**
 * Puts a fresh copy of a lesson into `folder`. What was there stays in place until the fresh copy is on
 * the disk and the backup is whole.
 *
 * @param path of the lesson
 * @returns the path of the backup of what was there, if anything was
 */
export async function restoreCopy(path: string, folder = work): Promise<string | undefined> {
  const fresh = new TextEncoder().encode(notebookText(copyOf(await readNotebook(path))));
  const target = join(folder, basename(path));
  let backup: string | undefined;
  try {
    await replaceWith(target, async (opened) => {
      await writeAll(opened, fresh);
      await opened.sync();
      backup = await backUp(target);
    });
  } catch (error) {
    const known = asTaskError(error);
    if (!backup || !(known instanceof TaskError)) throw known;
    throw new TaskError(`${known.message} It has a backup too: ${backup}`, { cause: error });
  }
  return backup;
}

/** Copies a notebook to the first name for a backup that is free, and returns that. */
async function backUp(path: string): Promise<string | undefined> {
  const bytes = await ignoreNotFound(Deno.readFile(path));
  if (!bytes) return undefined;
  for (let number = 1;; number++) {
    const backup = join(dirname(path), `${nameOf(path)}.backup-${number}.ipynb`);
    let file: Deno.FsFile;
    try {
      // refuses a name that another process has just taken
      file = await Deno.open(backup, { write: true, createNew: true });
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) continue;
      throw error;
    }
    try {
      await writeAll(file, bytes);
      await file.sync();
      return backup;
    } catch (error) {
      await Deno.remove(backup).catch(() => {});
      throw error;
    } finally {
      file.close();
    }
  }
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
      "// To start this lesson again: save it (File › Save Notebook), then run this cell without the slashes of\n" +
      "// the next line. What you saved is kept beside it; edits that were not saved are lost.\n" +
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
