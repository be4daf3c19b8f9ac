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

Deno.test("codes on the arc between two unit vectors have length 1 and equal angles between them", () => {
  const { values } = interpolate([1, 0], [0, 1], 4, "spherical");
  const turn = (degrees: number) => [
    Math.cos(degrees * Math.PI / 180),
    Math.sin(degrees * Math.PI / 180),
  ];
  close(values, [0, 30, 60, 90].flatMap(turn), 1e-6);
});

Deno.test("interpolation includes both ends, and the arc of parallel codes is straight", () =>
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })), {
      minLength: 1,
    }),
    fc.integer({ min: 2, max: 9 }),
    (pairs, steps) => {
      const a = pairs.map(([one]) => one), b = pairs.map(([, two]) => two);
      for (const path of ["linear", "spherical"] as const) {
        const codes = interpolate(a, b, steps, path);
        strictEqual(codes.count, steps);
        close(codeAt(codes, 0), a, 1e-4);
        close(codeAt(codes, steps - 1), b, 1e-4);
      }
      const twice = a.map((value) => 2 * value);
      close(interpolate(a, twice, 3, "spherical").values, interpolate(a, twice, 3).values, 1e-4);
    },
  )));

Deno.test("interpolate() rejects codes without an arc between them, and a single step", () => {
  const arc = (a: number[], b: number[]) => interpolate(a, b, 3, "spherical");
  throws(() => interpolate([1], [1, 2], 3), /^RangeError: .* the same length, got 1 and 2$/);
  throws(() => interpolate([1], [2], 1), /^RangeError: steps .* of at least 2, got 1$/);
  throws(() => arc([0, 0], [1, 0]), /^RangeError: a code of zeros has no direction$/);
  throws(() => arc([1, 0], [-2, 0]), /^RangeError: codes in opposite directions .* arc$/);
});

Deno.test("blendImages() cross-fades pixels, black-and-white images through grey", () => {
  const images = imageSet(new Uint8Array([0, 1, 1, 1]), {
    height: 1,
    width: 2,
    maximum: 1,
    labels: new Uint8Array([3, 4]),
  });
  const blend = blendImages(images, 0, 1, 6);
  deepStrictEqual([...blend.pixels], [0, 255, 51, 255, 102, 255, 153, 255, 204, 255, 255, 255]);
  deepStrictEqual([blend.maximum, blend.labels], [255, undefined]);
  throws(() => blendImages(images, 0, 2, 3), /^RangeError: .*, got 2$/);
});

Deno.test("unitsByVariance() sorts units by variance, dead ones last", () => {
  const codes = codesFrom([0, 5, 1, -9, 0, 5, 3, 9], 4);
  deepStrictEqual([...unitsByVariance(unitStatistics(codes))], [3, 2, 0, 1]);
});

// Unit 0 takes 0–100, unit 1 is 7.
const ramp = codesFrom(Array.from({ length: 202 }, (_, i) => i % 2 ? 7 : i / 2), 2);

Deno.test("unitRange() spans the 1st to the 99th percentile of a unit", () => {
  close(unitRange(ramp, 0, 3), [1, 50, 99], 1e-5);
  close(unitRange(ramp, 1, 2), [7, 7], 0);
});

Deno.test("traverse() changes a single unit", () => {
  deepStrictEqual([...traverse([1, 2, 3], 1, [8, 9]).values], [1, 8, 3, 1, 9, 3]);
});

Deno.test("traversals reject a unit that the code does not have, and a single step", () => {
  throws(() => traverse([1, 2], 2, [0]), /^RangeError: unit .* in 0–1, got 2$/);
  throws(() => unitRange(ramp, -1, 3), /^RangeError: unit .* in 0–1, got -1$/);
  throws(() => unitRange(ramp, 0, 1), /^RangeError: steps .* of at least 2, got 1$/);
});

Deno.test("classMeans(), addCodes() and shiftCodes() equal results computed by hand", () => {
  const codes = codesFrom([1, 1, 3, 5, 10, 20], 2), means = classMeans(codes, [0, 0, 1]);
  deepStrictEqual([...means.values], [2, 3, 10, 20]);
  const moved = addCodes([codeAt(codes, 0), codeAt(means, 1)], [codeAt(means, 0)]);
  deepStrictEqual([...moved.values], [9, 18]);
  const offset = addCodes([codeAt(means, 1)], [codeAt(means, 0)]).values; // [8, 17]
  deepStrictEqual([...shiftCodes(codes, offset).values], [9, 18, 11, 22, 18, 37]);
});

Deno.test("code arithmetic rejects codes of different lengths, and empty lists", () => {
  const codes = codesFrom([1, 2, 3, 4, 5, 6], 2);
  throws(() => classMeans(codes, [0, 2, 2]), /^RangeError: class 1 has no codes, .*$/);
  throws(() => shiftCodes(codes, [1]), /^RangeError: the offset must have 2 numbers, got 1$/);
  throws(() => addCodes([]), /^RangeError: addCodes\(\) needs at least one code to add, got none$/);
  throws(() => addCodes([[1, 2]], [[1]]), /^RangeError: codes of 2 and 1 numbers .* added$/);
});

Deno.test("codePlane() spans the percentiles of both units, from top to bottom", () => {
  const codes = codesFrom(Array.from({ length: 202 }, (_, i) => i % 2 ? i : i / 2), 2);
  const { codes: grid, x, y } = codePlane(codes, 3);
  close(x, [1, 50, 99], 1e-4);
  close(y, [199, 101, 3], 1e-4);
  close(codeAt(grid, 0), [x[0], y[0]], 0);
  close(codeAt(grid, 5), [x[2], y[1]], 0);
  strictEqual(grid.count, 9);
});

Deno.test("codePlane() rejects codes of other than 2 dimensions, and a single row", () => {
  throws(() => codePlane(codesFrom([1, 2, 3], 3), 3), /^RangeError: .* 2 dimensions, got 3$/);
  throws(() => codePlane(ramp, 1), /^RangeError: side .* of at least 2, got 1$/);
});
