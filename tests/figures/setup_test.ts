import { doesNotMatch, match } from "node:assert/strict";
import { loadDataset } from "@autoencoders";
import { setupFigure } from "../../lib/figures/setup.ts";

const data = await loadDataset("strokes", { trainCount: 20, testCount: 10 });

Deno.test("synthetic data that replaces the real data is announced, without a path", () => {
  const figure = setupFigure({ ...data, substitutionNotice: "Put these files into /a/folder" });
  match(figure["text/html"]!, /role="alert".*NOT THE REAL DATA: /);
  match(figure["text/plain"], /^data +NOT THE REAL DATA: .*synthetic/);
  doesNotMatch(JSON.stringify(figure), /\/a\/folder/);
});

Deno.test("synthetic data that was requested causes no alert", () => {
  doesNotMatch(setupFigure(data)["text/html"]!, /alert|NOT THE REAL/);
});

Deno.test("the backend is described without the path of its library", () => {
  const { "text/plain": text } = setupFigure(data, {
    name: "n",
    gemm: "openblas",
    simd: "AVX2",
    threads: 2,
    library: "/a/path",
  });
  match(text, /OpenBLAS \(AVX2\), 2 threads/);
  doesNotMatch(text, /\/a\/path/);
});
