import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { Random } from "@autoencoders";

Deno.test("the same seed gives the same numbers, another seed others", () => {
  deepStrictEqual(new Random(1).permutation(100), new Random(1).permutation(100));
  notDeepStrictEqual(new Random(1).permutation(100), new Random(2).permutation(100));
});

Deno.test("Random.from() continues from a state", () => {
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

Deno.test("integer() is the next bits below the last whole multiple of its bound, modulo the bound", () => {
  const bound = fc.oneof(fc.integer({ min: 1, max: 2 ** 32 }), fc.integer({ min: 1, max: 9 }));
  fc.assert(fc.property(bound, fc.nat(), (below, seed) => {
    const random = new Random(seed), twin = new Random(seed);
    for (let i = 0; i < 10; i++) {
      let bits = twin.bits();
      while (bits >= Math.floor(2 ** 32 / below) * below) bits = twin.bits();
      strictEqual(random.integer(below), bits % below);
    }
  }));
});

Deno.test("normal() has mean 0 and variance 1", () => {
  const random = new Random(4), n = 100_000;
  const values = Array.from({ length: n }, () => random.normal());
  const mean = values.reduce((sum, value) => sum + value) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
  ok(Math.abs(mean) < 0.01 && Math.abs(variance - 1) < 0.02, `${mean} ${variance}`);
});

Deno.test("normals() has the moments of the normal distribution and independent neighbours", () => {
  const values = new Random(2).normals(100_001);
  const moment = (power: number) =>
    values.reduce((sum, value) => sum + value ** power, 0) / values.length;
  ok(Math.abs(moment(1)) < 0.02, `${moment(1)}`);
  ok(Math.abs(moment(2) - 1) < 0.02, `${moment(2)}`);
  ok(Math.abs(moment(3)) < 0.06, `${moment(3)}`);
  ok(Math.abs(moment(4) - 3) < 0.15, `${moment(4)}`);
  const product = values.reduce((sum, value, i) => sum + value * (values[i + 1] ?? 0), 0);
  ok(Math.abs(product / values.length) < 0.02);
});

Deno.test("normals() gives the first numbers of a longer list, for an even and an odd count", () => {
  const long = new Random(2).normals(9);
  for (const count of [0, 1, 4, 5]) {
    deepStrictEqual(new Random(2).normals(count), long.slice(0, count));
  }
});

Deno.test("normal() gives the first of each pair of normals()", () => {
  const random = new Random(5), pairs = new Random(5).normals(6);
  deepStrictEqual(
    [0, 2, 4].map((i) => pairs[i]),
    [0, 2, 4].map(() => Math.fround(random.normal())),
  );
});

Deno.test("Random refuses a seed that is not a 32-bit integer, with the value in the message", () => {
  for (const seed of [-1, 1.5, NaN, 2 ** 32]) {
    throws(() => new Random(seed), { name: "RangeError", message: new RegExp(`${seed}`) });
  }
});

Deno.test("the first numbers of small seeds are uniformly distributed", () => {
  const firsts = Array.from({ length: 1000 }, (_, seed) => new Random(seed).uniform());
  const mean = firsts.reduce((sum, value) => sum + value) / firsts.length;
  ok(Math.abs(mean - 0.5) < 0.03, `mean ${mean}`);
  for (let tenth = 0; tenth < 10; tenth++) {
    const n = firsts.filter((value) => Math.floor(value * 10) === tenth).length;
    ok(n > 60 && n < 140, `${n} of 1000 in tenth ${tenth}`);
  }
});
