import { deepStrictEqual } from "node:assert/strict";
import { unformatted } from "../../tasks/notebooks/format.ts";
import { allNotebooks, nameOf } from "../../tasks/notebooks/notebook.ts";

Deno.test("the cells of every notebook are formatted by deno task fmt", async () => {
  deepStrictEqual((await unformatted(await allNotebooks())).map(({ path }) => nameOf(path)), []);
});
