import { encode } from "fast-png";
import { diverging, type Rgb } from "../style/palette.ts";
import { picture, type Pictures } from "./pictures.ts";

/** Pixels ready for a PNG: rows of `channels` bytes a pixel. */
export interface Raster {
  data: Uint8Array;
  width: number;
  height: number;
  /** 1 grey (or a place in the palette), 2 grey and alpha, 3 RGB, 4 RGB and alpha */
  channels: number;
  /** what each byte means, where the bytes are no colours themselves */
  palette?: Rgb[];
}

/** One image as bytes. */
export function raster({ values, height, width, channels }: Pictures): Raster {
  return { data: Uint8Array.from(values, (v) => Math.round(v * 255)), width, height, channels };
}

// Steps of the difference's colours from zero to one end: as many as the eye tells apart in a small
// picture, and few enough that a noisy one stays small as a PNG.
const steps = 24;

/** `a` − `b` in the diverging palette, averaged over the channels: orange where `a` is brighter. */
export function difference(a: Pictures, b: Pictures): Raster {
  const { height, width, channels } = a;
  const data = new Uint8Array(height * width);
  for (let i = 0; i < height * width; i++) {
    let sum = 0;
    for (let c = 0; c < channels; c++) {
      sum += a.values[i * channels + c] - b.values[i * channels + c];
    }
    data[i] = steps + Math.round(steps * sum / channels);
  }
  const palette = Array.from({ length: 2 * steps + 1 }, (_, i) => diverging(i / steps - 1));
  return { data, width, height, channels: 1, palette };
}

/** Images side by side, row by row, with a thin half-transparent grey line between them. */
export function mosaic(all: Pictures, columns: number): Raster {
  const gap = 1;
  const { count, height: h, width: w, channels } = all;
  const rows = Math.ceil(count / columns);
  const width = columns * (w + gap) - gap;
  const height = rows * (h + gap) - gap;
  const data = new Uint8Array(width * height * (channels + 1)).fill(128);
  for (let n = 0; n < count; n++) {
    const image = raster(picture(all, n)).data;
    const top = Math.floor(n / columns) * (h + gap);
    const left = (n % columns) * (w + gap);
    for (let i = 0; i < h * w; i++) {
      const y = top + Math.floor(i / w);
      const to = (y * width + left + i % w) * (channels + 1);
      for (let c = 0; c < channels; c++) data[to + c] = image[i * channels + c];
      data[to + channels] = 255;
    }
  }
  return { data, width, height, channels: channels + 1 };
}

/** Each pixel as a `factor` × `factor` square, so that no viewer blurs it. */
export function enlarge(raster: Raster, factor: number): Raster {
  const { data, width, height, channels } = raster;
  const row = width * factor * channels;
  const large = new Uint8Array(row * height * factor);
  for (let y = 0; y < height; y++) {
    const start = y * factor * row;
    for (let x = 0; x < width * factor; x++) {
      const from = (y * width + Math.floor(x / factor)) * channels;
      for (let c = 0; c < channels; c++) large[start + x * channels + c] = data[from + c];
    }
    for (let k = 1; k < factor; k++) large.copyWithin(start + k * row, start, start + row);
  }
  return { ...raster, data: large, width: width * factor, height: height * factor };
}

/** The raster as a `data:` address that an `<img>` takes. */
export function pngAddress({ palette, ...raster }: Raster): string {
  const colours = palette?.map((colour) => [...colour]);
  return `data:image/png;base64,${
    encode({ ...raster, palette: colours }, { zlib: { level: 9 } }).toBase64()
  }`;
}
