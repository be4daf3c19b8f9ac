import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { ImageSet, Random } from "../../../lib/mod.ts";
import {
  type Bit,
  LearnedCodec,
  pixelProbabilities,
  RangeEncoder,
  samplePixelModel,
} from "../../../lib/codec/mod.ts";
import { modelOf } from "../../../lib/codec/learned/model.ts";
import { networks, randomNetwork, randomPixels } from "./random_network.ts";

const shape = {
  ...{ height: 6, width: 5, channels: 3, blocks: 2, radius: 2 },
  ...{ windowBits: 5, blockBits: 5, outputBits: 5 },
};

Deno.test("coding the pixels with their probabilities gives the stream of the codec", () => {
  fc.assert(
    fc.property(networks, fc.constantFrom(0.2, 0.6), (network, share) => {
      const { height, width } = network, model = modelOf(network);
      const pixels = randomPixels(network, 20, share, 3);
      const images = new ImageSet(pixels, { height, width, maximum: 1 });
      const encoder = new RangeEncoder();
      pixelProbabilities(model, images).forEach((p, i) => encoder.encode(pixels[i] as Bit, p));
      deepStrictEqual(encoder.finish(), new LearnedCodec(model).encode(pixels));
    }),
    { numRuns: 20 },
  );
});

Deno.test("samples have the probabilities that the model gives their pixels", () => {
  const model = modelOf(randomNetwork(shape, 4));
  const images = samplePixelModel(model, 2000, new Random(1));
  deepStrictEqual([images.count, images.height, images.width, images.maximum], [2000, 6, 5, 1]);
  const expected = pixelProbabilities(model, images).reduce((sum, p) => sum + p / 65_536, 0);
  const variance = pixelProbabilities(model, images)
    .reduce((sum, p) => sum + p / 65_536 * (1 - p / 65_536), 0);
  const white = images.pixels.reduce((sum, pixel) => sum + pixel, 0);
  ok(Math.abs(white - expected) < 4 * Math.sqrt(variance), `${white} white, not ${expected}`);
  strictEqual(
    samplePixelModel(model, 9, new Random(1)).pixels.join(),
    images.slice(0, 9).pixels.join(),
  );
});

Deno.test("images that are grey or of another size are refused", () => {
  const model = modelOf(randomNetwork(shape, 4));
  const grey = new ImageSet(new Uint8Array(30), { height: 6, width: 5 });
  throws(() => pixelProbabilities(model, grey), /must be binary, got pixels of 0–255/);
  const other = new ImageSet(new Uint8Array(30), { height: 5, width: 6, maximum: 1 });
  throws(() => pixelProbabilities(model, other), /for images of 6×5×1, got 5×6×1/);
  throws(() => samplePixelModel(model, 0, new Random(1)), /count must be an integer/);
});
