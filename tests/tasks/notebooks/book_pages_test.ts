import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { solutionsPage, textPage, withLessons } from "../../../tasks/notebooks/book_pages.ts";
import { predictionsOf } from "../../../tasks/notebooks/predictions.ts";
import {
  allNotebooks,
  type Cell,
  nameOf,
  type Notebook,
  readNotebook,
  sourceOf,
} from "../../../tasks/notebooks/notebook.ts";
import { notebooks } from "../../../tasks/project.ts";

function lesson(...sources: [Cell["cell_type"], string][]): Notebook {
  const cells = sources.map(([cell_type, source], i): Cell => ({
    cell_type,
    id: `cell-${i}`,
    source,
    metadata: {},
  }));
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

const counting = lesson(
  ["markdown", "# 7 · Counting\n\n**Time.** A minute.\n\nWhere it says **Predict**, guess."],
  ["markdown", "Digits.\n\n**Predict.** How many\nare there?"],
  ["code", "count();"],
  ["code", "show();"],
  ["markdown", "## The answer\n\nTen. **Predict:** of which kind?"],
  ["code", "kinds();"],
  ["markdown", "Arabic.\n\nMore."],
);

Deno.test("the answer to a prediction is the first paragraph after the cells that show it", () => {
  deepStrictEqual(predictionsOf(counting), [
    {
      question: "**Predict.** How many\nare there?",
      cells: [2, 3],
      answer: "Ten. **Predict:** of which kind?",
    },
    { question: "Ten. **Predict:** of which kind?", cells: [5], answer: "Arabic." },
  ]);
});

Deno.test("the teachers' page ends with times and answers, lesson by lesson", () => {
  const silent = lesson(["markdown", "# Silent"], ["code", "1;"], ["markdown", "End."]);
  const page = withLessons("# Teachers\n", [["07_counting", counting], ["08_silent", silent]]);
  strictEqual(
    page,
    "# Teachers\n\n## Lesson by lesson\n\n### 7 · Counting\n\n**Time.** A minute.\n\n" +
      "- **Predict.** How many are there?\n  <br>→ Ten. **Predict:** of which kind?\n" +
      "- Ten. **Predict:** of which kind?\n  <br>→ Arabic.\n\n### Silent\n",
  );
});

Deno.test("every lesson from 1 on has predictions that are answered", async () => {
  for (const path of (await allNotebooks()).slice(1)) {
    ok(predictionsOf(await readNotebook(path)).length > 0, nameOf(path));
  }
});

Deno.test("the page of solutions has those of each lesson, without their checks", async () => {
  const page = (await solutionsPage(join(notebooks, "exercises")))!;
  match(page, /\n## 03_deep_binary_autoencoder\n\n```ts\n[^`]*\nfunction deadUnits\(/);
  ok(!/export default|^import |reference:/m.test(page));
  strictEqual(await solutionsPage(join(notebooks, "nowhere")), undefined);
  strictEqual(sourceOf(textPage(page).cells[0]), page);
});
