import { deepStrictEqual, ok } from "node:assert/strict";
import { join } from "@std/path";
import { allNotebooks, nameOf, readNotebook, sourceOf } from "../../tasks/notebooks/notebook.ts";
import { notebooks } from "../../tasks/project.ts";

const text = await Deno.readTextFile(join(notebooks, "glossary.md"));
const entries = text.split("\n").filter((line) => line.startsWith("- "))
  .map((line) => ({
    line,
    groups: /^- <a id="([a-z0-9-]+)"><\/a>\*\*(.+?)\*\*: .+\. \[Lesson (\d+)\]\((.+)\.ipynb\)$/
      .exec(line),
  }));

Deno.test("every term of the glossary has an anchor, a definition and the lesson that introduces it", async () => {
  ok(entries.length > 80, `${entries.length} terms`);
  const names = (await allNotebooks()).map(nameOf);
  for (const { line, groups } of entries) {
    ok(groups, line);
    const [, , , number, lesson] = groups;
    ok(names.includes(lesson) && Number(lesson.slice(0, 2)) === Number(number), line);
  }
});

Deno.test("the terms of the glossary are in alphabetical order, each once", () => {
  const terms = entries.map(({ groups }) => groups![2].replace("β", "beta"));
  const order = new Intl.Collator("en", { ignorePunctuation: true }).compare;
  deepStrictEqual(terms, [...new Set(terms)].sort(order));
});

Deno.test("links to terms lead to their entries", async () => {
  const anchors = new Set(entries.map(({ groups }) => groups![1]));
  for (const path of await allNotebooks()) {
    for (const cell of (await readNotebook(path)).cells) {
      for (const [, anchor] of sourceOf(cell).matchAll(/\(glossary\.md#([^)]+)\)/g)) {
        ok(anchors.has(anchor), `${nameOf(path)}: glossary.md#${anchor}`);
      }
    }
  }
});
