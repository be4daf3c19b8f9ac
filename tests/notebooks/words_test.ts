import { deepStrictEqual, ok } from "node:assert/strict";
import { extname, join, relative } from "@std/path";
import {
  allNotebooks,
  type Cell,
  nameOf,
  readNotebook,
  sourceOf,
} from "../../tasks/notebooks/notebook.ts";
import { notebooks, root } from "../../tasks/project.ts";

/** A private vocabulary that the course once had. The field has a word for each; the glossary lists them. */
const gone = new RegExp(
  "\\b(bends?|mend(s|ed|ing)?|rulers?|rivals?|price[sd]?|clouds?|dirt|dirty|spoil(s|t|ed)?|strange(r|rs)?|" +
    "shadows?|told right|turns? (a|each) number|by heart|places|the publication)\\b",
  "gi",
);

/** What a reader reads of code: comments, and strings, such as captions and hints. */
const proseOfCode = (code: string) =>
  (code.match(/"[^"\n]*"|`[^`]*`|\/\/.*|\/\*[^]*?\*\//g) ?? []).join("\n");

/** What a reader reads of a cell. */
const proseOf = (cell: Cell) =>
  cell.cell_type === "markdown" ? sourceOf(cell) : proseOfCode(sourceOf(cell));

/** Where such a word means what it says. */
const proper = ["places ten centres", "upper end of the 4 bends"];

const lessons = await Promise.all(
  (await allNotebooks()).map(async (path) => ({
    name: nameOf(path),
    cells: (await readNotebook(path)).cells,
  })),
);

/** The words of {@linkcode gone} in a text. */
function goneIn(text: string): string[] {
  const rest = proper.reduce((text, phrase) => text.replaceAll(phrase, ""), text);
  return [...rest.matchAll(gone)].map(([word]) => word);
}

Deno.test("the lessons use the field's terms, not words of their own", () => {
  const found = lessons.flatMap(({ name, cells }) =>
    cells.flatMap((cell, i) =>
      goneIn(proseOf(cell)).map((word) => `${name}, cell ${i + 1}: ${word}`)
    )
  );
  deepStrictEqual(found, []);
});

Deno.test("so do README.md, the pages beside the lessons and the exercises", async () => {
  const exercises = join(notebooks, "exercises");
  const filesIn = async (folder: string, extension: string) =>
    (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => join(folder, name))
      .filter((path) => extname(path) === extension);
  const texts = [join(root, "README.md"), ...await filesIn(notebooks, ".md")];
  const programs = await filesIn(exercises, ".ts");
  ok(texts.length > 3 && programs.length >= 15);
  const found: string[] = [];
  for (const path of [...texts, ...programs]) {
    const text = await Deno.readTextFile(path);
    const words = goneIn(extname(path) === ".md" ? text : proseOfCode(text));
    found.push(...words.map((word) => `${relative(root, path)}: ${word}`));
  }
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
