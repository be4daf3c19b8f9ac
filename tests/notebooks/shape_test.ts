import { deepStrictEqual } from "node:assert/strict";
import { allNotebooks, nameOf, readNotebook } from "../../tasks/notebooks/notebook.ts";
import { problems } from "../../tasks/notebooks/check.ts";

for (const path of await allNotebooks()) {
  const name = nameOf(path);
  Deno.test(`${name} follows the rules of the course, and its outputs are those of its code`, async () => {
    deepStrictEqual(problems(name, await readNotebook(path)), []);
  });
}
