import { deepStrictEqual, ok, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { randomBernoulli, randomNormal, randomUniform } from "../../lib/backend/mod.ts";
import { philox } from "../../lib/backend/random/philox.ts";
import { on, ours, sameAsStock } from "./against_stock.ts";

Deno.test("philox() gives the words that its authors publish for counter 0 and key 0", () =>
  // kat_vectors of Random123 1.14 (Salmon et al. 2011)
  deepStrictEqual(philox(0, 0), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]));

Deno.test("random tensors are the same on every backend, for any length and seed", () => {
  for (const n of [0, 1, 15, 16, 17, 1000, 40_003]) {
    for (const seed of [0, 7, 0xffff_ffff]) {
      sameAsStock(0, () => [randomUniform([n], seed), randomBernoulli([n], seed, 0.3)]);
      sameAsStock(1e-6, () => [randomNormal([n], seed), randomUniform([n], seed, -2, 5)]);
    }
  }
});

Deno.test("random tensors have the mean and the variance that they should", () => {
  for (const name of ours) {
    on(name, () => {
      const n = 1_000_000,
        close = (x: tf.Tensor, mean: number, variance: number) => {
          const moments = tf.moments(x), [m, v] = [moments.mean, moments.variance];
          ok(Math.abs(m.dataSync()[0] - mean) < 0.005, `mean ${m.dataSync()[0]}, not ${mean}`);
          ok(Math.abs(v.dataSync()[0] - variance) < 0.01, `variance ${v.dataSync()[0]}`);
        };
      close(randomUniform([n], 1), 1 / 2, 1 / 12);
      close(randomNormal([n], 2), 0, 1);
      close(randomBernoulli([n], 3, 0.2), 0.2, 0.16);
      return [];
    });
  }
});

Deno.test("random tensors refuse a wrong seed or probability, with the value in the message", () => {
  throws(() => randomNormal([1], -1), { name: "RangeError", message: /got -1/ });
  throws(() => randomUniform([1], 1.5), { name: "RangeError", message: /got 1.5/ });
  throws(() => randomBernoulli([1], 1, 2), { name: "RangeError", message: /got 2/ });
});
