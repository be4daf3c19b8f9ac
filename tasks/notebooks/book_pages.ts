import { extname, join } from "@std/path";
import { solutionsIn } from "../../lib/course/mod.ts";
import { ignoreNotFound } from "../../lib/files/mod.ts";
import { type Notebook, sourceOf } from "./notebook.ts";
import { paragraphs, predictionsOf } from "./predictions.ts";

/** A page of the book that is text, as a notebook of one cell. */
export function textPage(markdown: string): Notebook {
  const cells = [{ cell_type: "markdown", id: "text", source: markdown, metadata: {} } as const];
  return { cells: [...cells], metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

/** The teachers' page with the time that each lesson takes, and the answers to its predictions. */
export function withLessons(markdown: string, lessons: [name: string, Notebook][]): string {
  const parts = lessons.flatMap(([name, notebook]) => {
    const opening = notebook.cells[0] ? sourceOf(notebook.cells[0]) : "";
    const time = paragraphs(opening).find((text) => text.startsWith("**Time.**"));
    const answers = predictionsOf(notebook).map(({ question, answer }) =>
      `- ${onOneLine(question)}\n  <br>→ ${onOneLine(answer)}`
    );
    return [`### ${titleOf(name, notebook)}`, time ?? "", answers.join("\n")].filter(Boolean);
  });
  return [markdown.trimEnd(), "## Lesson by lesson", ...parts].join("\n\n") + "\n";
}

const onOneLine = (text: string) => text.replaceAll(/\s*\n\s*/g, " ");

/** The title of a lesson, without the mark of a heading. */
function titleOf(name: string, { cells }: Notebook): string {
  return /^# (.+)/m.exec(cells[0] ? sourceOf(cells[0]) : "")?.[1] ?? name;
}

/** The solutions of all exercises, of which `folder` has a file for each lesson. */
export async function solutionsPage(folder: string): Promise<string | undefined> {
  const entries = await ignoreNotFound(Array.fromAsync(Deno.readDir(folder)));
  const files = entries?.map(({ name }) => name).filter((name) => extname(name) === ".ts").sort();
  if (!files?.length) return undefined;
  const parts = ["# Solutions of the exercises", "One of many right answers to each."];
  for (const file of files) {
    const solutions = solutionsIn(await Deno.readTextFile(join(folder, file)));
    const code = [...solutions.values()].join("\n");
    parts.push(`## ${file.slice(0, -".ts".length)}`, `\`\`\`ts\n${code}\`\`\``);
  }
  return parts.join("\n\n") + "\n";
}
