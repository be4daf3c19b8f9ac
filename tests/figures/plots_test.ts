import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert/strict";
import plotly from "npm:plotly.js-dist-min@4.1.1/plotly.min.js" with { type: "text" };
import { codesFrom } from "../../lib/codes.ts";
import { strokes } from "../../lib/datasets/synthetic/strokes.ts";
import { ImageSet } from "../../lib/images.ts";
import { rocCurve } from "../../lib/statistics/roc.ts";
import { Random } from "../../lib/random.ts";
import { activityPlot, codesPlot } from "../../lib/figures/plots/codes.ts";
import { curvesPlot } from "../../lib/figures/plots/curves.ts";
import { heatmapPlot } from "../../lib/figures/plots/heatmap.ts";
import { histogramPlot } from "../../lib/figures/plots/histogram.ts";
import { linesPlot } from "../../lib/figures/plots/lines.ts";
import type { Plot } from "../../lib/figures/plots/plot.ts";
import { rocPlot } from "../../lib/figures/plots/roc.ts";
import { scatterPlot } from "../../lib/figures/plots/scatter.ts";
import { stripsPlot } from "../../lib/figures/plots/strips.ts";
import { browserTest } from "../helpers/browser.ts";

const run = (losses: number[], validation?: number[], rates?: number[]) => ({
  records: losses.map((loss, i) => ({
    epoch: i + 1,
    loss,
    ...(validation ? { validationLoss: validation[i] } : {}),
    learningRate: rates?.[i] ?? 1e-3,
    elapsedMs: 1000 * (i + 1),
    imagesPerSecond: 30_000,
  })),
});
const codes = () => codesFrom([0, 1, 5, 2, 0, 3, 5, 2, 0, 2, 5, 9, 0, 1, 5, 2], 4);
const two = new ImageSet(new Uint8Array([0, 255, 255, 0]), { height: 1, width: 2 });

const plots: Record<string, () => Plot> = {
  "one run": () => curvesPlot(run([0.2, 0.1], [0.21, 0.12])),
  "one epoch": () => curvesPlot(run([0.2])),
  "several runs": () =>
    curvesPlot(
      { relu: run([0.2, 0.1], [0.2, 0.1]), linear: run([0.2, 0.1, 0.05], [1, 2, 3], [3, 2, 1]) },
      { loss: "binary cross-entropy, nats per pixel", log: true, title: "Two & <more>" },
    ),
  "lines": () =>
    linesPlot({ PCA: { x: [2, 4, 8], y: [0.5, 0.2, 0.1] } }, {
      x: "numbers",
      y: "MSE",
      logX: true,
    }),
  "points": () => scatterPlot([0, 1, 2, 3]),
  "points by class": () =>
    scatterPlot([0, 1, 2, 3], { labels: [3, 8], images: two, title: "Codes", caption: "Look." }),
  "curves of detections": () =>
    rocPlot({ "a < b": rocCurve([1, 2, 3], [false, true, true]) }, { title: "Strange?" }),
  "strips": () => stripsPlot({ "a < b": [0.1, 0.2], b: [0.3] }, { x: "MSE", logX: true }),
  "histogram": () => histogramPlot([1, 2, 2, 3], { bins: 3, title: "Errors" }),
  "histograms": () => histogramPlot({ a: [1, 2, 2, 3], b: [2, 4] }),
  "matrix": () => heatmapPlot([0, 1, 2, 3], 2, { xNames: ["a", "b"], yNames: ["c", "d"] }),
  "signed matrix": () => heatmapPlot([0, -1, 2, 3], 2),
  "codes": () => codesPlot(codes(), { labels: [1, 0, 1, 2] }),
  "activity": () => activityPlot(codes()),
};

for (const [name, make] of Object.entries(plots)) {
  Deno.test(`${name}: a plot fits any theme and any width`, () => {
    const { layout, words, config } = make();
    strictEqual(layout.paper_bgcolor, "rgba(0,0,0,0)");
    strictEqual(layout.plot_bgcolor, "rgba(0,0,0,0)");
    ok(layout.height! >= 200 && layout.width === undefined && config.responsive);
    ok(words.length > 0);
  });
}

browserTest("plotly.js finds nothing to object to in any plot, and draws it", async (page) => {
  await page.setContent('<div id="plot" style="--jp-content-font-color1: rgb(1, 2, 3)"></div>');
  await page.addScriptTag({ content: plotly });
  for (const [name, make] of Object.entries(plots)) {
    const { data, layout, config } = make();
    const found = await page.evaluate(async (json) => {
      // deno-lint-ignore no-explicit-any
      const { Plotly, document, getComputedStyle } = globalThis as any;
      const { data, layout, config } = JSON.parse(json);
      const complaints = Plotly.validate(data, layout) ?? [];
      await Plotly.react("plot", data, layout, config);
      const texts = [...document.querySelectorAll("#plot svg text")].filter((t) => t.textContent);
      const themed = texts.filter((t) =>
        [t, ...t.querySelectorAll("tspan")].some((e) => getComputedStyle(e).fill === "rgb(1, 2, 3)")
      );
      return { complaints, texts: texts.length, themed: themed.length };
    }, JSON.stringify({ data, layout, config }));
    deepStrictEqual(found.complaints, [], name);
    ok(found.themed >= 5, `${name}: ${found.themed} of ${found.texts} texts in the theme's colour`);
  }
});

browserTest("hovering over a point shows its class and its image in dots", async (page) => {
  await page.setContent('<div id="plot"></div>');
  await page.addScriptTag({ content: plotly });
  const pixels = new Uint8Array(32).fill(255);
  const images = new ImageSet(pixels, { height: 4, width: 4 });
  const { data, layout, config } = scatterPlot([0, 0, 1, 1], {
    labels: [0, 1],
    classNames: ["bag", "boot"],
    images,
  });
  await page.evaluate((json) => {
    const { data, layout, config } = JSON.parse(json);
    // deno-lint-ignore no-explicit-any
    return (globalThis as any).Plotly.newPlot("plot", data, layout, config);
  }, JSON.stringify({ data, layout, config }));
  const point = (await page.locator("#plot .scatterlayer .trace").nth(1).locator("path.point")
    .boundingBox())!;
  await page.mouse.move(point.x + point.width / 2, point.y + point.height / 2);
  const label = page.locator("#plot .hoverlayer text").first();
  await label.waitFor();
  const text = await label.textContent();
  ok(text!.includes("boot") && text!.includes("⣿⣿"), `got ${text}`);
});

Deno.test("learning curves label each run once and say what is dotted", () => {
  const { data, layout } = plots["several runs"]();
  const texts = layout.annotations!.map(({ text }) => text!);
  strictEqual(texts.filter((text) => text === "<b>relu</b>").length, 1);
  ok(texts.some((text) => text.includes("dotted: in training")));
  strictEqual(data.length, 6, "two runs, each in training, in validation and its learning rate");
  throws(() => curvesPlot({}), /at least one run, got 0/);
  throws(() => curvesPlot({ empty: { records: [] } }), /run empty has no epoch/);
});

Deno.test("a histogram counts every value once", () => {
  const values = Array.from({ length: 1000 }, (_, i) => Math.sin(i) / 3);
  const { data } = histogramPlot(values, { bins: 17 });
  const counts = (data[0] as { y: number[] }).y;
  strictEqual(counts.length, 17);
  strictEqual(counts.reduce((a, b) => a + b), 1000);
  deepStrictEqual((histogramPlot([5, 5], { bins: 2 }).data[0] as { y: number[] }).y, [0, 2]);
  throws(() => histogramPlot([]), /values has no value/);
  throws(() => histogramPlot({ a: [1], b: [2, NaN] }), /b\[1\] is NaN/);
  throws(() => histogramPlot([1], { bins: 0 }), /bins must be a positive integer, got 0/);
});

Deno.test("dead units of a code are counted and stand to the right", () => {
  const { words, data } = codesPlot(codes());
  strictEqual(words, "4 codes of 4 units, 2 of them dead");
  deepStrictEqual((data[0] as { z: number[][] }).z, [[2, 1, 0, 5], [2, 3, 0, 5], [9, 2, 0, 5], [
    2,
    1,
    0,
    5,
  ]]);
  ok(activityPlot(codes()).words.includes("2 of 4 units in use; u3 most"));
  throws(() => codesPlot(codes(), { labels: [1] }), /4 codes need 4 labels, got 1/);
});

Deno.test("no two of 47 classes look the same in a scatter", () => {
  const labels = Array.from({ length: 47 }, (_, i) => i);
  const { data } = scatterPlot(labels.flatMap((i) => [i, i]), { labels });
  const looks = data.map((trace) => {
    const { color, symbol } = (trace as { marker: { color: string; symbol: string } }).marker;
    return `${color} ${symbol}`;
  });
  strictEqual(new Set(looks).size, 47);
});

Deno.test("a scatter keeps its output small and says how many points it left out", () => {
  const images = strokes(2_100, new Random(1));
  const points = Array.from({ length: 2 * images.count }, (_, i) => Math.sin(i) * 10);
  const figure = scatterPlot(points, { labels: images.labels, images });
  strictEqual(figure.words, "1,000 of 2,100 points in 10 classes");
  match(figure.caption!, /^1,000 of 2,100 points are drawn\.$/);
  const bytes = new TextEncoder().encode(JSON.stringify(figure)).length;
  ok(bytes < 150_000, `${bytes} bytes`);
  const plain = scatterPlot(points, { labels: images.labels, caption: "Look.", limit: 2_100 });
  deepStrictEqual([plain.words, plain.caption], ["2,100 points in 10 classes", "Look."]);
  throws(() => scatterPlot([1, 2, 3]), /pairs of numbers, got 3/);
  throws(() => scatterPlot([1, 2, NaN, 4]), /point 1 has coordinate NaN/);
  throws(() => scatterPlot([1, 2], { labels: [] }), /1 points need 1 labels, got 0/);
  throws(() => scatterPlot([1, 2], { images: two }), /1 points need 1 images, got 2/);
  throws(() => scatterPlot([1, 2], { limit: 0 }), /limit must be a positive integer, got 0/);
});

Deno.test("a heat map refuses a ragged matrix and numbers that are none", () => {
  throws(() => heatmapPlot([1, 2, 3], 2), /3 numbers are no whole number of rows of 2/);
  throws(() => heatmapPlot([1, Infinity], 2), /row 0, column 1 is Infinity/);
});
