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
  readNotebook,
  sourceOf,
  writeNotebook,
} from "./notebook.ts";
import { refuseArguments } from "../options.ts";
import { capture } from "../process.ts";
import { root, runTask } from "../project.ts";

/** A notebook whose cells are not formatted, and its formatted version. */
export interface Unformatted {
  path: string;
  formatted: Notebook;
}

/** The notebooks among `paths` whose cells the formatter changes. */
export async function unformatted(paths: string[]): Promise<Unformatted[]> {
  const folder = await Deno.makeTempDir();
  try {
    const { fmt } = JSON.parse(await Deno.readTextFile(join(root, "deno.json")));
    const settings = JSON.stringify({ fmt: { ...fmt, exclude: [] } });
    await Deno.writeTextFile(join(folder, "deno.json"), settings);
    const copyOf = (path: string) => join(folder, `${nameOf(path)}.ipynb`);
    await Promise.all(paths.map((path) => Deno.copyFile(path, copyOf(path))));
    const done = await capture(Deno.execPath(), ["fmt", "--quiet"], { cwd: folder });
    if (done!.code !== 0) throw new Error(`deno fmt: ${done!.stderr}`);
    const found: Unformatted[] = [];
    for (const path of paths) {
      const [mine, theirs] = await Promise.all([path, copyOf(path)].map(readNotebook));
      const texts = theirs.cells.map(sourceOf);
      if (mine.cells.every((cell, i) => sourceOf(cell) === texts[i])) continue;
      const cells = mine.cells.map((cell, i) => ({ ...cell, source: theirs.cells[i].source }));
      found.push({ path, formatted: { ...mine, cells } });
    }
    return found;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function main(): Promise<void> {
  refuseArguments("fmt");
  for (const { path, formatted } of await unformatted(await allNotebooks())) {
    await writeNotebook(path, formatted);
    console.log(path);
  }
}

if (import.meta.main) await runTask(main);
