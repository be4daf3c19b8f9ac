import { type Notebook, sourceOf } from "./notebook.ts";

/** What a lesson asks a reader to predict. */
export interface Prediction {
  /** the paragraph that asks */
  question: string;
  /** the places of the cells that show the outcome */
  cells: number[];
  /** the first paragraph after them */
  answer: string;
}

/** The predictions that a lesson asks for, with the answers that its text gives. */
export function predictionsOf({ cells }: Notebook): Prediction[] {
  const found: Prediction[] = [];
  for (const [i, cell] of cells.entries()) {
    if (cell.cell_type !== "markdown" || cells[i + 1]?.cell_type !== "code") continue;
    const question = paragraphs(sourceOf(cell)).findLast((text) =>
      /^(?!- ).*\*\*Predict\b/s.test(text)
    );
    const after = cells.findIndex((cell, place) => place > i && cell.cell_type === "markdown");
    const answer = after > i &&
      paragraphs(sourceOf(cells[after])).find((text) => !/^(#|\*\*Predict)/.test(text));
    if (!question || !answer) continue;
    const places = Array.from({ length: after - i - 1 }, (_, place) => i + 1 + place);
    found.push({ question, cells: places, answer });
  }
  return found;
}

/** The paragraphs of a text. */
export function paragraphs(markdown: string): string[] {
  return markdown.split(/\n\s*\n/).map((text) => text.trim());
}
