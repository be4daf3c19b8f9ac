/**
 * `deno run -A tasks/notebooks/format.ts`: formats the notebooks' cells, as a part of `deno task fmt`.
 * `deno fmt` (2.8.1) considers every notebook unformatted that it has not written itself, so deno.json
 * excludes notebooks, and this task formats copies and compares their cells.
 *
 * @module
 */
import { join } from "@std/path";
import {
  allNotebooks,
  nameOf,
  type Notebook,
  openNotebooks,
  readNotebook,
  sourceOf,
  writeNotebook,
} from "./notebook.ts";
import { refuseArguments } from "../options.ts";
import { capture } from "../process.ts";
import { root, runTask, TaskError } from "../project.ts";
import { temporaryFolder } from "../temporary.ts";

/** A notebook whose cells are not formatted, and its formatted version. */
export interface Unformatted {
  path: string;
  formatted: Notebook;
}

/**
 * The notebooks among `paths` whose cells the formatter changes.
 *
 * @param unreadable called with one line about each file that is not a notebook
 * @throws {TaskError} a file is not a notebook, and there is no `unreadable`
 */
export async function unformatted(
  paths: string[],
  unreadable: (path: string, message: string) => void = (_, message) => {
    throw new TaskError(message);
  },
): Promise<Unformatted[]> {
  const opened = await openNotebooks(paths, unreadable);
  await using temporary = await temporaryFolder();
  const folder = temporary.path;
  const { fmt } = JSON.parse(await Deno.readTextFile(join(root, "deno.json")));
  const settings = JSON.stringify({ fmt: { ...fmt, exclude: [] } });
  await Deno.writeTextFile(join(folder, "deno.json"), settings);
  const copyOf = (path: string) => join(folder, `${nameOf(path)}.ipynb`);
  await Promise.all(opened.map(({ path }) => Deno.copyFile(path, copyOf(path))));
  const done = await capture(Deno.execPath(), ["fmt", "--quiet"], { cwd: folder });
  if (done!.code !== 0) throw new Error(`deno fmt: ${done!.stderr}`);
  const found: Unformatted[] = [];
  for (const { path, notebook: mine } of opened) {
    const theirs = await readNotebook(copyOf(path));
    const texts = theirs.cells.map(sourceOf);
    if (mine.cells.every((cell, i) => sourceOf(cell) === texts[i])) continue;
    const cells = mine.cells.map((cell, i) => ({ ...cell, source: theirs.cells[i].source }));
    found.push({ path, formatted: { ...mine, cells } });
  }
  return found;
}

async function main(): Promise<number> {
  refuseArguments("deno task fmt");
  let failed = 0;
  const found = await unformatted(await allNotebooks(), (_, message) => {
    failed = 1;
    console.error(message);
  });
  for (const { path, formatted } of found) {
    await writeNotebook(path, formatted);
    console.log(path);
  }
  return failed;
}

if (import.meta.main) await runTask(main);
