import { requireInteger, requireKnown } from "../../require.ts";
import { display, type MimeBundle } from "../display.ts";
import {
  escapeHtml,
  figureHtml,
  type FigureOptions,
  figureOptions,
  figureText,
} from "../style/html.ts";
import { floatImages, imageAt, type Images } from "./float_images.ts";
import { enlargement, imageGrid, imageSize } from "./image_table.ts";
import { enlarge, mosaic, pngDataUrl, toRaster } from "./png.ts";

/** Options of {@linkcode showImages}. */
export interface ImagesOptions extends FigureOptions {
  /** images per row; default 10 */
  columns?: number;
  /** width of an image in screen pixels; default about 56, less for many columns */
  size?: number;
  /** a text below each image */
  captions?: readonly string[];
}

/**
 * Shows images in a grid, as one PNG (with captions, as one PNG per image), enlarged without blur.
 *
 * @throws {TypeError} the images are neither an ImageSet nor a tensor [n, h, w, c]
 * @throws {RangeError} `columns` is not a positive integer, or the numbers of captions and images
 * differ
 *
 * @example
 * ```ts
 * import { ImageSet } from "@autoencoders";
 * import { showImages } from "@autoencoders/figures";
 *
 * const two = new ImageSet(new Uint8Array([0, 255, 51, 0]), { height: 1, width: 2 });
 * await showImages(two, { title: "Two images of two pixels" });
 * ```
 */
export async function showImages(images: Images, options: ImagesOptions = {}): Promise<void> {
  requireKnown("showImages", options, {
    ...figureOptions,
    columns: true,
    size: true,
    captions: true,
  });
  await display(imagesFigure(images, options));
}

/** The figure of {@linkcode showImages}. */
export function imagesFigure(images: Images, options: ImagesOptions = {}): MimeBundle {
  const all = floatImages(images);
  const { columns = Math.min(10, all.count), captions, title } = options;
  requireInteger("columns", columns);
  if (captions && captions.length !== all.count) {
    throw new RangeError(`${all.count} images need ${all.count} captions, got ${captions.length}`);
  }
  const size = options.size ?? imageSize(columns, all.width);
  const text = figureText(`[${all.count} images of ${all.height}×${all.width}]`, options);
  if (captions) {
    const cells = captions.map((caption, i) => ({
      raster: toRaster(imageAt(all, i)),
      alt: `image ${i}: ${caption}`,
      caption,
    }));
    return {
      "text/plain": text,
      "text/html": figureHtml(imageGrid(cells, columns, size), options),
    };
  }
  const grid = mosaic(all, columns);
  const src = pngDataUrl(enlarge(grid, enlargement(size, all.width)));
  const width = Math.round(grid.width * size / all.width);
  const alt = `${title ?? "Images"}: ${all.count} images of ${all.height} by ${all.width} pixels`;
  const img = `<img src="${src}" alt="${escapeHtml(alt)}" ` +
    `width="${width}" style="width:${width}px;max-width:100%;image-rendering:pixelated">`;
  return { "text/plain": text, "text/html": figureHtml(img, options) };
}
