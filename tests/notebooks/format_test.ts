import { deepStrictEqual } from "node:assert/strict";
import { unformatted } from "../../tasks/notebooks/format.ts";
import { allNotebooks, nameOf } from "../../tasks/notebooks/notebook.ts";

Deno.test("the cells of every notebook are as deno task fmt leaves them", async () => {
  deepStrictEqual((await unformatted(await allNotebooks())).map(({ path }) => nameOf(path)), []);
});
