import { basename } from "@std/path";
import { codeOf, type Notebook, sourceOf } from "./notebook.ts";
import { declared } from "./check.ts";

/**
 * A program that puts a notebook's checks to answers: its imports, its cells tagged `spec`, the
 * answers, its cells tagged `check`. Each check prints one line.
 *
 * @param solutions the module that exports the answers; the notebook's own stubs where it is left out
 */
export function exerciseModule(notebook: Notebook, solutions?: string): string {
  const tagged = (tag: string) =>
    notebook.cells.filter((cell) => cell.metadata.tags?.includes(tag));
  const stubs = tagged("exercise");
  const answers = solutions
    ? [`import { ${stubs.flatMap(declared).join(", ")} } from "./${basename(solutions)}";`]
    : stubs.map(sourceOf);
  return [
    ...importsOf(notebook),
    ...tagged("spec").map(sourceOf),
    ...answers,
    ...tagged("check").map(sourceOf),
    "",
  ].join("\n;\n");
}

/** The import statements of all cells that are not themselves part of an exercise. */
function importsOf(notebook: Notebook): string[] {
  const parts = new Set(["exercise", "spec", "check"]);
  const cells = notebook.cells.filter((cell) => !cell.metadata.tags?.some((tag) => parts.has(tag)));
  return codeOf({ ...notebook, cells })
    .flatMap((text) => text.match(/^import\s[^;]*?from\s+["'][^"']+["'];?$/gm) ?? []);
}
