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
  invert: boolean | "auto";
}

/**
 * Reads an image file as h × w grey bytes, white on black. {@linkcode greyOf} says which grey a colour
 * becomes, and on which ground a transparent image is laid.
 *
 * sharp is imported dynamically, as it is a native library that few programs need.
 *
 * @returns the pixels, or the reason why the file cannot be read
 */
export async function readImage(
  path: string,
  { height, width, invert }: ReadOptions,
): Promise<Uint8Array | string> {
  const { default: sharp } = await import("sharp");
  try {
    const refusal = await refusalOf(path);
    if (refusal) return refusal;
    const image = sharp(await Deno.readFile(path), { limitInputPixels: MAXIMUM_PIXELS });
    const { data, info } = await (await reduced(image, Math.max(height, width))).autoOrient()
      .toColourspace("srgb").raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
    const grey = greyOf(data, info.channels);
    let background = borderMedian(grey, info.height, info.width);
    if (invert === true || (invert === "auto" && background > 127)) {
      for (let i = 0; i < grey.length; i++) grey[i] = 255 - grey[i];
      background = 255 - background;
    }
    const raw = { width: info.width, height: info.height, channels: 1 as const };
    const fitted = await sharp(grey, { raw })
      .resize(width, height, { fit: "contain", background: [background, background, background] })
      .toColourspace("b-w").raw().toBuffer({ resolveWithObject: true });
    return firstChannel(fitted.data, fitted.info.channels);
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
 *
 * A transparent image is laid on white if its pixels, weighted by their opacity, are dark (a mean of at
 * most 127.5), else on black, so that both black and white ink remain visible.
 */
export function greyOf(values: Uint8Array, channels: number): Uint8Array {
  const grey = new Uint8Array(values.length / channels), colour = channels > 2;
  for (let i = 0, at = 0; i < grey.length; i++, at += channels) {
    grey[i] = colour
      ? (19595 * values[at] + 38470 * values[at + 1] + 7471 * values[at + 2] + 32768) >> 16
      : values[at];
  }
  if (channels % 2 === 1) return grey;
  const alpha = (i: number) => values[(i + 1) * channels - 1];
  let ink = 0, opacity = 0;
  grey.forEach((level, i) => (ink += level * alpha(i), opacity += alpha(i)));
  const ground = ink <= 127.5 * opacity ? 255 : 0;
  return grey.map((level, i) => Math.round((level * alpha(i) + ground * (255 - alpha(i))) / 255));
}

/** The median of the outermost pixels: the background, unless ink covers most of the border. */
function borderMedian(grey: Uint8Array, height: number, width: number): number {
  const border: number[] = [];
  for (let x = 0; x < width; x++) border.push(grey[x], grey[(height - 1) * width + x]);
  for (let y = 0; y < height; y++) border.push(grey[y * width], grey[(y + 1) * width - 1]);
  return border.sort((a, b) => a - b)[border.length >> 1];
}

/** [n · channels] → [n] */
function firstChannel(values: Uint8Array, channels: number): Uint8Array {
  const first = new Uint8Array(values.length / channels);
  for (let i = 0; i < first.length; i++) first[i] = values[i * channels];
  return first;
}
