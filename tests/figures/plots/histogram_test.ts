import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert/strict";
import { histogramPlot } from "../../../lib/figures/plots/histogram.ts";

const heights = (...args: Parameters<typeof histogramPlot>) =>
  (histogramPlot(...args).data[0] as { y: number[] }).y;

Deno.test("a histogram counts every value once, the greatest in the last bin", () => {
  const values = Array.from({ length: 1000 }, (_, i) => Math.sin(i) / 3);
  const counts = heights(values, { bins: 17 });
  strictEqual(counts.length, 17);
  strictEqual(counts.reduce((a, b) => a + b), 1000);
  deepStrictEqual(heights([0, 1, 2, 3, 4], { bins: 2 }), [2, 3]);
  deepStrictEqual(heights([5, 5], { bins: 2 }), [0, 2]);
});

Deno.test("a histogram omits values outside a given range", () => {
  deepStrictEqual(heights([-1, 0.5, 1.5, 7], { bins: 2, range: [0, 2] }), [1, 1]);
});

Deno.test("several sets are shown as relative frequencies, each with its mean and median", () => {
  const { data, text } = histogramPlot({ a: [1, 1, 2, 3], b: [3] }, { bins: 2 });
  deepStrictEqual((data[0] as { y: number[] }).y, [0, 0.5, 0.5, 0]);
  match(text, /^a: n = 4, mean 1\.75, median 1\.50\nb: n = 1, mean 3, median 3$/);
});

Deno.test("a histogram rejects values, bins and ranges that it cannot draw", () => {
  throws(() => histogramPlot([]), /values must have at least one value/);
  throws(() => histogramPlot({ a: [1], b: [2, NaN] }), /b\[1\] must be finite, got NaN/);
  throws(() => histogramPlot([1], { bins: 0 }), /bins must be an integer of at least 1, got 0/);
  throws(() => histogramPlot([1], { range: [2, 1] }), /range must be ascending, got 2 to 1/);
});

Deno.test("a logarithmic count shows single values, and marks are lines at their values", () => {
  const values = Uint8Array.from({ length: 10_000 }, (_, i) => i === 7 ? 255 : 0);
  const { data, layout } = histogramPlot(values, {
    bins: 256,
    range: [0, 256],
    logY: true,
    marks: { Otsu: 107, "½": 127.5 },
  });
  const { y } = data[0] as { y: number[] };
  const { type, range, tickvals } = layout.yaxis as Record<string, number[]>;
  strictEqual(type as unknown, "log");
  deepStrictEqual([y[0], y[255], y[100]], [9_999, 1, 10 ** range[0]]);
  ok(range[0] < 0 && range[1] > Math.log10(9_999) && tickvals.every((tick) => tick >= 1));
  deepStrictEqual(layout.shapes!.map(({ x0, x1 }) => [x0, x1]), [[107, 107], [127.5, 127.5]]);
  const names = layout.annotations!.slice(0, 2);
  ok(names[0].text!.includes("Otsu") && names[0].yshift !== names[1].yshift);
  throws(() => histogramPlot([5], { range: [0, 1], logY: true }), /range must contain a value/);
});

Deno.test("a bin holds the values from its start up to the start of the next", () => {
  const starts = Array.from({ length: 10 }, (_, k) => 0.1 * k); // 0.30000000000000004 is one
  const { data } = histogramPlot([...starts, 1], { bins: 10, range: [0, 1] });
  deepStrictEqual((data[0] as { y: number[] }).y, [1, 1, 1, 1, 1, 1, 1, 1, 1, 2]);
});
