import { encode } from "fast-png";
import { base64 } from "../../files/mod.ts";
import { diverging, type Rgba } from "../style/palette.ts";
import { type FloatImages, floatImages, imageAt, type Images } from "./float_images.ts";

/** Pixels ready for a PNG: rows of pixels, `channels` bytes each. */
export interface Raster {
  data: Uint8Array;
  width: number;
  height: number;
  /** 1: grey (or an index into the palette), 2: grey and alpha, 3: RGB, 4: RGB and alpha */
  channels: number;
  /** the colour of each byte, if the bytes are indices */
  palette?: Rgba[];
}

/** One image as bytes. */
export function toRaster({ values, height, width, channels }: FloatImages): Raster {
  return { data: Uint8Array.from(values, (v) => Math.round(v * 255)), width, height, channels };
}

// Colours from zero to either end of the palette: as many as the eye distinguishes in a small
// image, and few enough that a noisy image compresses well.
const steps = 24;

/** The diverging palette, to be indexed by {@linkcode divergingIndex}. */
export const divergingPalette = Array.from({ length: 2 * steps + 1 }, (_, i): Rgba => {
  const [red, green, blue, alpha] = diverging(i / steps - 1);
  // fast-png 8.0.0 writes the opacity of the colours that are not opaque only, in their order: with
  // an opaque one among them, those after it would have the wrong opacity. So none is.
  return [red, green, blue, Math.min(254, alpha)];
});

/** The index of `value`, −1–1, in the diverging palette. */
export function divergingIndex(value: number): number {
  return steps + Math.round(steps * value);
}

/** `a` − `b` in the diverging palette, averaged over the channels: orange if `a` is brighter. */
export function difference(a: FloatImages, b: FloatImages): Raster {
  const { height, width, channels } = a;
  const data = new Uint8Array(height * width);
  for (let i = 0; i < height * width; i++) {
    let sum = 0;
    for (let c = 0; c < channels; c++) {
      sum += a.values[i * channels + c] - b.values[i * channels + c];
    }
    data[i] = divergingIndex(sum / channels);
  }
  return { data, width, height, channels: 1, palette: divergingPalette };
}

/** Images in a grid, row by row, with a half-transparent grey line of one pixel between them. */
export function mosaic(all: FloatImages, columns: number): Raster {
  const gap = 1;
  const { count, height: h, width: w, channels } = all;
  const rows = Math.ceil(count / columns);
  const width = columns * (w + gap) - gap;
  const height = rows * (h + gap) - gap;
  const data = new Uint8Array(width * height * (channels + 1)).fill(128);
  for (let n = 0; n < count; n++) {
    const image = toRaster(imageAt(all, n)).data;
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

/** Enlarges each pixel to a `factor` × `factor` square, so that viewers do not blur the image. */
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

/** The raster as a PNG at zlib's strongest compression. */
export function toPng({ palette, ...raster }: Raster): Uint8Array {
  return encode(
    { ...raster, palette: palette?.map((colour) => [...colour]) },
    { zlib: { level: 9 } },
  );
}

/** The raster as the `data:` URL of a PNG, for an `<img>`. */
export function pngDataUrl(raster: Raster): string {
  return `data:image/png;base64,${base64(toPng(raster))}`;
}

/**
 * A grid of images as the bytes of a PNG file.
 *
 * @param columns images per row
 * @param factor by which the images are enlarged
 *
 * @example
 * ```ts
 * import { ImageSet } from "@autoencoders";
 * import { gridPng } from "@autoencoders/figures";
 * import { strictEqual } from "node:assert/strict";
 * import { decode } from "fast-png";
 *
 * const two = new ImageSet(new Uint8Array([0, 255, 51, 0]), { height: 1, width: 2 });
 * strictEqual(decode(gridPng(two, 2, 3)).width, 15); // 3 · (2 · 2 pixels and a line)
 * ```
 */
export function gridPng(images: Images, columns: number, factor = 1): Uint8Array {
  return toPng(enlarge(mosaic(floatImages(images), columns), factor));
}
