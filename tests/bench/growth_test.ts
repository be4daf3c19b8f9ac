import { deepStrictEqual, match, ok, rejects, strictEqual, throws } from "node:assert/strict";
import { join } from "@std/path";
import { growthTable, readOptions } from "../../bench/growth.ts";
import { growthChart } from "../../bench/growth/chart.ts";
import { type Growth, merged, readGrowth } from "../../bench/growth/measured.ts";
import { panelNames, pointOf, pointsIn, valuesOf } from "../../bench/growth/points.ts";
import { writeMaterial } from "../../bench/engines/material.ts";
import { parameterCount } from "../../bench/networks.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";

const growth = (...points: Growth["points"]): Growth => ({
  machine: { processor: "a < b", cores: 2 },
  versions: {},
  rounds: 5,
  seconds: 0.3,
  points,
});
const point = (value: number, imagesPerSecond: number): Growth["points"][number] => ({
  panel: "batch",
  value,
  date: "2026-11-28",
  rows: [
    { engine: "ours-blas", imagesPerSecond, spread: 1 },
    { engine: "keras", imagesPerSecond: 1000, spread: 1 },
    { engine: "jax", imagesPerSecond: 2000, spread: 1 },
  ],
});

Deno.test("each panel varies one quantity, from end to end, in whole batches", () => {
  const ends = panelNames.map((panel) => {
    const values = valuesOf(panel, 4);
    return [panel, values[0], values.at(-1)];
  });
  deepStrictEqual(ends, [
    ["batch", 8, 4096],
    ["width", 64, 4096],
    ["threads", 1, 4],
    ["images", 10_240, 1_000_192],
  ]);
  const vary = { batch: 64, width: 128, threads: 1, images: 31_744 };
  const base = pointOf("batch", 256);
  for (const panel of panelNames) {
    const { network, threads, images } = pointOf(panel, vary[panel]);
    const now = { batch: network.batch, width: parameterCount(network), threads, images };
    const before = {
      batch: 256,
      width: parameterCount(base.network),
      ...{ threads: base.threads, images: base.images },
    };
    const changed = panelNames.filter((name) => now[name] !== before[name]);
    deepStrictEqual(changed, [panel]);
    strictEqual(images % network.batch, 0);
  }
});

Deno.test("points are chosen by panel or one by one, in the order of the figure", () => {
  const chosen = pointsIn("threads, batch:64", 2).map(({ panel, value }) => `${panel}:${value}`);
  deepStrictEqual(chosen, ["batch:64", "threads:1", "threads:2"]);
  throws(() => pointsIn("batch:7", 2), /^RangeError: .*got "batch:7"; batch has 8, 16, 32/);
  throws(() => pointsIn("depth", 2), /^RangeError: .*got "depth"; the panels are batch, width/);
});

Deno.test("--json names a .json file, which --draw needs", () => {
  throws(() => readOptions(["--json", "a.svg"]), /--json must .* ends in \.json, got "a\.svg"/);
  throws(() => readOptions(["--draw"]), /--draw needs --json FILE/);
  strictEqual(readOptions(["--json", "a.json", "--draw"]).draw, true);
});

Deno.test("a point that is measured again replaces the earlier one; other machines are refused", () => {
  const both = merged(growth(point(8, 1), point(64, 2)), growth(point(8, 3)));
  deepStrictEqual(both.points, [point(8, 3), point(64, 2)]);
  deepStrictEqual(merged(both, growth(point(16, 5))).points.map(({ value }) => value), [8, 16, 64]);
  const other = { ...growth(point(8, 1)), machine: { processor: "other" } };
  throws(() => merged(growth(), other), /has machine .*a < b.*, this run .*other/);
});

Deno.test("a file that is not of the measurements is refused, and none is no measurements", () =>
  inTempFolder(async (folder) => {
    const file = join(folder, "a.json");
    strictEqual(await readGrowth(file), undefined);
    for (const text of ["{", "[]", "null", '{"points": 3}']) {
      await Deno.writeTextFile(file, text);
      await rejects(readGrowth(file), /a\.json is not a file of bench\/growth\.ts/);
    }
  }));

Deno.test("the table compares ours with the best peer that was measured", () => {
  const [, , row] = growthTable(growth(point(4096, 3000))).split("\n");
  const cells = row.split("|").map((cell) => cell.trim()).slice(1, -1);
  deepStrictEqual(cells, ["batch", "4,096", "3,000", "–", "1,000", "2,000", "1.50"]);
});

Deno.test("the figure has a panel for each measured quantity, on white, with its machine and days", () => {
  const svg = growthChart(growth(point(8, 100), { ...point(64, 1000), date: "2026-11-29" }));
  strictEqual(svg.match(/images in a batch →/g)?.length, 1);
  ok(!svg.includes("threads →") && !/NaN|Infinity|undefined/.test(svg), svg);
  match(svg, /<rect width="520" height="\d+" fill="#fff"\/>/);
  match(svg, /28–29 November 2026, a &lt; b, 2 cores/);
  for (const name of ["ours", "Keras", "JAX"]) ok(svg.includes(`>${name}</text>`), name);
});

Deno.test("the images of a large training set repeat after ten thousand", () =>
  inTempFolder(async (folder) => {
    const { images } = await writeMaterial(pointOf("width", 64).network, folder, 10_240);
    const pixels = Deno.readFileSync(images);
    strictEqual(pixels.length, 10_240 * 784);
    deepStrictEqual(pixels.subarray(0, 240 * 784), pixels.subarray(10_000 * 784));
  }));
