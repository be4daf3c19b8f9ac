/** Colour images that are not square go through all that grey ones of 28 × 28 do, or are refused in words. */
import { deepStrictEqual, ok, throws } from "node:assert/strict";
import { decode } from "fast-png";
import {
  binarize,
  convolutionalAutoencoder,
  denseAutoencoder,
  denseVariationalAutoencoder,
  encodeImages,
  evaluate,
  fit,
  fitPca,
  gaussianNoise,
  hiddenHalf,
  ImageSet,
  inpaint,
  maskNoise,
  nearestImages,
  projectPca,
  Random,
  reconstructImages,
  saltAndPepper,
  useBackend,
} from "@autoencoders";
import { compressImages } from "@autoencoders/codec";
import { gridPng, makePlayground, showPixels } from "@autoencoders/figures";
import { modelFigure } from "../lib/figures/network/model.ts";
import { imageRowsFigure } from "../lib/figures/pictures/image_rows.ts";
import { reconstructionsFigure } from "../lib/figures/pictures/reconstructions.ts";
import { scatterPlot } from "../lib/figures/plots/scatter.ts";

const size = { height: 12, width: 16, channels: 3 };
const shape = ({ height, width, channels }: ImageSet) => ({ height, width, channels });

/** A square of one colour on another: what an autoencoder can learn. */
function squares(count: number, seed: number): ImageSet {
  const random = new Random(seed), pixels = new Uint8Array(count * 12 * 16 * 3);
  for (let i = 0, at = 0; i < count; i++) {
    const [paper, ink] = [0, 1].map(() => [0, 1, 2].map(() => random.integer(256)));
    const [top, left] = [random.integer(6), random.integer(10)];
    for (let y = 0; y < 12; y++) {
      for (let x = 0; x < 16; x++) {
        const inside = y >= top && y < top + 6 && x >= left && x < left + 6;
        for (const level of inside ? ink : paper) pixels[at++] = level;
      }
    }
  }
  return new ImageSet(pixels, { ...size, labels: Array.from({ length: count }, (_, i) => i % 3) });
}

const train = squares(60, 1), test = squares(20, 2);

Deno.test("colour networks of non-square images learn, are measured and reconstruct", async () => {
  await useBackend({ threads: 1 });
  const models = [
    denseAutoencoder({ widths: [32], latent: 6, ...size }, 1),
    convolutionalAutoencoder({ latent: 6, ...size }, 1),
    denseVariationalAutoencoder({ widths: [32], latent: 6, ...size }, 1),
  ];
  for (const model of models) {
    const before = evaluate(model, test);
    await fit(model, train, { epochs: 8, batchSize: 10, seed: 1 });
    const after = evaluate(model, test);
    ok(after.mse < before.mse, `${model.name}: ${after.mse} is not below ${before.mse}`);
    ok(after.ssim > -1 && after.ssim < 1 && after.psnr > 0 && after.bce > 0, model.name);
    deepStrictEqual(shape(reconstructImages(model, test)), size);
    model.dispose();
  }
});

Deno.test("corruptions, PCA, neighbours and inpainting keep the size and the colours", () => {
  const random = new Random(1), pca = fitPca(train, 8);
  const filled = inpaint(pca, test.slice(0, 3), hiddenHalf("left", size));
  const results = [
    gaussianNoise(test, 0.1, random),
    maskNoise(test, 0.1, random),
    saltAndPepper(test, 0.1, random),
    reconstructImages(pca, test),
    nearestImages(test, train).images,
    filled,
  ];
  for (const result of results) deepStrictEqual(shape(result), size);
  const right = (images: ImageSet) =>
    [...images.image(0)].filter((_, i) => Math.floor(i / 3) % 16 >= 8);
  deepStrictEqual(right(filled), right(test));
});

Deno.test("figures show colour images as RGB, at their aspect ratio", () => {
  const model = denseAutoencoder({ widths: [], latent: 2, ...size }, 1);
  const output = model.reconstruct(test.slice(0, 4));
  const grid = decode(gridPng(test.slice(0, 4), 2));
  deepStrictEqual([grid.width, grid.height, grid.channels], [33, 25, 4]);
  deepStrictEqual([...grid.data.subarray(0, 3)], [...test.pixels.subarray(0, 3)]);
  const figures = [
    reconstructionsFigure({ images: test.slice(0, 4), output }),
    imageRowsFigure({ test: test.slice(0, 4) }),
    modelFigure(model, { image: test.slice(0, 1) }),
  ];
  for (const figure of figures) {
    const [, png] = /src="data:image\/png;base64,([^"]*)"/.exec(figure["text/html"]!)!;
    const { width, height, channels } = decode(Uint8Array.fromBase64(png));
    deepStrictEqual([width * 3, channels], [height * 4, 3]);
  }
  const places = projectPca(encodeImages(model, test));
  ok(scatterPlot(places, { images: test, labels: test.labels }).data.length === 3);
  output.dispose();
  model.dispose();
});

Deno.test("the playground takes colour networks, and says that the pad draws in grey", () => {
  const model = denseAutoencoder({ widths: [], latent: 2, ...size }, 1);
  ok(makePlayground(model, test).html.includes("drawn in grey levels"));
  model.dispose();
});

Deno.test("what needs grey images says so", async () => {
  throws(() => binarize(train), { name: "RangeError", message: /1 channel, got 3/ });
  throws(() => compressImages(train), { name: "RangeError", message: /grey or binary, got 3/ });
  const shown = await showPixels(test.slice(0, 1)).catch((error) => error.message);
  ok(/one grey image/.test(shown), shown);
});
