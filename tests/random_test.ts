import { deepStrictEqual, notDeepStrictEqual, ok, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { Random } from "@autoencoders";

Deno.test("Random gives the same numbers from the same seed, others from another", () => {
  deepStrictEqual(new Random(1).permutation(100), new Random(1).permutation(100));
  notDeepStrictEqual(new Random(1).permutation(100), new Random(2).permutation(100));
});

Deno.test("Random.from() goes on where the state was taken", () => {
  const random = new Random(3);
  random.normal();
  const twin = Random.from(random.state);
  deepStrictEqual([twin.bits(), twin.bits()], [random.bits(), random.bits()]);
});

Deno.test("permutation() holds each index once", () =>
  fc.assert(fc.property(fc.nat(300), fc.nat(), (n, seed) => {
    const sorted = [...new Random(seed).permutation(n)].sort((a, b) => a - b);
    deepStrictEqual(sorted, Array.from({ length: n }, (_, i) => i));
  })));

Deno.test("integer() stays below its bound", () =>
  fc.assert(fc.property(fc.integer({ min: 1, max: 2 ** 32 }), fc.nat(), (below, seed) => {
    const value = new Random(seed).integer(below);
    ok(Number.isInteger(value) && value >= 0 && value < below);
  })));

Deno.test("normal() has mean 0 and variance 1", () => {
  const random = new Random(4), n = 100_000;
  const values = Array.from({ length: n }, () => random.normal());
  const mean = values.reduce((sum, value) => sum + value) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
  ok(Math.abs(mean) < 0.01 && Math.abs(variance - 1) < 0.02, `${mean} ${variance}`);
});

Deno.test("Random refuses a seed that is no 32-bit integer, with the value in the message", () => {
  for (const seed of [-1, 1.5, NaN, 2 ** 32]) {
    throws(() => new Random(seed), { name: "RangeError", message: new RegExp(`${seed}`) });
  }
});

Deno.test("small seeds begin as differently as any: first numbers are spread evenly", () => {
  const firsts = Array.from({ length: 1000 }, (_, seed) => new Random(seed).uniform());
  const mean = firsts.reduce((sum, value) => sum + value) / firsts.length;
  ok(Math.abs(mean - 0.5) < 0.03, `mean ${mean}`);
  for (let tenth = 0; tenth < 10; tenth++) {
    const n = firsts.filter((value) => Math.floor(value * 10) === tenth).length;
    ok(n > 60 && n < 140, `${n} of 1000 in tenth ${tenth}`);
  }
});
