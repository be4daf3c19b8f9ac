import { doesNotMatch, ok, throws } from "node:assert/strict";
import { type SvgChart, svgCurves } from "../../../lib/figures/live/svg_curves.ts";

const chart = (points: readonly [number, number][], options: Partial<SvgChart> = {}) =>
  svgCurves({ lines: [{ name: "a", points }], epochs: 3, title: "loss", ...options });

Deno.test("curves with one point or none, or equal values, have finite coordinates", () => {
  const cases: [number, number][][] = [[], [[1, 0.5]], [[1, 0], [2, 0]], [[1, NaN], [2, 1]]];
  for (const points of cases) {
    for (const log of [false, true]) doesNotMatch(chart(points, { log }), /NaN|Infinity/);
  }
});

Deno.test("on a logarithmic axis equal ratios have equal distances", () => {
  const svg = chart([[1, 1], [2, 0.1], [3, 0.01]], { log: true });
  const [first, second, third] = /points="([^"]+)"/.exec(svg)![1].split(" ")
    .map((point) => Number(point.split(",")[1]));
  ok(Math.abs((second - first) - (third - second)) < 0.2 && second > first, svg);
  for (const tick of [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]) ok(svg.includes(`>${tick}</text>`));
});

Deno.test("the name of a line is escaped", () => {
  const lines = [{ name: "<b>", points: [[1, 1], [2, 2]] as [number, number][] }];
  const svg = svgCurves({ lines, epochs: 2, title: "loss" });
  ok(svg.includes("&lt;b&gt;") && !svg.includes("<b>"));
});

Deno.test("the numbers of the horizontal axis stand side by side", () => {
  for (const last of [3, 1_800, 9_375, 123_456]) {
    const svg = chart([[0, 1], [last, 0.5]], { epochs: last, width: 420 });
    const ticks = [...svg.matchAll(/<text x="([\d.]+)" y="233" text-anchor="middle">(\d+)/g)]
      .map(([, x, text]) => ({ x: Number(x), letters: text.length }));
    ok(ticks.length >= 2, `${last}: ${ticks.length} ticks`);
    ticks.slice(1).forEach(({ x, letters }, i) =>
      ok(x - ticks[i].x >= 7 * (letters + ticks[i].letters) / 2, `${last}: ${x}`)
    );
  }
});

Deno.test("a quantity other than epochs has a logarithmic axis between its first tick and its last", () => {
  const horizontal = { title: "units", ticks: [8, 64, 512] };
  const points = [[8, 1], [64, 2], [512, 3]] as [number, number][];
  const svg = svgCurves({ lines: [{ name: "a", points }], horizontal, title: "speed" });
  const [first, second, third] = /points="([^"]+)"/.exec(svg)![1].split(" ")
    .map((point) => Number(point.split(",")[0]));
  ok(Math.abs((second - first) - (third - second)) < 0.2 && second > first, svg);
  for (const text of ["8", "64", "512", "units →"]) ok(svg.includes(`>${text}</text>`), text);
  ok(svg.includes('aria-label="speed by units"'));
});

Deno.test("curves have either epochs or another quantity below them", () => {
  const horizontal = { title: "units", ticks: [1, 2] };
  const either = /^TypeError: svgCurves needs either epochs or horizontal/;
  throws(() => svgCurves({ lines: [], title: "loss" }), either);
  throws(() => svgCurves({ lines: [], title: "loss", epochs: 1, horizontal }), either);
  throws(
    () => svgCurves({ lines: [], title: "loss", horizontal: { ...horizontal, tick: 3 } as never }),
    /^RangeError: horizontal: unknown option tick, did you mean ticks/,
  );
  for (const ticks of [[], [2, 1], [0, 1], [1, NaN]]) {
    throws(
      () => svgCurves({ lines: [], title: "loss", horizontal: { ...horizontal, ticks } }),
      /^RangeError: ticks of horizontal must be ascending numbers above 0, got \[/,
    );
  }
  const point = { lines: [{ name: "a", points: [[4, 5]] as [number, number][] }], title: "speed" };
  doesNotMatch(svgCurves({ ...point, horizontal: { title: "units", ticks: [4] } }), /NaN/);
});
