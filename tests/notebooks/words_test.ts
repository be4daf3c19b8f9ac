import { deepStrictEqual } from "node:assert/strict";
import {
  allNotebooks,
  type Cell,
  nameOf,
  readNotebook,
  sourceOf,
} from "../../tasks/notebooks/notebook.ts";

/** A private vocabulary that the course once had. The field has a word for each; the glossary lists them. */
const gone = new RegExp(
  "\\b(bends?|mend(s|ed|ing)?|rulers?|rivals?|price[sd]?|clouds?|dirt|dirty|spoil(s|t|ed)?|strange(r|rs)?|" +
    "shadows?|told right|turns? (a|each) number|by heart|places|the publication)\\b",
  "gi",
);

/** What a reader reads: text, and in code comments and strings, such as captions. */
const proseOf = (cell: Cell) =>
  cell.cell_type === "markdown"
    ? sourceOf(cell)
    : (sourceOf(cell).match(/"[^"\n]*"|`[^`]*`|\/\/.*/g) ?? []).join("\n");

/** Where such a word means what it says. */
const proper = ["places ten centres", "upper end of the 4 bends"];

const lessons = await Promise.all(
  (await allNotebooks()).map(async (path) => ({
    name: nameOf(path),
    cells: (await readNotebook(path)).cells,
  })),
);

Deno.test("the lessons use the field's terms, not words of their own", () => {
  const found = lessons.flatMap(({ name, cells }) =>
    cells.flatMap((cell, i) => {
      const text = proper.reduce((text, phrase) => text.replaceAll(phrase, ""), proseOf(cell));
      return [...text.matchAll(gone)].map(([word]) => `${name}, cell ${i + 1}: ${word}`);
    })
  );
  deepStrictEqual(found, []);
});

Deno.test("each lesson from 2 on has at least three exercises", () => {
  const counts = lessons.map(({ name, cells }) => ({
    name,
    exercises: cells.filter((cell) => cell.metadata.tags?.includes("exercise")).length,
  }));
  deepStrictEqual(counts.slice(2).filter(({ exercises }) => exercises < 3), []);
});

Deno.test("each lesson links the glossary in its first cell", () => {
  const without = lessons.filter(({ cells }) => !sourceOf(cells[0]).includes("](glossary.md)"));
  deepStrictEqual(without.map(({ name }) => name), []);
});
