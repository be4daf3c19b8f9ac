import { requireKnown } from "../../require.ts";
import { display, type MimeBundle } from "../display.ts";
import { svgDataUrl } from "../live/svg_curves.ts";
import {
  escapeHtml,
  figureHtml,
  type FigureOptions,
  figureOptions,
  figureText,
} from "../style/html.ts";
import { ImageSet } from "../../images.ts";
import { floatImages, type Images } from "./float_images.ts";

/**
 * Shows a grey image as what it is, a grid of numbers: each pixel in its brightness, with its value.
 * Rows and columns at the edge that are all zero are left out, so that the numbers are legible.
 *
 * @param image one image; the numbers are its bytes, or those of a tensor in hundredths of white
 * @throws {RangeError} there is more than one image, it is not grey, or more than 64 pixels wide
 *
 * @example
 * ```ts
 * import { ImageSet } from "@autoencoders";
 * import { showPixels } from "@autoencoders/figures";
 *
 * await showPixels(new ImageSet(new Uint8Array([0, 255, 51, 0]), { height: 2, width: 2 }));
 * ```
 */
export async function showPixels(image: Images, options: FigureOptions = {}): Promise<void> {
  requireKnown("showPixels", options, figureOptions);
  await display(pixelsFigure(image, options));
}

/** Screen pixels of a cell: three digits that can be read, twenty of them on a phone. */
const cell = { width: 17, height: 16 };

/** The figure of {@linkcode showPixels}. */
export function pixelsFigure(image: Images, options: FigureOptions = {}): MimeBundle {
  const { values, count, height, width, channels } = floatImages(image);
  if (count !== 1 || channels !== 1 || width > 64) {
    throw new RangeError(
      `image must be one grey image, at most 64 pixels wide, got ${count} of ${height}×${width}×${channels}`,
    );
  }
  const scale = image instanceof ImageSet ? image.maximum : 100;
  const at = (y: number, x: number) => values[y * width + x];
  const lit = [...values.keys()].filter((i) => values[i] > 0);
  const [ys, xs] = [lit.map((i) => Math.floor(i / width)), lit.map((i) => i % width)];
  const [top, bottom] = lit.length ? [Math.min(...ys), Math.max(...ys)] : [0, height - 1];
  const [left, right] = lit.length ? [Math.min(...xs), Math.max(...xs)] : [0, width - 1];
  const cells: string[] = [], lines: string[] = [];
  for (let y = top; y <= bottom; y++) {
    const numbers: string[] = [];
    for (let x = left; x <= right; x++) {
      const value = at(y, x), grey = Math.round(255 * value), number = Math.round(value * scale);
      const [px, py] = [(x - left) * cell.width, (y - top) * cell.height];
      cells.push(
        `<path d="M${px} ${py}h${cell.width}v${cell.height}h-${cell.width}z" ` +
          `fill="rgb(${grey},${grey},${grey})" stroke="#888" stroke-width=".4"/><text x="${
            px + cell.width / 2
          }" y="${py + 11}" ` +
          `fill="${value > 0.45 ? "#000" : "#bbb"}">${number}</text>`,
      );
      numbers.push(String(number).padStart(3));
    }
    lines.push(numbers.join(" "));
  }
  const [w, h] = [(right - left + 1) * cell.width, (bottom - top + 1) * cell.height];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" ` +
    `height="${h}" font-size="8.5" text-anchor="middle" ` +
    `font-family="system-ui,-apple-system,'Segoe UI',sans-serif">${cells.join("")}</svg>`;
  const part = `rows ${top}–${bottom} and columns ${left}–${right} of ${height} × ${width} pixels`;
  const caption = [options.caption, `Shown: ${part}.`].filter(Boolean).join(" ");
  return {
    "text/plain": figureText(lines.join("\n"), { ...options, caption }),
    "text/html": figureHtml(
      `<div style="overflow-x:auto"><img src="${svgDataUrl(svg)}" width="${w}" height="${h}" ` +
        `alt="${escapeHtml(`The values of ${part}`)}" style="display:block;max-width:none;` +
        `outline:1px solid rgba(128,128,128,.35)"></div>`,
      { ...options, caption },
    ),
  };
}
