/** What the playground's page says of bytes is what the codec writes. */
import { deepStrictEqual, ok, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { denseAutoencoder, ImageSet, Random, strokes } from "@autoencoders";
import { fitLossyModel, LossyCodec, pixelProbabilities } from "@autoencoders/codec";
import { codesFrom } from "../../../lib/codes.ts";
import { decodeCodes, encodeImages } from "../../../lib/evaluation/mod.ts";
import { CodeDistribution } from "../../../lib/codec/lossy/code_distribution.ts";
import { encodeCodes } from "../../../lib/codec/lossy/code_coder.ts";
import { modelOf } from "../../../lib/codec/learned/model.ts";
import { packLossy } from "../../../lib/figures/playground/codec_models.ts";
import { makePlayground } from "../../../lib/figures/playground/playground.ts";
import { roundedCodes } from "../../../lib/figures/playground/page/rounding.js";
import { predictorOf, sum, surpriseOf } from "../../../lib/figures/playground/page/surprise.js";
import { buildPageCodec, pageCodec } from "../../../tasks/build_page.ts";
import { networks, randomNetwork, randomPixels } from "../../codec/learned/random_network.ts";

Deno.test({
  name: "the page's codec is what its sources bundle to",
  sanitizeOps: false, // esbuild's process
  sanitizeResources: false,
  fn: async () =>
    ok(
      await Deno.readTextFile(pageCodec) === await buildPageCodec(),
      "the sources have changed: run `deno task build:page`",
    ),
});

Deno.test("the page gives pixels the codec's probabilities, to the bit, and their surprise adds up", () => {
  fc.assert(
    fc.property(networks, fc.constantFrom(0, 0.2, 0.6), fc.nat(), (network, share, seed) => {
      const { height, width } = network, model = modelOf(network);
      const predict = predictorOf(model.bytes);
      for (let i = 0; i < 3; i++) { // one image after the other
        const pixels = randomPixels(network, 1, share, seed + i);
        const images = new ImageSet(pixels, { height, width, maximum: 1 });
        const white = predict(pixels);
        deepStrictEqual(white, pixelProbabilities(model, images));
        const probability = white.reduce(
          (product, p, i) => product * (pixels[i] ? p : 65_536 - p) / 65_536,
          1,
        );
        const bits = sum(surpriseOf(pixels, white));
        ok(Math.abs(bits + Math.log2(probability)) < 1e-9 * (1 + bits), `${bits} bits`);
      }
    }),
    { numRuns: 30 },
  );
});

const digits = strokes(60, new Random(2));
const model = denseAutoencoder({ widths: [16], latent: 4 }, 1);
const lossyModel = fitLossyModel(model, digits, { components: 3 });

Deno.test("the page rounds codes as the lossy codec does, and counts the bits of its stream", () => {
  const rounded = roundedCodes(packLossy(lossyModel)), codes = encodeImages(model, digits);
  for (const step of [0.25, 1.2, 4]) {
    const codec = new LossyCodec(model, lossyModel, { step, refinements: 0 });
    const integers = codec.quantise(digits.pixels);
    let bits = 0;
    const values = codes.values.slice();
    for (let i = 0; i < digits.count; i++) {
      const row = rounded(codes.values.subarray(4 * i, 4 * i + 4), step);
      bits += row.bits;
      values.set(row.code, 4 * i);
    }
    const stream = encodeCodes(integers, new CodeDistribution(lossyModel, step));
    ok(8 * stream.length >= bits && 8 * stream.length <= 1.002 * bits + 16, `${bits} bits`);
    const expected = codec.reconstruct(integers);
    const decoded = decodeCodes(model, codesFrom(values, 4)).pixels;
    ok(expected.every((pixel, i) => Math.abs(pixel - decoded[i]) <= 1));
  }
});

Deno.test("a model of the codec for other images or codes is rejected", () => {
  const pixelModel = modelOf(randomNetwork({
    ...{ height: 6, width: 5, channels: 3, blocks: 2, radius: 2 },
    ...{ windowBits: 5, blockBits: 5, outputBits: 5 },
  }, 4));
  throws(
    () => makePlayground(model, digits, { pixelModel }),
    /pixelModel is for images of 6×5×1, got 28×28×1/,
  );
  const other = denseAutoencoder({ widths: [16], latent: 5 }, 1);
  throws(
    () => makePlayground(other, digits, { lossyModel }),
    /lossyModel is for codes of 4 numbers, those of .* have 5/,
  );
  other.dispose();
});
