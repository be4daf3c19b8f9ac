import { join } from "@std/path";
import { type Cell, nameOf, readNotebook, sourceOf } from "./notebook.ts";
import { build } from "../project.ts";

/** Where the modules made of notebooks lie. */
export const modulesFolder = join(build, "cells");

/** A notebook's code cells as one module, and where each cell begins in it. */
export interface NotebookModule {
  name: string;
  text: string;
  /** the cell's number in the notebook and its first line in the module, both from 1 */
  starts: { cell: number; line: number }[];
}

/** Puts code cells after one another as the kernel runs them: top-level await, one scope. */
export function notebookModule(name: string, cells: Cell[]): NotebookModule {
  const lines: string[] = [];
  const starts: NotebookModule["starts"] = [];
  cells.forEach((cell, index) => {
    if (cell.cell_type !== "code") return;
    // the semicolon ends a last line that has none
    lines.push(`; // cell ${index + 1}`);
    starts.push({ cell: index + 1, line: lines.length + 1 });
    lines.push(...sourceOf(cell).split("\n"));
  });
  return { name, text: [...lines, "export {};", ""].join("\n"), starts };
}

/** Writes the module of every notebook; returns them with their paths. */
export async function writeModules(
  paths: string[],
): Promise<{ path: string; module: NotebookModule }[]> {
  await Deno.mkdir(modulesFolder, { recursive: true });
  return await Promise.all(paths.map(async (source) => {
    const name = nameOf(source);
    const module = notebookModule(name, (await readNotebook(source)).cells);
    const path = join(modulesFolder, `${name}.ts`);
    await Deno.writeTextFile(path, module.text);
    return { path, module };
  }));
}

/** Rewrites places in a module, as Deno prints them, into notebook, cell and line. */
export function inCells(said: string, modules: NotebookModule[]): string {
  return said.replace(
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
