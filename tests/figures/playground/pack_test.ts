import { deepStrictEqual, ok } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { Random } from "@autoencoders";
import { pack, quantize } from "../../../lib/figures/playground/pack.ts";
import { unpack } from "../../../lib/figures/playground/page/unpack.js";
import type { Step } from "../../../lib/figures/playground/steps.ts";

Deno.test("a quantized weight is at most half a step of its channel away", () => {
  const channels = fc.integer({ min: 1, max: 4 }), inner = fc.integer({ min: 1, max: 4 });
  const bits = fc.integer({ min: 4, max: 8 }), transposed = fc.boolean();
  fc.assert(fc.property(channels, inner, bits, transposed, fc.nat(), (f, c, bits, turned, seed) => {
    const random = new Random(seed);
    const kernel = Float32Array.from({ length: 4 * f * c }, () => random.normal());
    const step: Step = {
      type: turned ? "transposedConvolution" : "convolution",
      input: [5, 5, c],
      output: [5, 5, f],
      kernel,
    };
    const { header, bytes } = pack(quantize([step], bits));
    const [restored] = unpack(header, bytes.buffer) as Step[];
    const channelOf = (i: number) => turned ? Math.floor(i / c) % f : i % f;
    const largest = Array<number>(f).fill(0);
    kernel.forEach((w, i) => largest[channelOf(i)] = Math.max(largest[channelOf(i)], Math.abs(w)));
    kernel.forEach((w, i) => {
      const half = largest[channelOf(i)] / (2 ** (bits - 1) - 1) / 2;
      ok(Math.abs(restored.kernel![i] - w) <= half * 1.0001);
    });
  }));
});

Deno.test("unpack() restores a packed tree of arrays and plain values", () => {
  const tree = {
    name: "a",
    none: null,
    list: [1, { deep: new Uint8Array([1, 2, 3]) }],
    floats: [new Float32Array([0.5, -2]), new Float32Array([7])],
  };
  const { header, bytes } = pack(tree);
  deepStrictEqual(unpack(JSON.parse(JSON.stringify(header)), bytes.buffer), tree);
});
