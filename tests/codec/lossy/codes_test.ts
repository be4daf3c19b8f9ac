/** Integers of codes in a stream and back, exactly, by the same numbers on every engine. */
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { fromFileUrl, join } from "@std/path";
import fc from "npm:fast-check@4.10.2";
import { decodeCodes, encodeCodes, quantiseCodes } from "../../../lib/codec/lossy/code_coder.ts";
import { CodeDistribution } from "../../../lib/codec/lossy/code_distribution.ts";
import { normalTail } from "../../../lib/codec/lossy/normal_tail.ts";
import { capture } from "../../../tasks/process.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";
import { mixtureOf, numbersFrom, streamHash } from "./mixture.ts";

const distributionOf = (k: number, components: number, seed: number, step = 0.5) =>
  new CodeDistribution(mixtureOf(k, components, seed), step);

/** Codes with numbers near 0 and some far away. */
const numbers = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: -4, max: 4 }) },
  { weight: 1, arbitrary: fc.integer({ min: -1000, max: 1000 }) },
);
const codesOf = (k: number) =>
  fc.array(fc.array(numbers, { minLength: k, maxLength: k }), { maxLength: 20 })
    .map((codes) => Int32Array.from(codes.flat()));

const seeds = fc.nat(1000), sizes = fc.integer({ min: 1, max: 6 });

/** −Σ log₂ P(q_j | q_<j), in bits */
function information(codes: Int32Array, distribution: CodeDistribution): number {
  let bits = 0;
  codes.forEach((value, i) => {
    if (i % distribution.dimensions === 0) distribution.restart();
    bits -= Math.log2(distribution.tail(value) - distribution.tail(value + 1));
    distribution.observe(value);
  });
  return bits;
}

Deno.test("the tail of the normal distribution is that of tables, and falls", () => {
  // Abramowitz & Stegun 1964, table 26.1
  for (const [x, q] of [[0, 0.5], [0.5, 0.30854], [1, 0.15866], [2, 0.02275], [3, 0.00135]]) {
    ok(Math.abs(normalTail(x) - q) < 2e-5, `${x}`);
    ok(Math.abs(normalTail(-x) - (1 - q)) < 2e-5, `${-x}`);
  }
  let before = 1;
  for (let x = -10; x < 10; x += 0.01, before = normalTail(x)) ok(normalTail(x) <= before);
  strictEqual(normalTail(Infinity), 0);
});

Deno.test("the codes come back, whatever they are and whatever the distribution expects", () => {
  fc.assert(fc.property(
    sizes.chain((k) => fc.tuple(fc.constant(k), codesOf(k))),
    sizes,
    seeds,
    ([k, codes], components, seed) => {
      const stream = encodeCodes(codes, distributionOf(k, components, seed));
      const decoded = decodeCodes(stream, codes.length / k, distributionOf(k, components, seed));
      deepStrictEqual(decoded, codes);
    },
  ));
});

/** n numbers that are mostly near 0. */
function bell(n: number): Float64Array {
  const next = numbersFrom(n);
  return Float64Array.from({ length: n }, () => 2 * (next() + next() + next() - 1.5));
}

Deno.test("codes that the distribution expects take their information, 1 % and a byte", () => {
  const distribution = distributionOf(8, 4, 1);
  const codes = quantiseCodes(bell(8000), distribution, 0);
  const bits = information(codes, distribution);
  const stream = encodeCodes(codes, distribution);
  ok(8 * stream.length <= 1.01 * bits + 8, `${8 * stream.length} bits, information ${bits}`);
});

Deno.test("a larger λ takes fewer bytes and moves the codes farther, none by more than a step and a half", () => {
  const distribution = distributionOf(8, 4, 1), codes = bell(8000);
  const points = [0, 0.1, 0.3].map((lambda) => {
    const integers = quantiseCodes(codes, distribution, lambda);
    ok(integers.every((value, i) => Math.abs(value - codes[i]) <= 1.5));
    const error = integers.reduce((sum, value, i) => sum + (value - codes[i]) ** 2, 0);
    return { bytes: encodeCodes(integers, distribution).length, error };
  });
  for (const [i, { bytes, error }] of points.slice(1).entries()) {
    ok(bytes < points[i].bytes && error > points[i].error, JSON.stringify(points));
  }
});

Deno.test("a stream cut anywhere throws or decodes to other codes", () => {
  const codes = Int32Array.from({ length: 300 }, (_, i) => (i * i) % 7 - 3);
  const stream = encodeCodes(codes, distributionOf(3, 2, 5));
  for (let length = 0; length < stream.length; length++) {
    try {
      const decoded = decodeCodes(stream.subarray(0, length), 100, distributionOf(3, 2, 5));
      ok(decoded.join() !== codes.join());
    } catch (error) {
      ok(error instanceof SyntaxError, `${error}`);
    }
  }
});

Deno.test("random bytes decode to some codes or throw a SyntaxError, and soon", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), seeds, (bytes, seed) => {
    try {
      decodeCodes(bytes, 50, distributionOf(4, 3, seed));
    } catch (error) {
      ok(error instanceof SyntaxError, `${error}`);
    }
  }));
});

const HASH = "c9751dd4af2047aeec8d61ee232e28ec9fe5f604b5d31691ade5e077d1b753c4";

Deno.test("the stream has the bytes that it has on every machine", async () => {
  strictEqual(await streamHash(), HASH);
});

Deno.test("Node computes the same stream", async (t) => {
  if ((await capture("node", ["--version"]))?.code !== 0) {
    return void await t.step({ name: "there is no Node here", ignore: true, fn: () => {} });
  }
  await inTempFolder(async (folder) => {
    const source = fromFileUrl(new URL("mixture.ts", import.meta.url));
    const bundle = join(folder, "stream.mjs"), entry = join(folder, "entry.mjs");
    const done = await capture(Deno.execPath(), ["bundle", "--quiet", source, "-o", bundle]);
    if (done?.code !== 0) {
      return void await t.step({
        name: "no bundler could be downloaded",
        ignore: true,
        fn: () => {},
      });
    }
    await Deno.writeTextFile(
      entry,
      `import { streamHash } from "./stream.mjs"; console.log(await streamHash());`,
    );
    const run = await capture("node", [entry]);
    strictEqual(run!.stdout.trim(), HASH, run!.stderr);
  });
});

Deno.test("a distribution refuses a step that is not positive and numbers that do not fit together", () => {
  for (const step of [0, -1, NaN]) throws(() => distributionOf(2, 2, 1, step), /step must be/);
  const { weights, means, factors } = mixtureOf(2, 2, 1);
  throws(
    () => new CodeDistribution({ weights, means, factors: factors.subarray(1) }, 1),
    /got 2, 4, 5/,
  );
  throws(
    () => new CodeDistribution({ weights, means: means.map(() => NaN), factors }, 1),
    /finite/,
  );
});
