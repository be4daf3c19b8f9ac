import { deepStrictEqual, ok, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { decodeWeight, encodeWeight, precisions } from "../../lib/models/saving/precision.ts";

const matrices = fc.array(fc.float({ min: -2, max: 2, noNaN: true }), {
  minLength: 4,
  maxLength: 40,
}).map((list) => Float32Array.from(list.slice(0, 2 * Math.floor(list.length / 2))));

/** The greatest error of a matrix of two rows that was stored and read. */
function errorOf(values: Float32Array, precision: "float16" | "int8"): number {
  const decoded = decodeWeight(encodeWeight("kernel", [2, values.length / 2], values, precision));
  return Math.max(...values.map((value, i) => Math.abs(value - decoded[i])));
}

Deno.test("float16 is within 2⁻¹⁰ of each weight of at most 2", () =>
  fc.assert(fc.property(matrices, (values) => ok(errorOf(values, "float16") <= 2 ** -10))));

Deno.test("int8 is within half a step of each weight", () =>
  fc.assert(fc.property(matrices, (values) => {
    const range = Math.max(...values) - Math.min(...values);
    ok(errorOf(values, "int8") <= range / 510 + 1e-6);
  })));

Deno.test("vectors stay float32 in every precision", () => {
  const values = Float32Array.of(0.1, 1e9);
  for (const precision of precisions) {
    const encoded = encodeWeight("bias", [2], values, precision);
    deepStrictEqual(encoded, { tensor: { shape: [2], values } });
  }
});

Deno.test("no precision stores a number that is NaN or infinite, in a matrix or a vector", () => {
  for (const precision of precisions) {
    for (const value of [NaN, Infinity, -Infinity]) {
      for (const shape of [[2, 2], [4]]) {
        throws(() => encodeWeight("w", shape, Float32Array.of(1, value, 0, 2), precision), {
          name: "RangeError",
          message: new RegExp(`the weight w must have finite numbers to be saved .*got ${value}; `),
        });
      }
    }
  }
});
