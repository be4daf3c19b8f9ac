import { deepStrictEqual, throws } from "node:assert/strict";
import { codeAt, codesFrom, imageSet, pixelsAsCodes, selectCodes } from "@autoencoders";

const codes = codesFrom([1, 2, 3, 4, 5, 6], 2);

Deno.test("codeAt() and selectCodes() keep the rows of codes", () => {
  deepStrictEqual([...codeAt(codes, 1)], [3, 4]);
  deepStrictEqual([...selectCodes(codes, [2, 0]).values], [5, 6, 1, 2]);
});

Deno.test("pixelsAsCodes() has a row of pixels in 0–1 for each image", () => {
  const options = { height: 1, width: 2, maximum: 5 };
  const pixels = pixelsAsCodes(imageSet(new Uint8Array([0, 1, 1, 5]), options));
  deepStrictEqual([pixels.count, [...pixels.values]], [2, [...Float32Array.of(0, 0.2, 0.2, 1)]]);
});

Deno.test("codes reject what does not fit, with the value in the message", () => {
  const cases: [() => unknown, RegExp][] = [
    [() => codesFrom([1, 2, 3], 2), /3 numbers are not a whole number of rows of 2/],
    [() => codesFrom([], 2), /0 numbers/],
    [() => codesFrom([1], 0), /dimensions.*got 0/],
    [() => codesFrom([1, 2, 3, Infinity], 2), /code 1 contains Infinity/],
    [() => codesFrom([0, 3.5e38], 1), /code 1 contains 3\.5e\+38, which is too large for float32$/],
    [() => codesFrom([-1e300, 0], 1), /code 0 contains -1e\+300, which is too large for float32$/],
    [() => codesFrom([0, null as unknown as number], 1), /code 1 contains null$/],
    [() => codesFrom(["1" as unknown as number], 1), /code 0 contains "1"$/],
    [() => codesFrom([1n as unknown as number], 1), /code 0 contains 1n$/],
    [() => codeAt(codes, 3), /in 0–2, got 3/],
  ];
  for (const [make, message] of cases) throws(make, { name: "RangeError", message });
});
