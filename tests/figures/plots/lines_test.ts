import { deepStrictEqual, ok, throws } from "node:assert/strict";
import { linesPlot } from "../../../lib/figures/plots/lines.ts";

Deno.test("each series is drawn, with its name at its last point", () => {
  const plot = linesPlot({ PCA: { x: [2, 8], y: [0.5, 0.1] } }, { logX: true });
  deepStrictEqual((plot.data[0] as { y: number[] }).y, [0.5, 0.1]);
  const [end] = plot.layout.annotations!;
  ok(end.text!.includes("PCA") && end.x === Math.log10(8) && end.y === 0.1);
});

Deno.test("the names of lines that end at the same place are moved apart", () => {
  const ends = (last: number) =>
    linesPlot({ a: { x: [1, 2], y: [1, 0] }, b: { x: [1, 2], y: [0.5, last] } })
      .layout.annotations!.slice(0, 2).map(({ yshift }) => yshift!);
  deepStrictEqual(ends(0.5), [0, 0]);
  const [a, b] = ends(0);
  ok(Math.abs(b - a) >= 17, `${a} and ${b} pixels`);
});

Deno.test("a logarithmic axis writes its numbers in full", () => {
  const { layout } = linesPlot({ a: { x: [1, 2], y: [0.004, 0.06] } }, { logY: true });
  const { tickvals, ticktext } = layout.yaxis as { tickvals: number[]; ticktext: string[] };
  const within = ticktext.filter((_, i) => tickvals[i] >= 0.004 && tickvals[i] <= 0.06)
    .map((text) => text.replaceAll(/<.*?>/g, ""));
  deepStrictEqual(within, ["0.005", "0.01", "0.02", "0.05"]);
});

Deno.test("a series is rejected if x and y differ in length, or a value cannot be drawn", () => {
  throws(() => linesPlot({}), { name: "RangeError", message: /at least one series, got 0/ });
  throws(
    () => linesPlot({ a: { x: [1, 2], y: [1] } }),
    /x and y of series a must have the same length, got 2 and 1/,
  );
  throws(() => linesPlot({ a: { x: [1], y: [] } }), /y of series a must have at least one value/);
  throws(
    () => linesPlot({ a: { x: [1], y: [NaN] } }),
    /y of series a\[0\] must be finite, got NaN/,
  );
  throws(
    () => linesPlot({ a: { x: [1], y: [0] } }, { logY: true }),
    /y of series a\[0\] must be above 0 and finite on a logarithmic axis, got 0/,
  );
});

Deno.test("measured values are ticks as far as their numbers stand side by side on a phone", () => {
  const ticks = (x: number[]) => {
    const { layout } = linesPlot({ a: { x, y: x } });
    return (layout.xaxis as { tickvals: number[] }).tickvals;
  };
  deepStrictEqual(ticks([1, 2, 3, 4]), [1, 2, 3, 4]);
  deepStrictEqual(ticks([0, 0.001, 0.1, 0.2]), [0, 0.1, 0.2]);
});
