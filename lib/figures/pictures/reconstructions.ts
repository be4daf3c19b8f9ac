// @ts-types="@types/d3-array"
import { mean } from "d3-array";
import { significant } from "../../progress/mod.ts";
import { requireKnown, requireOneOf, requireRecord } from "../../require.ts";
import { display, type MimeBundle } from "../display.ts";
import { figureHtml, type FigureOptions, figureOptions, figureText } from "../style/html.ts";
import {
  type FloatImages,
  floatImages,
  imageAt,
  imageErrors,
  type Images,
} from "./float_images.ts";
import { type ImageRow, imageSize, imageTable } from "./image_table.ts";
import { difference, toRaster } from "./png.ts";

/** Options of {@linkcode showReconstructions}. */
export interface ReconstructionsOptions extends FigureOptions {
  /** whether to show a row of differences below each reconstruction; default true */
  differences?: boolean;
  /** name of the row that the others are compared with; default the first */
  reference?: string;
  /** names of rows shown without error and difference, such as a noisy input */
  plain?: readonly string[];
  /** width of an image in screen pixels; default as wide as fits */
  size?: number;
}

/**
 * Shows images above their reconstructions: a row for each name, the mean squared error below each
 * image and, below that, the difference (orange: too bright, blue: too dark, the page's own colour:
 * equal).
 *
 * @param rows by name, such as `{ original, "PCA-32": …, autoencoder: … }`; all of one shape
 * @throws {TypeError} a row is neither an ImageSet nor a tensor [n, h, w, c]
 * @throws {RangeError} `rows` is empty, the rows differ in shape, or the reference is not one of
 * them
 *
 * @example
 * ```ts
 * import { ImageSet } from "@autoencoders";
 * import { showReconstructions } from "@autoencoders/figures";
 *
 * const original = new ImageSet(new Uint8Array([0, 255]), { height: 1, width: 2 });
 * const reconstruction = new ImageSet(new Uint8Array([9, 240]), { height: 1, width: 2 });
 * await showReconstructions({ original, reconstruction }, { caption: "Above the input." });
 * ```
 */
export async function showReconstructions(
  rows: Record<string, Images>,
  options: ReconstructionsOptions = {},
): Promise<void> {
  requireRecord("rows", rows);
  requireKnown("showReconstructions", options, {
    ...figureOptions,
    differences: true,
    reference: true,
    plain: true,
    size: true,
  });
  await display(reconstructionsFigure(rows, options));
}

/** The figure of {@linkcode showReconstructions}. */
export function reconstructionsFigure(
  rows: Record<string, Images>,
  options: ReconstructionsOptions = {},
): MimeBundle {
  const { differences = true, plain = [], reference = Object.keys(rows)[0] } = options;
  requireOneOf("reference", reference, Object.keys(rows));
  const all = Object.entries(rows).map(([name, images]) => ({ name, images: floatImages(images) }));
  const expected = all.find(({ name }) => name === reference)!.images;
  for (const { name, images } of all) requireSameShape(name, images, expected);

  const lines: string[] = [];
  const table = all.flatMap(({ name, images }): ImageRow[] => {
    if (name === reference || plain.includes(name)) return [imageRow(name, images)];
    const errors = imageErrors(images, expected);
    lines.push(`${name}: MSE ${significant(mean(errors)!)} (mean of these ${errors.length})`);
    const row = imageRow(name, images, errors);
    return differences ? [row, differenceRow(name, images, reference, expected)] : [row];
  });
  const size = options.size ?? imageSize(expected.count, expected.width);
  return {
    "text/plain": figureText(lines.join("\n"), options),
    "text/html": figureHtml(imageTable(table, size), options),
  };
}

function imageRow(name: string, images: FloatImages, errors?: Float64Array): ImageRow {
  const cells = Array.from({ length: images.count }, (_, i) => {
    const error = errors && significant(errors[i], 2);
    return {
      raster: toRaster(imageAt(images, i)),
      alt: `${name} of image ${i}${error ? `, mean squared error ${error}` : ""}`,
      caption: error,
    };
  });
  return { name, note: errors && "MSE below", cells };
}

function differenceRow(
  name: string,
  images: FloatImages,
  reference: string,
  expected: FloatImages,
): ImageRow {
  const cells = Array.from({ length: images.count }, (_, i) => ({
    raster: difference(imageAt(images, i), imageAt(expected, i)),
    alt: `where ${name} of image ${i} differs from ${reference}`,
  }));
  return { name: "difference", note: "orange: too bright\nblue: too dark", cells };
}

function requireSameShape(name: string, a: FloatImages, b: FloatImages): void {
  const shape = (p: FloatImages) => `[${p.count}, ${p.height}, ${p.width}, ${p.channels}]`;
  if (shape(a) === shape(b)) return;
  throw new RangeError(`${name} must be ${shape(b)} like the reference, got ${shape(a)}`);
}
