import { escapeHtml } from "../style/html.ts";
import { wrapLabel } from "../style/labels.ts";
import { enlarge, pngDataUrl, type Raster } from "./png.ts";

// JupyterLab stripes and right-aligns tables; these styles undo both.
const tableStyle = "border-collapse:collapse;border:0;margin:0;font-size:12px";
const rowStyle = "background:transparent;border:0";
const cellStyle = "padding:2px 3px 4px;border:0;text-align:center;vertical-align:top";
const headStyle = "padding:2px 10px 2px 0;border:0;text-align:right;vertical-align:middle;" +
  "font-weight:600;white-space:pre";

/** One image and the text below it. */
export interface ImageCell {
  raster: Raster;
  /** the description for screen readers */
  alt: string;
  /** below the image; default none */
  caption?: string;
}

/** One row of a table of images. */
export interface ImageRow {
  /** to the left of the images */
  name?: string;
  /** small, below the name */
  note?: string;
  cells: ImageCell[];
}

/** Letters in a line of a row's name: as many as leave room for images on a phone. */
const nameLetters = 14;

/** Rows of images as HTML, `size` screen pixels each, with names to the left and captions below. */
export function imageTable(rows: readonly ImageRow[], size: number): string {
  const body = rows.map(({ name, note, cells }) => {
    const small = note ? `<br><small style="font-weight:400">${escapeHtml(note)}</small>` : "";
    const head = name === undefined
      ? ""
      : `<th scope="row" style="${headStyle}">${
        wrapLabel(name, nameLetters).map(escapeHtml).join("<br>")
      }${small}</th>`;
    return `<tr style="${rowStyle}">${head}${cells.map((c) => cellHtml(c, size)).join("")}</tr>`;
  });
  return `<div style="overflow-x:auto"><table style="${tableStyle}"><tbody>${
    body.join("")
  }</tbody></table></div>`;
}

/** {@linkcode imageTable} of unnamed rows, `columns` images each. */
export function imageGrid(cells: readonly ImageCell[], columns: number, size: number): string {
  const rows: ImageRow[] = [];
  for (let i = 0; i < cells.length; i += columns) rows.push({ cells: cells.slice(i, i + columns) });
  return imageTable(rows, size);
}

/**
 * The width in screen pixels of images of `width` pixels, shown in `columns` columns: a multiple of
 * `width`, so that all pixels are equally large, unless that is too wide.
 */
export function imageSize(columns: number, width: number): number {
  // The width of an output on a laptop, minus the prompt and the row's name.
  const room = 744;
  const most = Math.max(Math.min(width, 28), Math.min(64, Math.floor(room / columns)));
  return width <= most ? most - most % width : most;
}

/** The smallest integer factor that enlarges `width` pixels to `size` screen pixels, at most 4. */
export function enlargement(size: number, width: number): number {
  return Math.max(1, Math.min(4, Math.ceil(size / width)));
}

function cellHtml({ raster, alt, caption }: ImageCell, size: number): string {
  const src = pngDataUrl(enlarge(raster, enlargement(size, raster.width)));
  const height = Math.round(size * raster.height / raster.width);
  const below = caption === undefined ? "" : `<br>${escapeHtml(caption)}`;
  return `<td style="${cellStyle}"><img src="${src}" alt="${escapeHtml(alt)}" width="${size}" ` +
    `height="${height}" style="display:inline-block;max-width:none;image-rendering:pixelated;` +
    `outline:1px solid rgba(128,128,128,.35)">${below}</td>`;
}
