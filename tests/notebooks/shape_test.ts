import { deepStrictEqual, ok } from "node:assert/strict";
import { join } from "@std/path";
import { allNotebooks, nameOf, readNotebook, sourceOf } from "../../tasks/notebooks/notebook.ts";
import { problems } from "../../tasks/notebooks/check.ts";
import { root } from "../../tasks/project.ts";

for (const path of await allNotebooks()) {
  const name = nameOf(path);
  Deno.test(`${name} follows the rules of the course, and its outputs are those of its code`, async () => {
    deepStrictEqual(problems(name, await readNotebook(path)), []);
  });
}

Deno.test("README and the first lesson list all lessons with the same questions", async () => {
  const rows = (text: string) =>
    [...text.matchAll(/\]\((?:notebooks\/)?(\w+)\.ipynb\) +\| (.+?) +\|/g)].map(([, ...row]) =>
      row
    );
  const paths = await allNotebooks();
  const { cells } = await readNotebook(paths[0]);
  const readme = rows(await Deno.readTextFile(join(root, "README.md")));
  deepStrictEqual(readme.map(([name]) => name), paths.map(nameOf));
  ok(sourceOf(cells[0]).includes(readme[0][1]), "the question of the first lesson is its own");
  deepStrictEqual(rows(sourceOf(cells.at(-1)!)), readme.slice(1));
});
