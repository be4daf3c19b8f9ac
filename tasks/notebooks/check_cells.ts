/**
 * `deno run -A tasks/notebooks/check_cells.ts`: type-checks the code cells of every notebook; the kernel
 * does not.
 *
 * @module
 */
import { join } from "@std/path";
import { refuseArguments } from "../options.ts";
import { capture } from "../process.ts";
import { build, root, runTask } from "../project.ts";
import { allNotebooks, type Cell, nameOf, openNotebooks, sourceOf } from "./notebook.ts";

/** The code cells of a notebook as one module. */
export interface NotebookModule {
  name: string;
  text: string;
  /** the number of each code cell in the notebook, and its first line in the module, from 1 */
  starts: { cell: number; line: number }[];
}

/** Joins the code cells of a notebook as the kernel runs them: one scope, with top-level await. */
export function notebookModule(name: string, cells: Cell[]): NotebookModule {
  const lines: string[] = [];
  const starts: NotebookModule["starts"] = [];
  cells.forEach((cell, index) => {
    if (cell.cell_type !== "code") return;
    // the semicolon ends a last line without one
    lines.push(`; // cell ${index + 1}`);
    starts.push({ cell: index + 1, line: lines.length + 1 });
    lines.push(...sourceOf(cell).split("\n"));
  });
  return { name, text: [...lines, "export {};", ""].join("\n"), starts };
}

/** Replaces positions in modules, as Deno prints them, by notebook, cell and line. */
export function inCells(output: string, modules: NotebookModule[]): string {
  return output.replace(
    /file:\/\/\S*\/cells\/([^/\s:]+)\.ts:(\d+):(\d+)/g,
    (place, name, line, column) => {
      const start = modules.find((module) => module.name === name)
        ?.starts.findLast((start) => start.line <= Number(line));
      if (!start) return place;
      const inCell = Number(line) - start.line + 1;
      return `notebooks/${name}.ipynb, cell ${start.cell}, line ${inCell}, column ${column}`;
    },
  );
}

async function main(): Promise<number> {
  refuseArguments("deno task check");
  const folder = join(build, "cells");
  await Deno.mkdir(folder, { recursive: true });
  const unreadable: string[] = [];
  const opened = await openNotebooks(await allNotebooks(), (_, line) => unreadable.push(line));
  const modules = opened.map(({ path, notebook }) => notebookModule(nameOf(path), notebook.cells));
  const paths = modules.map(({ name }) => join(folder, `${name}.ts`));
  await Promise.all(modules.map(({ text }, i) => Deno.writeTextFile(paths[i], text)));
  const args = ["check", "--quiet", ...paths];
  const done = await capture(Deno.execPath(), args, { cwd: root, env: { NO_COLOR: "1" } });
  if (done!.code === 0) console.log(`the cells of ${modules.length} notebooks pass the type check`);
  else console.error(inCells(done!.stdout + done!.stderr, modules));
  for (const line of unreadable) console.error(line);
  return done!.code === 0 && unreadable.length === 0 ? 0 : 1;
}

if (import.meta.main) await runTask(main);
