// @ts-types="@types/d3-array"
import { max } from "d3-array";
import { display, type MimeBundle } from "../display.ts";
import { figureHtml, type FigureOptions, figureOptions, figureText } from "../style/html.ts";
import { floatImages, imageAt, type Images } from "./float_images.ts";
import { imageSize, imageTable } from "./image_table.ts";
import { toRaster } from "./png.ts";
import { requireKnown, requireRecord } from "../../require.ts";

/** Options of {@linkcode showImageRows}. */
export interface ImageRowsOptions extends FigureOptions {
  /** width of an image in screen pixels; default as wide as fits */
  size?: number;
}

/**
 * Shows images in named rows, one below another: variants of the same images, or the steps of a
 * transition. {@linkcode showReconstructions} adds the error of each row.
 *
 * @throws {TypeError} a row is neither an ImageSet nor a tensor [n, h, w, c]
 * @throws {RangeError} `rows` is empty
 *
 * @example
 * ```ts
 * import { binarize, ImageSet } from "@autoencoders";
 * import { showImageRows } from "@autoencoders/figures";
 *
 * const grey = new ImageSet(new Uint8Array([0, 90, 180, 255]), { height: 1, width: 4 });
 * await showImageRows({ grey, binary: binarize(grey) });
 * ```
 */
export async function showImageRows(
  rows: Record<string, Images>,
  options: ImageRowsOptions = {},
): Promise<void> {
  requireRecord("rows", rows);
  requireKnown("showImageRows", options, { ...figureOptions, size: true });
  await display(imageRowsFigure(rows, options));
}

/** The figure of {@linkcode showImageRows}. */
export function imageRowsFigure(
  rows: Record<string, Images>,
  options: ImageRowsOptions = {},
): MimeBundle {
  const all = Object.entries(rows).map(([name, images]) => ({ name, images: floatImages(images) }));
  if (all.length === 0) throw new RangeError("a figure needs at least one row of images, got 0");
  const table = all.map(({ name, images }) => ({
    name,
    cells: Array.from({ length: images.count }, (_, i) => ({
      raster: toRaster(imageAt(images, i)),
      alt: `${name}, image ${i}`,
    })),
  }));
  const longest = max(all, ({ images }) => images.count)!;
  const size = options.size ?? imageSize(longest, all[0].images.width);
  const text = all.map(({ name, images }) => `${name}: ${images.count} images`).join("\n");
  return {
    "text/plain": figureText(text, options),
    "text/html": figureHtml(imageTable(table, size), options),
  };
}
