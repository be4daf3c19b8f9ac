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

/** Other words in which the lessons have a term. */
const forms: Record<string, string[]> = {
  "active unit": ["active"],
  "binarisation": ["binarise", "binarised", "binarising"],
  "checkerboard artefacts": ["checkerboard"],
  "dead unit": ["dead"],
  "generalisation": ["generalise"],
  "generation": ["generate", "generated", "generator"],
  "posterior collapse": ["collapse", "collapsed"],
  "quantisation": ["quantise", "quantising"],
  "test set": ["test image"],
  "training set": ["training image"],
};

/** Lessons before that of the entry which have the word in passing, without a need to know it. */
const inPassing: Record<string, number[]> = {
  "covariance": [2], // in the formula of SSIM
  "entropy": [7, 10], // of the binarisation, in nats; "entropy-coded"
  "Gaussian": [2], // noise, as one reading of a loss
  "generation": [0, 6], // in the contents; of a generator in general
  "information": [1, 6, 7], // "information is lost"
  "latent variable": [2, 6], // as another word for a number of the code
  "mask": [0], // in the contents
  "nat": [0], // on an axis, with a reference to lesson 2
  "noise": [2], // Gaussian noise, as one reading of a loss
  "sigmoid": [0], // in a figure, with a reference to lesson 2
  "variational autoencoder": [6], // of the next lesson
  "posterior collapse": [4], // of a training run, not of a posterior
};

/** A term as it is compared: small letters, without marks, one space between words. */
const plain = (text: string) => text.toLowerCase().replace(/[*_`]/g, "").replace(/[\s-]+/g, " ");

/** Finds a term, its plural and its other words. */
function wordsOf(term: string): RegExp {
  const all = [term, ...forms[term] ?? []].map((word) =>
    RegExp.escape(plain(word)).replace(/y$/, "(?:y|ies)")
  );
  return new RegExp(`(?<![\\p{L}\\d])(?:${all.join("|")})(?:s|es)?(?![\\p{L}\\d])`, "gu");
}

Deno.test("every term occurs in the text of its lesson, and in that of an earlier one in passing only", async () => {
  const lessons = await Promise.all((await allNotebooks()).map(async (path) => {
    const { cells } = await readNotebook(path);
    const text = cells.filter(({ cell_type }) => cell_type === "markdown").map(sourceOf).join("\n");
    // the titles of other lessons are theirs
    return plain(text.replace(/\[[^\]]*\]\([^)]*\.ipynb[^)]*\)/g, ""));
  }));
  const terms = entries.map(({ groups }) => groups![2]);
  const found = entries.map(({ groups }) => {
    const [, , term, number] = groups!, own = wordsOf(term);
    // "rate" is not meant in "learning rate"
    const longer = terms.filter((other) => other !== term && plain(other).match(own)).map(wordsOf);
    const places = lessons.flatMap((text, lesson) =>
      longer.reduce((text, other) => text.replace(other, ""), text).match(own) ? [lesson] : []
    );
    const early = places.filter((lesson) => lesson < Number(number));
    return { term, inLesson: places.includes(Number(number)), early };
  });
  deepStrictEqual(
    found.map(({ term, inLesson, early }) => `${term}: ${inLesson} ${early}`),
    terms.map((term) => `${term}: true ${inPassing[term] ?? []}`),
  );
});
