import { display, type MimeBundle } from "../display.ts";
import { frame, type Framing, inWords } from "../style/html.ts";
import { cellTable } from "./image_cells.ts";
import { imageSize } from "./image_size.ts";
import { type Images, picture, pictures } from "./pictures.ts";
import { raster } from "./png.ts";

/** How rows of images look. */
export interface ImageRowsOptions extends Framing {
  /** screen pixels an image is wide; what fits unless told */
  size?: number;
}

/**
 * Shows images in named rows, one below the other: variants of the same images, steps of a change.
 * {@linkcode showReconstructions} does the same with the error of each row.
 *
 * @throws {RangeError} there is no row
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
  await display(imageRowsFigure(rows, options));
}

/** What {@linkcode showImageRows} shows. */
export function imageRowsFigure(
  rows: Record<string, Images>,
  options: ImageRowsOptions = {},
): MimeBundle {
  const all = Object.entries(rows).map(([name, images]) => ({ name, images: pictures(images) }));
  if (all.length === 0) throw new RangeError("there must be at least one row of images, got 0");
  const table = all.map(({ name, images }) => ({
    name,
    cells: Array.from({ length: images.count }, (_, i) => ({
      raster: raster(picture(images, i)),
      alt: `${name}, image ${i}`,
    })),
  }));
  const longest = Math.max(...all.map(({ images }) => images.count));
  const size = options.size ?? imageSize(longest, all[0].images.width);
  const words = all.map(({ name, images }) => `${name}: ${images.count} images`).join("\n");
  return {
    "text/plain": inWords(words, options),
    "text/html": frame(cellTable(table, size), options),
  };
}
