import { type ImageSet, requireImages } from "../images.ts";
import { type Random, requireRandom } from "../random.ts";
import { requireInRange, requireNumber } from "../require.ts";

/** Adds noise to images: `saltAndPepper`, `gaussianNoise`, `maskNoise`. */
export type NoiseFunction = (images: ImageSet, amount: number, random: Random) => ImageSet;

/**
 * Replaces random pixels by black or white, with equal probability.
 *
 * @param amount the expected share of pixels that are replaced, 0–1
 * @returns a new set of the same shape and maximum
 * @throws {RangeError} the amount is not in 0–1
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { imageSet, Random, saltAndPepper } from "@autoencoders";
 *
 * const grey = imageSet(new Uint8Array(784).fill(100), { height: 28, width: 28 });
 * const noisy = saltAndPepper(grey, 0.25, new Random(1));
 * ok(noisy.pixels.every((pixel) => pixel === 0 || pixel === 100 || pixel === 255));
 * ```
 */
export function saltAndPepper(images: ImageSet, amount: number, random: Random): ImageSet {
  requireImages(images);
  requireRandom(random);
  requireInRange("amount", amount, 0, 1);
  const pixels = images.pixels.slice();
  // The gap between two replaced pixels is geometric: P(gap ≥ g) = (1 − amount)^g.
  const log = Math.log1p(-amount);
  const gap = () => amount === 1 ? 0 : Math.floor(Math.log(1 - random.uniform()) / log);
  if (amount === 0) return images.with(pixels);
  for (let i = gap(); i < pixels.length; i += 1 + gap()) {
    pixels[i] = random.bits() & 0x8000_0000 ? images.maximum : 0;
  }
  return images.with(pixels);
}

/**
 * Adds normally distributed noise to each pixel and clips to the range from black to white.
 *
 * @param sigma the standard deviation as a share of white: 0.3 is 76.5 of 255
 * @returns a new grey set of the same shape, 0–255 even if the images were binary
 * @throws {RangeError} sigma is not a finite number ≥ 0
 *
 * @example
 * ```ts
 * import { ok, strictEqual } from "node:assert/strict";
 * import { gaussianNoise, imageSet, Random } from "@autoencoders";
 *
 * const binary = imageSet(new Uint8Array([0, 1]), { height: 1, width: 2, maximum: 1 });
 * const noisy = gaussianNoise(binary, 0.1, new Random(1));
 * strictEqual(noisy.maximum, 255);
 * ok(noisy.pixels[1] > 128);
 * ```
 */
export function gaussianNoise(images: ImageSet, sigma: number, random: Random): ImageSet {
  requireImages(images);
  requireRandom(random);
  requireNumber("sigma", sigma);
  if (!(sigma >= 0 && sigma < Infinity)) {
    throw new RangeError(`sigma must be a finite number ≥ 0, got ${sigma}`);
  }
  const { pixels, labels, maximum } = images;
  const noise = normalQuantiles().map((z) => 255 * sigma * z);
  const white = 255 / maximum;
  const noisy = new Uint8ClampedArray(pixels.length); // rounds and clips to 0–255
  for (let i = 0; i < pixels.length; i += 2) {
    const bits = random.bits();
    noisy[i] = pixels[i] * white + noise[bits >>> 16];
    noisy[i + 1] = pixels[i + 1] * white + noise[bits & 0xffff];
  }
  return images.with(new Uint8Array(noisy.buffer), labels, 255);
}

/**
 * Blackens a rectangle at a random position in each image, with the aspect ratio of the image.
 *
 * @param amount the share of the image that is hidden, 0–1, rounded to whole rows and columns
 * @returns a new set of the same shape and maximum
 * @throws {RangeError} the amount is not in 0–1
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { imageSet, maskNoise, Random } from "@autoencoders";
 *
 * const white = imageSet(new Uint8Array(784).fill(255), { height: 28, width: 28 });
 * const masked = maskNoise(white, 0.25, new Random(1));
 * strictEqual(masked.pixels.filter((pixel) => pixel === 0).length, 14 * 14);
 * ```
 */
export function maskNoise(images: ImageSet, amount: number, random: Random): ImageSet {
  requireImages(images);
  requireRandom(random);
  requireInRange("amount", amount, 0, 1);
  const { count, height, width, channels } = images;
  const rows = Math.round(height * Math.sqrt(amount));
  const columns = Math.round(width * Math.sqrt(amount));
  const pixels = images.pixels.slice();
  for (let i = 0; i < count; i++) {
    const top = random.integer(height - rows + 1);
    const left = random.integer(width - columns + 1);
    for (let y = top; y < top + rows; y++) {
      const start = ((i * height + y) * width + left) * channels;
      pixels.fill(0, start, start + columns * channels);
    }
  }
  return images.with(pixels);
}

const COUNT = 2 ** 16;
const STEP = 2 ** -12;

let table: Float32Array | undefined;

/**
 * The z with P(Z < z) = (i + ½) / 2¹⁶ for i = 0 … 2¹⁶−1, where Z is normal; from −4.3 to 4.3. Sixteen
 * random bits as the index give a normal number four times as fast as {@linkcode Random.normal}, and
 * accurate enough for bytes.
 */
function normalQuantiles(): Float32Array {
  if (table) return table;
  table = new Float32Array(COUNT);
  // P(Z < z) grows by φ(z) · dz in each step; quantiles are interpolated linearly within a step.
  for (let z = -5, p = 0, i = 0; i < COUNT; z += STEP) {
    const middle = z + STEP / 2;
    const grown = STEP * Math.exp(-middle * middle / 2) / Math.sqrt(2 * Math.PI);
    for (; i < COUNT && (i + 0.5) / COUNT < p + grown; i++) {
      table[i] = z + STEP * ((i + 0.5) / COUNT - p) / grown;
    }
    p += grown;
  }
  return table;
}
