import type { Sharp } from "sharp";

const FORMATS = ["png", "jpeg", "webp"];

/** Bytes that tell a format: all that the signatures below need. */
const HEAD_BYTES = 12;
const SIGNATURES: [format: string, pattern: RegExp][] = [
  ["png", /^\x89PNG/],
  ["jpeg", /^\xff\xd8\xff/],
  ["webp", /^RIFF....WEBP/s],
  ["gif", /^GIF8/],
  ["tiff", /^(II\*|MM.\*)/s],
  ["bmp", /^BM/],
  ["HEIF, AVIF or video", /^....ftyp/s],
  ["pdf", /^%PDF/],
];

/** The largest file and image that is decoded, which takes some 300 MB of memory. */
const MAXIMUM_BYTES = 1e9;
const MAXIMUM_PIXELS = 1e8;

/** Images with a longer side are reduced while they are decoded, if the result is much smaller. */
const LONG_SIDE = 2048;

/** The size of an image, and whether it is inverted. */
export interface ReadOptions {
  height: number;
  width: number;
  /** 1 for grey, 3 for RGB */
  channels: number;
  /** "auto", for grey images: if the border is light */
  invert: boolean | "auto";
}

/**
 * Reads an image file as h × w × c bytes, grey or RGB. {@linkcode greyOf} says which grey a colour
 * becomes, {@linkcode opaque} on which ground a transparent image is laid.
 *
 * sharp is imported dynamically, as it is a native library that few programs need.
 *
 * @returns the pixels, or the reason why the file cannot be read
 */
export async function readImage(
  path: string,
  { height, width, channels, invert }: ReadOptions,
): Promise<Uint8Array | string> {
  const { default: sharp } = await import("sharp").catch((cause) => {
    throw new Error("loadFolder() needs the package sharp: npm install sharp", { cause });
  });
  try {
    const refusal = await refusalOf(path);
    if (refusal) return refusal;
    const image = sharp(await Deno.readFile(path), { limitInputPixels: MAXIMUM_PIXELS });
    const { data, info } = await (await reduced(image, Math.max(height, width))).autoOrient()
      .toColourspace("srgb").raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
    const pixels = channels === 1 ? greyOf(data, info.channels) : rgbOf(data, info.channels);
    let background = borderMedian(pixels, info.height, info.width, channels);
    if (invert === true || (invert === "auto" && background[0] > 127)) {
      for (let i = 0; i < pixels.length; i++) pixels[i] = 255 - pixels[i];
      background = background.map((level) => 255 - level);
    }
    const raw = { width: info.width, height: info.height, channels: channels as 1 | 3 };
    const [red, green = red, blue = red] = background;
    const fitted = await sharp(pixels, { raw })
      .resize(width, height, { fit: "contain", background: [red, green, blue] })
      .toColourspace(channels === 1 ? "b-w" : "srgb").raw()
      .toBuffer({ resolveWithObject: true });
    return firstChannels(fitted.data, fitted.info.channels, channels);
  } catch (error) {
    const { message } = error as Error;
    return /pixel limit/.test(message)
      ? `has more than ${MAXIMUM_PIXELS / 1e6} megapixels; reduce it`
      : message;
  }
}

/** Why a file is not decoded, by its size and first bytes. */
async function refusalOf(path: string): Promise<string | undefined> {
  using file = await Deno.open(path);
  const { size, isFile } = await file.stat();
  if (!isFile) return "is not a file";
  if (size === 0) return "is an empty file";
  const head = new Uint8Array(HEAD_BYTES);
  await file.read(head);
  const text = String.fromCharCode(...head);
  const format = SIGNATURES.find(([, pattern]) => pattern.test(text))?.[0];
  if (!FORMATS.includes(format!)) {
    return `must be PNG, JPEG or WebP, is ${format ?? "in another format"}`;
  }
  if (size > MAXIMUM_BYTES) return `is ${(size / 1e9).toFixed(1)} GB, over the limit of 1 GB`;
}

/** The image, decoded at a reduced size if it is large and the result, of side `target`, is not. */
async function reduced(image: Sharp, target: number): Promise<Sharp> {
  const { width, height } = await image.metadata();
  const side = Math.max(LONG_SIDE, 2 * target);
  if (Math.max(width, height) <= side) return image;
  return image.resize(side, side, { fit: "inside" });
}

/**
 * The grey levels of pixels with c channels: [n · c] → [n], where c is grey (1), grey and alpha (2), RGB
 * (3) or RGB and alpha (4).
 *
 * The grey level of a colour is its luma by Rec. 601, as in Pillow, OpenCV and torchvision, rounded as
 * Pillow does:
 *
 *     L = (19595 R + 38470 G + 7471 B + 32768) >> 16
 */
export function greyOf(values: Uint8Array, channels: number): Uint8Array {
  const grey = greyLevels(values, channels);
  return channels % 2 === 1
    ? grey
    : opaque(grey, values, channels, groundOf(grey, values, channels));
}

/** The RGB of pixels with c channels: [n · c] → [n · 3], c as of {@linkcode greyOf}. */
function rgbOf(values: Uint8Array, channels: number): Uint8Array {
  const rgb = new Uint8Array(values.length / channels * 3), colour = channels > 2;
  for (let i = 0, at = 0; i < rgb.length; i += 3, at += channels) {
    for (let c = 0; c < 3; c++) rgb[i + c] = values[at + (colour ? c : 0)];
  }
  if (channels % 2 === 1) return rgb;
  const ground = groundOf(greyLevels(values, channels), values, channels);
  return opaque(rgb, values, channels, ground);
}

function greyLevels(values: Uint8Array, channels: number): Uint8Array {
  const grey = new Uint8Array(values.length / channels), colour = channels > 2;
  for (let i = 0, at = 0; i < grey.length; i++, at += channels) {
    grey[i] = colour
      ? (19595 * values[at] + 38470 * values[at + 1] + 7471 * values[at + 2] + 32768) >> 16
      : values[at];
  }
  return grey;
}

/**
 * The ground of a transparent image: white if its pixels, weighted by their opacity, are dark (a mean grey
 * level of at most 127.5), else black, so that both black and white ink remain visible.
 */
function groundOf(grey: Uint8Array, values: Uint8Array, channels: number): number {
  let ink = 0, opacity = 0;
  grey.forEach((level, i) => {
    const alpha = values[(i + 1) * channels - 1];
    ink += level * alpha, opacity += alpha;
  });
  return ink <= 127.5 * opacity ? 255 : 0;
}

/** Pixels, grey or RGB, laid on a ground by the opacity that is the last of the c channels of `values`. */
function opaque(
  pixels: Uint8Array,
  values: Uint8Array,
  channels: number,
  ground: number,
): Uint8Array {
  const depth = pixels.length * channels / values.length;
  return pixels.map((level, i) => {
    const alpha = values[(Math.floor(i / depth) + 1) * channels - 1];
    return Math.round((level * alpha + ground * (255 - alpha)) / 255);
  });
}

/** The median of the outermost pixels in each channel: the background, unless ink covers the border. */
function borderMedian(
  pixels: Uint8Array,
  height: number,
  width: number,
  channels: number,
): number[] {
  return Array.from({ length: channels }, (_, channel) => {
    const at = (y: number, x: number) => pixels[(y * width + x) * channels + channel];
    const border: number[] = [];
    for (let x = 0; x < width; x++) border.push(at(0, x), at(height - 1, x));
    for (let y = 0; y < height; y++) border.push(at(y, 0), at(y, width - 1));
    return border.sort((a, b) => a - b)[border.length >> 1];
  });
}

/** The first `wanted` of the c channels: [n · c] → [n · wanted] */
function firstChannels(values: Uint8Array, channels: number, wanted: number): Uint8Array {
  const first = new Uint8Array(values.length / channels * wanted);
  for (let i = 0; i < first.length; i++) {
    first[i] = values[Math.floor(i / wanted) * channels + i % wanted];
  }
  return first;
}
