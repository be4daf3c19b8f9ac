import { escapeHtml } from "../style/html.ts";
import { sharpness } from "./image_size.ts";
import { picture, type Pictures } from "./pictures.ts";
import { enlarge, pngAddress, type Raster, raster } from "./png.ts";

// Lab stripes and right-aligns the tables of an output; a grid of images is no table of numbers.
const tableStyle = "border-collapse:collapse;border:0;margin:0;font-size:12px";
const rowStyle = "background:transparent;border:0";
const cellStyle = "padding:2px 3px 4px;border:0;text-align:center;vertical-align:top";
const headStyle = "padding:2px 10px 2px 0;border:0;text-align:right;vertical-align:middle;" +
  "font-weight:600;white-space:nowrap";

/** One image and what stands under it. */
export interface Cell {
  raster: Raster;
  /** what a screen reader says */
  alt: string;
  /** under the image; nothing unless told */
  caption?: string;
}

/** One row of a grid. */
export interface Row {
  /** left of the images */
  name?: string;
  /** small, under the name */
  note?: string;
  cells: Cell[];
}

/** Rows of images, their names to the left and a caption under each image. */
export function cellTable(rows: readonly Row[], size: number): string {
  const body = rows.map(({ name, note, cells }) => {
    const small = note
      ? `<br><small style="font-weight:400;white-space:pre-line">${escapeHtml(note)}</small>`
      : "";
    const head = name === undefined
      ? ""
      : `<th scope="row" style="${headStyle}">${escapeHtml(name)}${small}</th>`;
    return `<tr style="${rowStyle}">${head}${cells.map((c) => cellHtml(c, size)).join("")}</tr>`;
  });
  return `<div style="overflow-x:auto"><table style="${tableStyle}"><tbody>${
    body.join("")
  }</tbody></table></div>`;
}

/** A grid of images with a caption under each. */
export function captionedCells(
  all: Pictures,
  captions: readonly string[],
  columns: number,
  size: number,
): string {
  const cells = captions.map((caption, i) => ({
    raster: raster(picture(all, i)),
    alt: `image ${i}: ${caption}`,
    caption,
  }));
  const rows: Row[] = [];
  for (let i = 0; i < cells.length; i += columns) rows.push({ cells: cells.slice(i, i + columns) });
  return cellTable(rows, size);
}

function cellHtml({ raster, alt, caption }: Cell, size: number): string {
  const src = pngAddress(enlarge(raster, sharpness(size, raster.width)));
  const height = Math.round(size * raster.height / raster.width);
  const under = caption === undefined ? "" : `<br>${escapeHtml(caption)}`;
  return `<td style="${cellStyle}"><img src="${src}" alt="${escapeHtml(alt)}" width="${size}" ` +
    `height="${height}" style="display:inline-block;image-rendering:pixelated;` +
    `outline:1px solid rgba(128,128,128,.35)">${under}</td>`;
}
