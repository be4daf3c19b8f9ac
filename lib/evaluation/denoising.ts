import * as tf from "@tensorflow/tfjs";
import pl from "nodejs-polars";
import { type ImageSet, requireImages } from "../images.ts";
import type { Coder } from "../models/mod.ts";
import { Random } from "../random.ts";
import { evaluate, type Evaluation } from "./evaluate.ts";
import { METRICS } from "./metrics/per_image.ts";
import { requireArray, requireFunction } from "../require.ts";

/** Adds noise to images: `saltAndPepper`, `gaussianNoise`, `maskNoise`. */
export type NoiseFunction = (images: ImageSet, amount: number, random: Random) => ImageSet;

/**
 * Measures how well coders remove various amounts of noise: the inputs are noisy, the outputs are
 * compared with the clean images. Every coder gets the same noise.
 *
 * The first row for each amount, "nothing done", compares the noisy images themselves.
 *
 * @param clean images that no coder was trained on
 * @param amounts of noise, each passed to `addNoise`
 * @param seed of the noise
 * @returns one row per amount and coder
 * @throws {RangeError} `amounts` is empty, or an amount is out of range for `addNoise`
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { denoisingTable, fitPca, imageSet, saltAndPepper } from "@autoencoders";
 *
 * const clean = imageSet(new Uint8Array([0, 0, 255, 255, 51, 51]), { height: 1, width: 2 });
 * const table = denoisingTable([fitPca(clean, 1)], clean, saltAndPepper, [0, 0.5], 1);
 * deepStrictEqual(table.getColumn("name").toArray().slice(0, 2), ["nothing done", "PCA-1"]);
 * deepStrictEqual(table.getColumn("mse").toArray()[0], 0);
 * ```
 */
export function denoisingTable(
  coders: readonly Coder[],
  clean: ImageSet,
  addNoise: NoiseFunction,
  amounts: readonly number[],
  seed: number,
): pl.DataFrame {
  requireFunction("addNoise", addNoise);
  requireArray("coders", coders);
  requireImages(clean, "clean");
  requireArray("amounts", amounts);
  if (amounts.length === 0) throw new RangeError("denoisingTable() needs at least 1 amount, got 0");
  const rows = amounts.flatMap((amount) => {
    const noisy = addNoise(clean, amount, new Random(seed));
    return [identityCoder(clean), ...coders].map((coder) => ({
      amount,
      evaluation: evaluate(coder, noisy, { targets: clean }),
    }));
  });
  const column = (name: string, type: pl.DataType, value: (one: Evaluation) => number | string) =>
    pl.Series(name, rows.map(({ evaluation }) => value(evaluation)), type);
  return pl.DataFrame([
    pl.Series("amount", rows.map(({ amount }) => amount), pl.Float64),
    column("name", pl.Utf8, ({ name }) => name),
    column("n", pl.Int32, ({ n }) => n),
    ...METRICS.map((metric) => column(metric, pl.Float64, (one) => one[metric])),
  ]);
}

/** The coder whose codes are the pixels and whose outputs are its inputs. */
function identityCoder({ height, width, channels, imageSize }: ImageSet): Coder {
  return {
    name: "nothing done",
    latent: imageSize,
    encode: (images) => tf.reshape(images, [-1, imageSize]), // [n, h, w, c] → [n, h·w·c]
    decode: (codes) => tf.reshape(codes, [-1, height, width, channels]),
  };
}
