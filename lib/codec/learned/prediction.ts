import { ImageSet } from "../../images.ts";
import type { Random } from "../../random.ts";
import { requireInteger } from "../../require.ts";
import type { PixelModel } from "./model.ts";
import { pixelPredictions, PixelPredictor } from "./predictor.ts";
import { probabilityTable } from "./probability.ts";

/**
 * What a model expects of each pixel, given the pixels before it: the probability that it is white.
 *
 * @param images n × h × w × 1 pixels, 0 and 1, of the size that the model is for
 * @returns n · h · w integers in 1–65,535: 65,536ths. −log₂ of the pixels' probabilities is their size in
 * bits in a file
 * @throws {RangeError} the images are not binary, or have another size
 */
export function pixelProbabilities({ network }: PixelModel, images: ImageSet): Uint16Array {
  const { height, width } = network, size = height * width;
  if (images.height !== height || images.width !== width || images.channels !== 1) {
    throw new RangeError(
      `the model is for images of ${height}×${width}×1, ` +
        `got ${images.height}×${images.width}×${images.channels}`,
    );
  }
  if (images.maximum !== 1) {
    throw new RangeError(
      `images must be binary, got pixels of 0–${images.maximum}: binarize() them`,
    );
  }
  const probabilities = new Uint16Array(images.pixels.length), predict = pixelPredictions(network);
  for (let from = 0; from < probabilities.length; from += size) {
    probabilities.set(predict(images.pixels.subarray(from, from + size)), from);
  }
  return probabilities;
}

/**
 * Images that a model draws pixel by pixel: what comes out if random bytes are decoded.
 *
 * @throws {RangeError} `count` is not a positive integer
 */
export function samplePixelModel({ network }: PixelModel, count: number, random: Random): ImageSet {
  requireInteger("count", count);
  const { height, width } = network, size = height * width;
  const predictor = new PixelPredictor(network), table = probabilityTable(network);
  const pixels = new Uint8Array(count * size);
  for (let from = 0; from < pixels.length; from += size) {
    predictor.run((logit, pixel) =>
      pixels[from + pixel] = Number(random.integer(65_536) < table.of(logit))
    );
  }
  return new ImageSet(pixels, { height, width, maximum: 1 });
}
