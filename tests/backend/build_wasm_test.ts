import { ok } from "node:assert/strict";
import { buildKernels } from "../../tasks/build_wasm.ts";

Deno.test("kernels.wasm is what its sources compile to", async () => {
  const committed = await Deno.readFile(new URL("../../lib/backend/kernels.wasm", import.meta.url));
  const built = await buildKernels();
  const same = built.length === committed.length && built.every((byte, i) => byte === committed[i]);
  ok(same, "the sources in lib/backend/assembly have changed: run `deno task build:wasm`");
});
