import * as tf from "@tensorflow/tfjs";
import { isRecord, kindOf, requireInteger, requireKnown, requireList } from "./require.ts";

/** The properties of an {@linkcode ImageSet} apart from its pixels. */
export interface ImageSetOptions {
  /** rows of an image */
  height: number;
  /** columns of an image */
  width: number;
  /** numbers per pixel: 1 for grey, 3 for RGB; default 1 */
  channels?: number;
  /** the pixel value that means white: 255 for grey images, 1 for binary ones; default 255 */
  maximum?: number;
  /** the class of each image: integers in 0–255, in an array of any type */
  labels?: ArrayLike<number | bigint>;
}

const imageSetOptions: Record<keyof ImageSetOptions, true> = {
  height: true,
  width: true,
  channels: true,
  maximum: true,
  labels: true,
};

/**
 * Images of one size as bytes: n × h × w × c pixels, row by row, channels last.
 *
 * 60,000 MNIST images take 47 MB as bytes and 188 MB as float32, so floats are made only when a model
 * needs them, by {@linkcode tensor}. Labels stay with their images through {@linkcode slice} and
 * {@linkcode select}.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { ImageSet } from "@autoencoders";
 *
 * const two = new ImageSet(new Uint8Array([0, 255, 51, 0]), {
 *   height: 1,
 *   width: 2,
 *   labels: new Uint8Array([7, 3]),
 * });
 * deepStrictEqual([...two.select([1]).pixels], [51, 0]);
 * deepStrictEqual([...two.select([1]).labels!], [3]);
 * ```
 */
export class ImageSet {
  /** n · h · w · c bytes in 0–{@linkcode maximum} */
  readonly pixels: Uint8Array;
  /** n, the number of images */
  readonly count: number;
  /** h, rows of an image */
  readonly height: number;
  /** w, columns of an image */
  readonly width: number;
  /** c, numbers per pixel */
  readonly channels: number;
  /** the pixel value that means white */
  readonly maximum: number;
  /** the class of each image, if known */
  readonly labels?: Uint8Array;

  /**
   * @throws {TypeError} the pixels are not a Uint8Array, or a label is not an integer in 0–255; the
   * message says how to convert them
   * @throws {RangeError} a dimension is not a positive integer, the number of pixels or labels does not
   * match the dimensions, or a pixel is brighter than `maximum`
   */
  constructor(pixels: Uint8Array, options: ImageSetOptions) {
    requireKnown("ImageSet", options, imageSetOptions);
    const { height, width, channels = 1, maximum = 255 } = options;
    const labels = options.labels ?? undefined; // null is none
    for (const [name, value] of Object.entries({ height, width, channels })) {
      requireInteger(name, value);
    }
    requireInteger("maximum", maximum, 1, 255);
    requireBytes(pixels);
    const size = height * width * channels;
    if (pixels.length === 0) throw new RangeError("an image set needs at least one image, got 0");
    if (pixels.length % size !== 0) {
      throw new RangeError(
        `${pixels.length} pixels are not a whole number of ${height}×${width}×${channels} images`,
      );
    }
    const count = pixels.length / size;
    if (labels !== undefined && !(labels.length >= 0)) {
      throw new TypeError(`labels must be an array, got ${Deno.inspect(labels)}`);
    }
    if (labels && labels.length !== count) {
      throw new RangeError(`${count} images need ${count} labels, got ${labels.length}`);
    }
    if (maximum < 255) {
      const bright = pixels.findIndex((value) => value > maximum);
      if (bright >= 0) {
        throw new RangeError(`pixel ${bright} is ${pixels[bright]}, above maximum ${maximum}`);
      }
    }
    this.pixels = pixels;
    this.count = count;
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.maximum = maximum;
    if (labels) this.labels = bytesOf(labels);
  }

  /**
   * A set from numbers in 0–1, as `Float32Array` or any other array: n · h · w · c of them, each
   * rounded to the nearest of the `maximum` + 1 grey levels. The inverse of {@linkcode tensor}.
   *
   * @throws {RangeError} a value is NaN or not in 0–1, or a case of the constructor
   *
   * @example
   * ```ts
   * import { deepStrictEqual } from "node:assert/strict";
   * import { ImageSet } from "@autoencoders";
   *
   * const one = ImageSet.fromFloats([0, 0.2, 1], { height: 1, width: 3, labels: [7] });
   * deepStrictEqual([...one.pixels], [0, 51, 255]);
   * ```
   */
  static fromFloats(values: ArrayLike<number>, options: ImageSetOptions): ImageSet {
    requireKnown("ImageSet", options, imageSetOptions);
    const { maximum = 255 } = options;
    requireInteger("maximum", maximum, 1, 255);
    if (!(values?.length >= 0)) {
      throw new TypeError(`values must be an array of numbers in 0–1, got ${kindOf(values)}`);
    }
    const pixels = new Uint8Array(values.length);
    for (let i = 0; i < pixels.length; i++) {
      const value = values[i];
      if (typeof value !== "number" || !(value >= 0 && value <= 1)) {
        const advice = Number.isFinite(value) ? "; divide them by the value that means white" : "";
        throw new RangeError(
          `values must be numbers in 0–1, value ${i} is ${Deno.inspect(value)}${advice}`,
        );
      }
      pixels[i] = Math.round(value * maximum);
    }
    return new ImageSet(pixels, options);
  }

  /** h · w · c, the numbers of one image. */
  get imageSize(): number {
    return this.height * this.width * this.channels;
  }

  /** The pixels of image `index` as a view, not a copy: h · w · c bytes. */
  image(index: number): Uint8Array {
    requireInteger("image index", index, 0, this.count - 1);
    return this.pixels.subarray(index * this.imageSize, (index + 1) * this.imageSize);
  }

  /**
   * Images `start` to `end` (exclusive) as views of the same pixels.
   *
   * @throws {RangeError} the range is empty or outside the set
   */
  slice(start: number, end: number = this.count): ImageSet {
    if (
      !Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end > this.count ||
      start >= end
    ) {
      throw new RangeError(`slice ${start}–${end} is empty or outside 0–${this.count}`);
    }
    return this.with(
      this.pixels.subarray(start * this.imageSize, end * this.imageSize),
      this.labels?.subarray(start, end),
    );
  }

  /**
   * Copies of the images at `indices`, in that order; an index may occur more than once.
   *
   * @throws {RangeError} an index is not an integer in 0–n−1, or there are no indices
   */
  select(indices: ArrayLike<number>): ImageSet {
    requireList("indices", indices);
    const pixels = new Uint8Array(indices.length * this.imageSize);
    const labels = this.labels && new Uint8Array(indices.length);
    for (let i = 0; i < indices.length; i++) {
      pixels.set(this.image(indices[i]), i * this.imageSize);
      if (labels) labels[i] = this.labels![indices[i]];
    }
    return this.with(pixels, labels);
  }

  /**
   * A set of the same image size with other pixels: n′ · h · w · c bytes in 0–`maximum`. Without
   * `labels`, it keeps the labels of this set if n′ = n and has none otherwise.
   */
  with(
    pixels: Uint8Array,
    labels?: ImageSetOptions["labels"],
    maximum: number = this.maximum,
  ): ImageSet {
    const { height, width, channels } = this;
    const kept = labels ?? (pixels?.length === this.pixels.length ? this.labels : undefined);
    return new ImageSet(pixels, { height, width, channels, maximum, labels: kept });
  }

  /** float32 tensor [n, h, w, c] in 0–1. */
  tensor(): tf.Tensor4D {
    // Float32Array.from() with a function takes forty times as long as this loop.
    const values = new Float32Array(this.pixels.length);
    for (let i = 0; i < values.length; i++) values[i] = this.pixels[i] / this.maximum;
    return tf.tensor4d(values, [this.count, this.height, this.width, this.channels]);
  }
}

/** Short for `new ImageSet(…)`. */
export function imageSet(pixels: Uint8Array, options: ImageSetOptions): ImageSet {
  return new ImageSet(pixels, options);
}

/** @throws {TypeError} `images` is not an ImageSet; the message says what it is */
export function requireImages(images: unknown, name = "images"): asserts images is ImageSet {
  if (images instanceof ImageSet) return;
  throw new TypeError(`${name} must be an ImageSet, got ${kindOf(images)}${hintOf(images)}`);
}

/** What to do with a value that is given in place of images. */
function hintOf(given: unknown): string {
  if (given === undefined) return "; loadDataset() and loadFolder() must be awaited";
  if (given instanceof tf.Tensor) {
    return "; ImageSet.fromFloats(await tensor.data(), { height, width }) makes one of numbers in 0–1";
  }
  const isData = isRecord(given) && given.train instanceof ImageSet;
  return isData ? " with train and test; give one of these" : "";
}

/** @throws {TypeError} `pixels` is not a Uint8Array; the message says what it is and how to convert it */
export function requireBytes(pixels: unknown): void {
  if (pixels instanceof Uint8Array) return;
  const values = pixels as ArrayLike<number>;
  let convert = "read the pixels into one array";
  let range = "";
  if (typeof pixels === "object" && values?.length > 0) {
    let least = Infinity, most = -Infinity, whole = true, numbers = true;
    for (let i = 0; i < values.length && numbers; i++) {
      numbers = Number.isFinite(values[i]), whole &&= Number.isInteger(values[i]);
      if (numbers) least = Math.min(least, values[i]), most = Math.max(most, values[i]);
    }
    range = numbers ? ` of values in ${least}–${most}` : " with values that are not finite numbers";
    if (numbers && whole && least >= 0 && most <= 255) convert = "use Uint8Array.from(pixels)";
    else if (numbers && least >= 0 && most <= 1) {
      convert = "use ImageSet.fromFloats(pixels, options)";
    } else convert = "scale them to 0–1 and use ImageSet.fromFloats(pixels, options)";
  }
  throw new TypeError(
    `pixels must be a Uint8Array of values in 0–255, got ${kindOf(pixels)}${range}; ${convert}`,
  );
}

/**
 * Labels as bytes, without a copy if they are.
 *
 * @throws {TypeError} a label is not an integer in 0–255
 */
function bytesOf(labels: ArrayLike<number | bigint>): Uint8Array {
  if (labels instanceof Uint8Array) return labels;
  const bytes = new Uint8Array(labels.length);
  for (let i = 0; i < bytes.length; i++) {
    const label: unknown = labels[i];
    const value = typeof label === "bigint" ? Number(label) : label as number;
    if (!Number.isInteger(value) || value < 0 || value > 255) {
      throw new TypeError(
        `labels must be integers in 0–255, label ${i} is ${Deno.inspect(label)}; number the ` +
          "classes from 0, such as names.map((name) => classNames.indexOf(name))",
      );
    }
    bytes[i] = value;
  }
  return bytes;
}

/** The labels of the images at `indices`, if they have any. */
export function labelsAt({ labels }: ImageSet, indices: Int32Array): Uint8Array | undefined {
  return labels && Uint8Array.from(indices, (index) => labels[index]);
}
