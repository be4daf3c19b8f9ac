import { root } from "../project.ts";
import {
  type Cell,
  hasRun,
  type Notebook,
  notebookText,
  type Output,
  sourceHash,
  sourceOf,
} from "./notebook.ts";

/** The limits of a notebook of the course. */
export const limits = {
  /** cells of a lesson; the welcome notebook may have fewer */
  cells: { least: 15, most: 40 },
  codeLines: 15,
  /**
   * of a cell's outputs, except the playground's, which contains a network: a smaller one draws much
   * worse. It scrolls smoothly too, as it is a single frame.
   */
  cellBytes: 300_000,
  /** of the file with its outputs: it opens quickly, and websites that host notebooks render it */
  fileBytes: 1_048_576,
};

/**
 * The problems of a notebook that a reader of the course must not see, as messages.
 *
 * @param options.required whether a notebook must have outputs; default true, as in the course
 * @param options.paths that no cell may contain, besides those that look like one machine's
 */
export function problems(
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
      ? [`it has no outputs: deno task notebooks --write ${name}`]
      : []),
  ];
}

function* shape(name: string, notebook: Notebook): Generator<string> {
  const { cells } = notebook;
  const kernel = notebook.metadata.kernelspec as { name?: string } | undefined;
  if (kernel?.name !== "deno") yield `its kernel is ${kernel?.name}, must be deno`;
  const least = name.startsWith("00_") ? 3 : limits.cells.least;
  if (cells.length < least || cells.length > limits.cells.most) {
    yield `it has ${cells.length} cells, must have ${least}–${limits.cells.most}`;
  }
  const first = cells[0] && sourceOf(cells[0]);
  if (cells[0]?.cell_type !== "markdown" || !first.startsWith("# ") || !first.includes("?")) {
    yield "its first cell must be a heading (#) with the question that the notebook answers";
  }
  const seen = new Set<string>();
  for (const [i, { id }] of cells.entries()) {
    if (!id) yield `cell ${i + 1}: it has no id`;
    else if (seen.has(id)) yield `cell ${i + 1}: its id ${id} is a duplicate`;
    else seen.add(id);
  }
}

function* ofCell(cell: Cell, paths: string[]): Generator<string> {
  const text = sourceOf(cell);
  if (text.trim() === "") yield "it is empty";
  if (cell.cell_type === "code" && text.split("\n").length > limits.codeLines) {
    yield `it has ${text.split("\n").length} lines of code, at most ${limits.codeLines} read well`;
  }
  if (cell.cell_type === "code" && /\bvalidation: test\b/.test(text)) {
    yield "it validates on test images: hold out some training images, ae.holdOut()";
  }
  const shown = JSON.stringify(cell.outputs ?? []);
  const path = pathIn(text, paths) ?? pathIn(shown, paths);
  if (path) yield `it contains a path of one machine: ${path}`;
  const bytes = sizeOf(cell.outputs);
  if (bytes > limits.cellBytes && !/\bshowPlayground\(/.test(text)) {
    yield `its outputs are ${bytes} bytes, at most ${limits.cellBytes} scroll smoothly`;
  }
  if (cell.outputs?.some((output) => output.output_type === "error")) yield "it ended in an error";
  if (cell.outputs?.some((output) => output.output_type === "execute_result")) {
    yield "the kernel prints the value of its last expression: end it with a statement that shows or prints";
  }
  if (shown.includes("NOT THE REAL DATA")) {
    yield "it ran on synthetic data instead of the real data";
  }
  if (cell.execution_count != null && !cell.outputs?.length && /\bfigures\.show\w/.test(text)) {
    yield "it shows a figure, but has no output";
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
    if (declared(notebook.cells[place]).length !== 1) {
      yield `cell ${place + 1}: the exercise must declare one function`;
    }
  }
}

/** The names of a cell's top-level functions and constants. */
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
      `code cell ${wrong + 1} ran as [${count}]: run all cells in order in a new kernel`,
    );
  }
  const fileBytes = new TextEncoder().encode(notebookText(notebook)).length;
  if (fileBytes > limits.fileBytes) {
    found.push(`its file has ${fileBytes} bytes, at most ${limits.fileBytes} open quickly`);
  }
  const origin = notebook.metadata.autoencoders;
  if (origin && origin.size !== "full") {
    found.push(`its outputs are of a ${origin.size} run: deno task notebooks --write`);
  }
  if (origin?.source !== sourceHash(notebook)) {
    found.push("its code has changed since it ran: deno task notebooks --write");
  }
  return found;
}

/** Folders that only this machine has: home, the project's, temporary, data. */
function machinePaths(): string[] {
  const named = ["HOME", "USERPROFILE", "TMPDIR", "TEMP", "AUTOENCODERS_DATA"];
  return [root, ...named.map((name) => Deno.env.get(name) ?? "")]
    .map((path) => path.replace(/[\\/]+$/, ""))
    .filter((path) => path.length > 1);
}

/** The first path in a text that is specific to one machine: one of `paths`, or a usual one. */
function pathIn(text: string, paths: string[]): string | undefined {
  // base64 contains slashes
  const words = text.replace(/[A-Za-z0-9+/=]{200,}/g, "…");
  const known = paths
    .flatMap((path) => [path, JSON.stringify(path).slice(1, -1)])
    .map((path) => `(?<![\\w.:/])${RegExp.escape(path)}(?![\\w.-])`);
  const usual =
    "(?:file:\\/\\/|(?<![\\w.:/])\\/(?:home|root|Users|tmp|private|var)\\/|[A-Z]:\\\\+Users\\\\)";
  return new RegExp(`(?:${[...known, usual].join("|")})[^\\s"'<]*`).exec(words)?.[0];
}
