import {
  type Cell,
  hasRun,
  type Notebook,
  notebookText,
  type Output,
  sourceHash,
  sourceOf,
} from "./notebook.ts";
import { machinePaths, pathIn } from "./paths.ts";

/** What a notebook of the course may measure. */
export const limits = {
  /** cells of a lesson; the welcome notebook may be shorter */
  cells: { least: 15, most: 40 },
  codeLines: 15,
  /**
   * of a cell's outputs, but for one that shows the playground: the network is in it, and one that fits
   * in less draws much worse. It scrolls as well as others, as it is one frame.
   */
  cellBytes: 300_000,
  /** of the whole file, outputs and all: it opens quickly, and wherever it is kept it is shown */
  fileBytes: 1_048_576,
};

/**
 * Everything about a notebook that a reader of the course should not meet, in words; none is right.
 *
 * @param options.required whether a notebook without outputs is wrong, as one of the course is
 * @param options.paths that no cell may hold, besides those that look like one machine's
 */
export function complaints(
  name: string,
  notebook: Notebook,
  { required = true, paths = machinePaths() } = {},
): string[] {
  return [
    ...shape(name, notebook),
    ...notebook.cells.flatMap((cell, i) =>
      [...ofCell(cell, paths)].map((text) => `cell ${i + 1}: ${text}`)
    ),
    ...exercises(notebook),
    ...(hasRun(notebook)
      ? outputs(notebook)
      : required
      ? [`it carries no outputs: deno task notebooks --write ${name}`]
      : []),
  ];
}

function* shape(name: string, notebook: Notebook): Generator<string> {
  const { cells } = notebook;
  const kernel = notebook.metadata.kernelspec as { name?: string } | undefined;
  if (kernel?.name !== "deno") yield `its kernel is ${kernel?.name}, expected deno`;
  const least = name.startsWith("00_") ? 3 : limits.cells.least;
  if (cells.length < least || cells.length > limits.cells.most) {
    yield `it has ${cells.length} cells, expected ${least}–${limits.cells.most}`;
  }
  const first = cells[0] && sourceOf(cells[0]);
  if (cells[0]?.cell_type !== "markdown" || !first.startsWith("# ") || !first.includes("?")) {
    yield "its first cell must be a heading (#) and the question that the notebook answers";
  }
  const seen = new Set<string>();
  for (const [i, { id }] of cells.entries()) {
    if (!id) yield `cell ${i + 1}: it has no id`;
    else if (seen.has(id)) yield `cell ${i + 1}: its id ${id} was used before`;
    else seen.add(id);
  }
}

function* ofCell(cell: Cell, paths: string[]): Generator<string> {
  const text = sourceOf(cell);
  if (text.trim() === "") yield "it is empty";
  if (cell.cell_type === "code" && text.split("\n").length > limits.codeLines) {
    yield `it has ${
      text.split("\n").length
    } lines of code, at most ${limits.codeLines} are read well`;
  }
  const shown = JSON.stringify(cell.outputs ?? []);
  const path = pathIn(text, paths) ?? pathIn(shown, paths);
  if (path) yield `it holds a path of one machine: ${path}`;
  const bytes = sizeOf(cell.outputs);
  if (bytes > limits.cellBytes && !/\bshowPlayground\(/.test(text)) {
    yield `its outputs are ${bytes} bytes, at most ${limits.cellBytes} scroll smoothly`;
  }
  if (cell.outputs?.some((output) => output.output_type === "error")) yield "it ended in an error";
  if (cell.outputs?.some((output) => output.output_type === "execute_result")) {
    yield "the kernel prints the value of its last expression: end it with what shows or prints something";
  }
  if (shown.includes("NOT THE REAL DATA")) yield "it ran on made data that stands in for the real";
  if (cell.execution_count != null && !cell.outputs?.length && /\bfigures\.show\w/.test(text)) {
    yield "it shows a figure, but none came";
  }
}

function sizeOf(outputs: Output[] = []): number {
  return outputs.length ? new TextEncoder().encode(JSON.stringify(outputs)).length : 0;
}

function* exercises(notebook: Notebook): Generator<string> {
  const order = notebook.cells.map((cell) => cell.metadata.tags ?? []);
  const places = (tag: string) => order.flatMap((tags, i) => tags.includes(tag) ? [i] : []);
  const checks = places("check");
  for (const [i, place] of places("exercise").entries()) {
    const next = places("exercise")[i + 1] ?? Infinity;
    if (!checks.some((check) => check > place && check < next)) {
      yield `cell ${place + 1}: the exercise has no cell tagged check after it`;
    }
    if (declared(notebook.cells[place]).length === 0) {
      yield `cell ${place + 1}: the exercise declares no function`;
    }
  }
  if (checks.length && !places("spec").length) yield "it has checks but no cell tagged spec";
}

/** The names of the functions that a cell declares at its top level. */
export function declared(cell: Cell): string[] {
  const names = /^(?:async )?function\*? (\w+)|^const (\w+)/gm;
  return [...sourceOf(cell).matchAll(names)].map((match) => match[1] ?? match[2]);
}

function outputs(notebook: Notebook): string[] {
  const code = notebook.cells.filter((cell) => cell.cell_type === "code");
  const found: string[] = [];
  const wrong = code.findIndex((cell, i) => cell.execution_count !== i + 1);
  if (wrong >= 0) {
    const count = code[wrong].execution_count ?? " ";
    found.push(
      `code cell ${wrong + 1} ran as [${count}]: run all cells in order, from a new kernel`,
    );
  }
  const fileBytes = new TextEncoder().encode(notebookText(notebook)).length;
  if (fileBytes > limits.fileBytes) {
    found.push(`its file has ${fileBytes} bytes, at most ${limits.fileBytes} open quickly`);
  }
  const made = notebook.metadata.autoencoders;
  if (made && made.size !== "full") {
    found.push(`its outputs were made at ${made.size} size: deno task notebooks --write`);
  }
  if (made?.source !== sourceHash(notebook)) {
    found.push("its code has changed since its outputs were made: deno task notebooks --write");
  }
  return found;
}
