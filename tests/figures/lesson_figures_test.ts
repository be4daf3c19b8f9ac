import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { ImageSet, loadDataset } from "@autoencoders";
import {
  imageRowsFigure,
  linesPlot,
  setupFigure,
  stripsPlot,
  weightsFigure,
} from "@autoencoders/figures";

const images = (tag: string) => [...tag.matchAll(/<img /g)].length;

Deno.test("imageRowsFigure() has a named row for each set of images", () => {
  const two = new ImageSet(new Uint8Array([0, 255]), { height: 1, width: 1 });
  const html = imageRowsFigure({ grey: two, "> 20": two })["text/html"]!;
  strictEqual(images(html), 4);
  match(html, />grey</);
  match(html, />&gt; 20</);
  throws(() => imageRowsFigure({}), { name: "RangeError", message: /got 0/ });
});

Deno.test("weightsFigure() has a picture for each row and refuses rows of another length", () => {
  const weights = tf.tensor2d([[1, -1], [0, 2], [0, 0]]);
  strictEqual(images(weightsFigure(weights, { height: 1, width: 2 })["text/html"]!), 3);
  throws(() => weightsFigure(weights), { name: "RangeError", message: /784.*\[3,2\]/ });
  weights.dispose();
});

Deno.test("linesPlot() draws each series and names it at its last point", () => {
  const plot = linesPlot({ PCA: { x: [2, 8], y: [0.5, 0.1] } }, { logX: true });
  deepStrictEqual((plot.data[0] as { y: number[] }).y, [0.5, 0.1]);
  const [end] = plot.layout.annotations!;
  ok(end.text!.includes("PCA") && end.x === Math.log10(8) && end.y === 0.1);
  throws(() => linesPlot({ a: { x: [1], y: [] } }), { name: "RangeError", message: /a.*1 and 0/ });
  throws(() => linesPlot({ a: { x: [1], y: [NaN] } }), { name: "RangeError", message: /NaN/ });
});

Deno.test("linesPlot() moves the names of lines apart that end at one place", () => {
  const ends = (last: number) =>
    linesPlot({ a: { x: [1, 2], y: [1, 0] }, b: { x: [1, 2], y: [0.5, last] } })
      .layout.annotations!.slice(0, 2).map(({ yshift }) => yshift!);
  deepStrictEqual(ends(0.5), [0, 0]);
  const [a, b] = ends(0);
  ok(Math.abs(b - a) >= 17, `${a} and ${b} pixels`);
});

Deno.test("linesPlot() writes the numbers of a logarithmic axis out and refuses what has no place on it", () => {
  const { layout } = linesPlot({ a: { x: [1, 2], y: [0.004, 0.06] } }, { logY: true });
  const { tickvals, ticktext } = layout.yaxis as { tickvals: number[]; ticktext: string[] };
  const within = ticktext.filter((_, i) => tickvals[i] >= 0.004 && tickvals[i] <= 0.06)
    .map((text) => text.replaceAll(/<.*?>/g, ""));
  deepStrictEqual(within, ["0.005", "0.01", "0.02", "0.05"]);
  throws(() => linesPlot({ a: { x: [1], y: [0] } }, { logY: true }), {
    name: "RangeError",
    message: /above 0, series a holds 0/,
  });
});

Deno.test("stripsPlot() has a strip for each group from the top, its values and their mean", () => {
  const { data, layout, words } = stripsPlot({ first: [1, 3], second: [5] });
  deepStrictEqual(data.map((each) => (each as { x: number[] }).x), [[1, 3], [5], [2, 5]]);
  const { range, ticktext } = layout.yaxis as { range: number[]; ticktext: string[] };
  ok(range[0] > range[1] && ticktext[0].includes("first"));
  match(words, /^first: 1(\.0+)?, 3(\.0+)?; mean 2/);
  throws(() => stripsPlot({}), /at least one group, got 0/);
  throws(() => stripsPlot({ a: [] }), /group a holds no value/);
  throws(() => stripsPlot({ a: [1, NaN] }), /group a must hold finite numbers, got NaN/);
  throws(() => stripsPlot({ a: [0] }, { logX: true }), /above 0, got 0/);
});

Deno.test("setupFigure() announces made data that stands in, and shows no path", async () => {
  const data = await loadDataset("strokes", { trainCount: 20, testCount: 10 });
  const made = setupFigure({ ...data, substitutionNotice: "Put these files into /a/folder" });
  match(made["text/html"]!, /role="alert".*NOT THE REAL DATA: /);
  match(made["text/plain"], /^data +NOT THE REAL DATA: /);
  ok(
    !JSON.stringify(made).includes("/a/folder"),
    "the notice was printed when the data was loaded",
  );
  ok(!setupFigure(data)["text/html"]!.includes("alert"));
  const backend = {
    name: "n",
    gemm: "openblas",
    simd: "AVX2",
    threads: 2,
    library: "/a/path",
  } as const;
  const text = setupFigure(data, backend)["text/plain"];
  match(text, /OpenBLAS \(AVX2\), 2 threads/);
  ok(!text.includes("/a/path") && !text.includes(data.where + "/"));
});
