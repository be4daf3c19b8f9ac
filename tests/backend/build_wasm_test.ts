import { ok } from "node:assert/strict";
import { buildWasm, wasmFiles } from "../../tasks/build_wasm.ts";

for (const file of Object.keys(wasmFiles)) {
  Deno.test(`${file} is what its sources compile to`, async () => {
    const committed = await Deno.readFile(new URL(`../../${file}`, import.meta.url));
    const built = await buildWasm(file);
    const same = built.length === committed.length &&
      built.every((byte, i) => byte === committed[i]);
    ok(same, "the sources have changed: run `deno task build:wasm`");
  });
}
