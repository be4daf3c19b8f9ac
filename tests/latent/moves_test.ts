import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import {
  addCodes,
  blendImages,
  classMeans,
  codeAt,
  codePlane,
  codesFrom,
  imageSet,
  interpolate,
  shiftCodes,
  traverse,
  unitRange,
  unitsByVariance,
  unitStatistics,
} from "@autoencoders";
import { close } from "../helpers/close.ts";

const refused = (make: () => unknown, message: RegExp) =>
  throws(make, { name: "RangeError", message });

Deno.test("the arc between two unit vectors keeps their length and turns evenly", () => {
  const { values } = interpolate([1, 0], [0, 1], 4, "spherical");
  const turn = (degrees: number) => [
    Math.cos(degrees * Math.PI / 180),
    Math.sin(degrees * Math.PI / 180),
  ];
  close(values, [0, 30, 60, 90].flatMap(turn), 1e-6);
});

Deno.test("interpolation begins and ends at its ends, and parallel codes take the straight way", () =>
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })), {
      minLength: 1,
    }),
    fc.integer({ min: 2, max: 9 }),
    (pairs, steps) => {
      const a = pairs.map(([one]) => one), b = pairs.map(([, two]) => two);
      for (const way of ["linear", "spherical"] as const) {
        const codes = interpolate(a, b, steps, way);
        strictEqual(codes.count, steps);
        close(codeAt(codes, 0), a, 1e-4);
        close(codeAt(codes, steps - 1), b, 1e-4);
      }
      const twice = a.map((value) => 2 * value);
      close(interpolate(a, twice, 3, "spherical").values, interpolate(a, twice, 3).values, 1e-4);
    },
  )));

Deno.test("interpolation refuses codes without an arc between them", () => {
  refused(() => interpolate([0, 0], [1, 0], 3, "spherical"), /zeros/);
  refused(() => interpolate([1, 0], [-2, 0], 3, "spherical"), /opposite/);
  refused(() => interpolate([1], [1, 2], 3), /1 numbers cannot become one of 2/);
  refused(() => interpolate([1], [2], 1), /at least 2, got 1/);
});

Deno.test("blending fades pixels, in grey also for black-and-white images", () => {
  const images = imageSet(new Uint8Array([0, 1, 1, 1]), {
    height: 1,
    width: 2,
    maximum: 1,
    labels: new Uint8Array([3, 4]),
  });
  const blend = blendImages(images, 0, 1, 6);
  deepStrictEqual([...blend.pixels], [0, 255, 51, 255, 102, 255, 153, 255, 204, 255, 255, 255]);
  deepStrictEqual([blend.maximum, blend.labels], [255, undefined]);
  refused(() => blendImages(images, 0, 2, 3), /got 2/);
});

Deno.test("units are sorted by variance, dead ones last", () => {
  const codes = codesFrom([0, 5, 1, -9, 0, 5, 3, 9], 4);
  deepStrictEqual([...unitsByVariance(unitStatistics(codes))], [3, 2, 0, 1]);
});

Deno.test("a traversal changes one unit, within what the unit has been", () => {
  const codes = codesFrom(Array.from({ length: 202 }, (_, i) => i % 2 ? 7 : i / 2), 2);
  close(unitRange(codes, 0, 3), [1, 50, 99], 1e-5);
  close(unitRange(codes, 1, 2), [7, 7], 0);
  deepStrictEqual([...traverse([1, 2, 3], 1, [8, 9]).values], [1, 8, 3, 1, 9, 3]);
  refused(() => traverse([1, 2], 2, [0]), /0–1, got 2/);
  refused(() => unitRange(codes, -1, 3), /got -1/);
  refused(() => unitRange(codes, 0, 1), /at least 2, got 1/);
});

Deno.test("codes add up, and classes have means", () => {
  const codes = codesFrom([1, 1, 3, 5, 10, 20], 2);
  const means = classMeans(codes, [0, 0, 1]);
  deepStrictEqual([...means.values], [2, 3, 10, 20]);
  const moved = addCodes([codeAt(codes, 0), codeAt(means, 1)], [codeAt(means, 0)]);
  deepStrictEqual([...moved.values], [9, 18]);
  refused(() => classMeans(codes, [0, 2, 2]), /class 1 has no codes/);
  const way = addCodes([codeAt(means, 1)], [codeAt(means, 0)]).values; // [8, 17]
  deepStrictEqual([...shiftCodes(codes, way).values], [9, 18, 11, 22, 18, 37]);
  refused(() => shiftCodes(codes, [1]), /must have 2 numbers, got 1/);
  refused(() => addCodes([]), /got 0/);
  refused(() => addCodes([[1, 2]], [[1]]), /2 and 1/);
});

Deno.test("a plane of codes spans the percentiles, its highest row first", () => {
  const codes = codesFrom(Array.from({ length: 202 }, (_, i) => i % 2 ? i : i / 2), 2);
  const { codes: grid, x, y } = codePlane(codes, 3);
  close(x, [1, 50, 99], 1e-4);
  close(y, [199, 101, 3], 1e-4);
  close(codeAt(grid, 0), [x[0], y[0]], 0);
  close(codeAt(grid, 5), [x[2], y[1]], 0);
  strictEqual(grid.count, 9);
  refused(() => codePlane(codesFrom([1, 2, 3], 3), 3), /2 numbers, got 3/);
  refused(() => codePlane(codes, 1), /got 1/);
});
