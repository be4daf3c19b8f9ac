import { display, type MimeBundle } from "../display.ts";
import { escapeHtml, frame, type Framing, inWords } from "../style/html.ts";
import { captionedCells } from "./image_cells.ts";
import { imageSize, sharpness } from "./image_size.ts";
import { type Images, pictures } from "./pictures.ts";
import { enlarge, mosaic, pngAddress } from "./png.ts";

/** How a grid of images looks. */
export interface ImagesOptions extends Framing {
  /** images a row; 10 unless told */
  columns?: number;
  /** screen pixels an image is wide; about 56 for few images, fewer for many, unless told */
  size?: number;
  /** what stands under each image */
  captions?: readonly string[];
}

/**
 * Shows images in a grid, as one PNG (or one for each image where they have captions), enlarged
 * without blur.
 *
 * @throws {TypeError} the images are neither an ImageSet nor a tensor [n, h, w, c]
 * @throws {RangeError} the columns are no positive integer, or the captions not as many as the images
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
  await display(imagesFigure(images, options));
}

/** What {@linkcode showImages} shows. */
export function imagesFigure(images: Images, options: ImagesOptions = {}): MimeBundle {
  const all = pictures(images);
  const { captions, title } = options;
  const columns = options.columns ?? Math.min(10, all.count);
  if (!Number.isSafeInteger(columns) || columns < 1) {
    throw new RangeError(`columns must be a positive integer, got ${columns}`);
  }
  if (captions && captions.length !== all.count) {
    throw new RangeError(`${all.count} images need ${all.count} captions, got ${captions.length}`);
  }
  const size = options.size ?? imageSize(columns, all.width);
  const words = inWords(`[${all.count} images of ${all.height}×${all.width}]`, options);
  if (captions) {
    const cells = captionedCells(all, captions, columns, size);
    return { "text/plain": words, "text/html": frame(cells, options) };
  }
  const grid = mosaic(all, columns);
  const factor = sharpness(size, all.width);
  const width = Math.round(grid.width * size / all.width);
  const alt = `${title ?? "Images"}: ${all.count} images of ${all.height} by ${all.width} pixels`;
  const img = `<img src="${pngAddress(enlarge(grid, factor))}" alt="${escapeHtml(alt)}" ` +
    `width="${width}" style="width:${width}px;max-width:100%;image-rendering:pixelated">`;
  return { "text/plain": words, "text/html": frame(img, options) };
}
