import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert/strict";
import { codesFrom } from "../../../lib/codes.ts";
import { strokes } from "../../../lib/datasets/synthetic/strokes.ts";
import { imageSet } from "../../../lib/images.ts";
import { Random } from "../../../lib/random.ts";
import { scatterPlot } from "../../../lib/figures/plots/scatter.ts";

Deno.test("no two of 47 classes look the same in a scatter", () => {
  const labels = Array.from({ length: 47 }, (_, i) => i);
  const { data } = scatterPlot(labels.flatMap((i) => [i, i]), { labels });
  const looks = data.map((trace) => {
    const { color, symbol } = (trace as { marker: { color: string; symbol: string } }).marker;
    return `${color} ${symbol}`;
  });
  strictEqual(new Set(looks).size, 47);
});

Deno.test("a scatter with images draws 1,000 points at most, and says so", () => {
  const images = strokes(1_050, new Random(1));
  const points = Array.from({ length: 2 * images.count }, (_, i) => Math.sin(i) * 10);
  const figure = scatterPlot(points, { labels: images.labels, images });
  strictEqual(figure.text, "1,000 of 1,050 points in 10 classes");
  match(figure.caption!, /^1,000 of 1,050 points are drawn\.$/);
  const bytes = new TextEncoder().encode(JSON.stringify(figure)).length;
  ok(bytes < 150_000, `${bytes} bytes`);
  const all = scatterPlot(points, { labels: images.labels, caption: "Look.", limit: 1_050 });
  deepStrictEqual([all.text, all.caption], ["1,050 points in 10 classes", "Look. 1,050 points."]);
});

Deno.test("a scatter rejects points that are not pairs of finite numbers", () => {
  throws(() => scatterPlot([1, 2, 3]), /pairs of numbers, got 3/);
  throws(() => scatterPlot([1, 2, NaN, 4]), /points\[2\] must be finite, got NaN/);
  throws(() => scatterPlot([]), /points must have at least one value/);
  throws(() => scatterPlot(codesFrom([1, 2, 3], 3)), /points must have 2 dimensions, got 3/);
});

Deno.test("a scatter requires one label and one image per point", () => {
  const images = imageSet(new Uint8Array(8), { height: 2, width: 2 });
  throws(() => scatterPlot([1, 2], { labels: [] }), /1 points need 1 labels, got 0/);
  throws(() => scatterPlot([1, 2], { images }), /1 points need 1 images, got 2/);
  throws(() => scatterPlot([1, 2], { limit: 0 }), /limit must be an integer of at least 1, got 0/);
});

Deno.test("names of classes do not cover each other on a phone where there is room", () => {
  const dead = [5, 4, 12, 15, 22, 4, 3, 11, 9, 2, 2, 2, 10, 14, 20, 2, 2, 4, 12, 25];
  const errors = dead.map((count, i) => 0.018 + 0.001 * count + 0.0001 * (i % 5));
  const { layout } = scatterPlot(dead.flatMap((count, i) => [count, errors[i]]), {
    labels: dead.map((_, i) => Math.floor(i / 5)),
    classNames: ["model 1", "model 2", "model 3", "model 4"],
  });
  const names = layout.annotations!.filter(({ bgcolor }) => bgcolor);
  const [width, height] = [260, 380]; // pixels of the plotting area on a phone
  const rise = Math.max(...errors) - Math.min(...errors);
  names.forEach((a, i) =>
    names.slice(i + 1).forEach((b) => {
      const across = Math.abs(Number(a.x) - Number(b.x)) / 23 * width;
      const down = Math.abs(Number(a.y) - Number(b.y)) / rise * height;
      ok(across >= 64 || down >= 22, `${a.text} and ${b.text}: ${across} and ${down} pixels`);
    })
  );
});
