// @ts-types="@types/d3-array"
import { max } from "d3-array";
import { divergingIndex, divergingPalette, type Raster } from "../pictures/png.ts";

/** Values of a layer's output as cells in a plane: every value is one cell. */
interface Arrangement {
  width: number;
  height: number;
  /** the cell of value `i`, counted row by row */
  cell(i: number): number;
}

/**
 * Numbers in rows that form a rectangle close to a square; channels of h × w values as tiles in such
 * rows, with a line of one cell between them.
 */
export function arrange(shape: readonly number[]): Arrangement {
  const [h, w, channels] = shape.length === 3 ? shape : [1, 1, shape[0]];
  const gap = h * w === 1 ? 0 : 1, columns = columnsFor(channels);
  const width = columns * (w + gap) - gap;
  const height = Math.ceil(channels / columns) * (h + gap) - gap;
  return {
    width,
    height,
    cell(i) {
      const channel = i % channels, pixel = Math.floor(i / channels); // channels are innermost
      const top = Math.floor(channel / columns) * (h + gap) + Math.floor(pixel / w);
      return top * width + channel % columns * (w + gap) + pixel % w;
    },
  };
}

/** The least divisor from √n on, if the rectangle is no longer than 4 : 1; else √n, rounded up. */
function columnsFor(n: number): number {
  const root = Math.ceil(Math.sqrt(n));
  for (let columns = root; columns <= 2 * root; columns++) if (n % columns === 0) return columns;
  return root;
}

/** The cells of a shape: of one colour, "#rrggbb", or by the values, relative to their largest. */
export function cellsRaster(shape: readonly number[], fill: string | Float32Array): Raster {
  const { width, height, cell } = arrange(shape);
  const count = shape.reduce((product, side) => product * side);
  if (typeof fill === "string") {
    const data = new Uint8Array(width * height);
    for (let i = 0; i < count; i++) data[cell(i)] = 1;
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(fill.slice(at, at + 2), 16));
    return {
      data,
      width,
      height,
      channels: 1,
      palette: [[0, 0, 0, 0], [red, green, blue, 254]],
    };
  }
  const data = new Uint8Array(width * height).fill(divergingIndex(0));
  const largest = max(fill, Math.abs) || 1;
  fill.forEach((value, i) => data[cell(i)] = divergingIndex(value / largest));
  return { data, width, height, channels: 1, palette: divergingPalette };
}
