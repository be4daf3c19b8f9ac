/** Bits back: binary images in the bits of the evidence lower bound, initial bits included. */
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { binarize, evidence, fit, Random, useBackend } from "@autoencoders";
import { BitsBackCodec } from "@autoencoders/codec";
import {
  bucketCentre,
  bucketOf,
  bucketSlots,
} from "../../../lib/codec/bits_back/latent_buckets.ts";
import { tinyVariational } from "../../helpers/tiny_models.ts";
import { crosses } from "../../helpers/training_data.ts";

await useBackend({ prefer: "wasm", threads: 1 });

const model = tinyVariational(), codec = new BitsBackCodec(model);
const images = fc.array(fc.uint8Array({ minLength: 16, maxLength: 16, max: 1 }), { maxLength: 40 })
  .map((rows) => Uint8Array.from(rows.flatMap((row) => [...row])));

Deno.test("binary images come back, however many", () => {
  fc.assert(
    fc.property(images, (pixels) => {
      deepStrictEqual(codec.decode(codec.encode(pixels), pixels.length / 16), pixels);
    }),
    { numRuns: 20 },
  );
});

Deno.test("many images take the bits of the bound, 2 % and the initial ones", async () => {
  const trained = tinyVariational({ widths: [16] }), n = 1500;
  const set = binarize(crosses(n, 1));
  await fit(trained, set, { epochs: 6, seed: 1, batchSize: 32, learningRate: 1e-2 });
  const bits = -evidence(trained, set, new Random(1), 20).elbo / Math.LN2 * n;
  const stream = new BitsBackCodec(trained).encode(set.pixels);
  ok(8 * stream.length < 1.02 * bits + 8 * 150, `${8 * stream.length} bits, bound ${bits}`);
  deepStrictEqual(new BitsBackCodec(trained).decode(stream, n), set.pixels);
});

Deno.test("each slot belongs to one bucket, whatever the distribution", () => {
  const means = fc.double({ min: -6, max: 6, noNaN: true });
  const deviations = fc.double({ min: 1e-3, max: 3, noNaN: true });
  fc.assert(fc.property(fc.nat(65_535), means, deviations, (slot, mean, deviation) => {
    const bucket = bucketOf(slot, mean, deviation);
    const [start, size] = bucketSlots(bucket, mean, deviation);
    ok(slot >= start && slot < start + size);
  }));
  strictEqual(bucketSlots(0, 0, 1)[0], 0);
  deepStrictEqual(bucketSlots(4095, 0, 1), [65_520, 16]);
});

Deno.test("the centre of a bucket is where the normal distribution has it", () => {
  // quantiles of Abramowitz & Stegun 1964, table 26.1
  for (const [share, x] of [[0.5, 0], [0.84134, 1], [0.97725, 2], [0.15866, -1]]) {
    ok(Math.abs(bucketCentre(Math.floor(4096 * share)) - x) < 2e-3, `${share}`);
  }
});

Deno.test("grey pixels are refused, damaged streams throw a SyntaxError or give other images", () => {
  throws(() => codec.encode(Uint8Array.from({ length: 16 }, () => 255)), /0 or 1, got 255/);
  const pixels = new Uint8Array(16 * 30), stream = codec.encode(pixels);
  for (const length of [0, 5, 6, stream.length - 2, stream.length - 1]) {
    try {
      ok(codec.decode(stream.subarray(0, length), 30).some((value) => value !== 0));
    } catch (error) {
      ok(error instanceof SyntaxError, `${error}`);
    }
  }
});
