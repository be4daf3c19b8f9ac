import { strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { significant } from "../../lib/progress/mod.ts";

Deno.test("significant() keeps three digits, separates thousands and writes a true minus sign", () => {
  const cases: [number, string][] = [
    [0, "0"],
    [0.0352, "0.0352"],
    [0.00763, "0.00763"],
    [0.99, "0.990"],
    [21.86, "21.9"],
    [1141296, "1,141,296"],
    [-3, "−3"],
    [-0.5, "−0.500"],
    [1234.5, "1,235"],
    [NaN, "NaN"],
    [-Infinity, "−∞"],
  ];
  for (const [value, text] of cases) strictEqual(significant(value), text);
  strictEqual(significant(0.987654, 4), "0.9877");
});

Deno.test("significant() stays within half a unit of its last digit", () => {
  fc.assert(fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (value) => {
    const read = Number(significant(value).replaceAll(",", ""));
    // Three digits are within 0.5 %; what is printed as an integer is within half of one.
    return Math.abs(read - value) <= Math.max(0.005 * value, value >= 100 ? 0.5 : 0) + 1e-15;
  }));
});
