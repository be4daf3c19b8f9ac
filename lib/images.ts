import * as tf from "@tensorflow/tfjs";

/** What an {@linkcode ImageSet} needs besides its pixels. */
export interface ImageSetOptions {
  /** rows of an image */
  height: number;
  /** columns of an image */
  width: number;
  /** numbers a pixel: 1 for grey, 3 for RGB; 1 unless told */
  channels?: number;
  /** the pixel value that means white: 255 for grey images, 1 for binary ones; 255 unless told */
  maximum?: number;
  /** the class of each image, 0–255 */
  labels?: Uint8Array;
}

/**
 * Images of one size as bytes: n × h × w × c pixels, row by row, channels last.
 *
 * Bytes, because 60,000 MNIST images are 47 MB so and 188 MB as float32; {@linkcode tensor} makes
 * the floats when a model asks for them. Labels, where there are any, stay beside their images
 * through {@linkcode slice} and {@linkcode select}.
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
  /** c, numbers a pixel */
  readonly channels: number;
  /** the pixel value that means white */
  readonly maximum: number;
  /** the class of each image, where it is known */
  readonly labels?: Uint8Array;

  /**
   * @throws {RangeError} a dimension is not a positive integer, or the pixels or labels are not as
   * many as the dimensions say, or a pixel is brighter than `maximum`
   */
  constructor(pixels: Uint8Array, options: ImageSetOptions) {
    const { height, width, channels = 1, maximum = 255, labels } = options;
    for (const [name, value] of Object.entries({ height, width, channels, maximum })) {
      if (!Number.isSafeInteger(value) || value < 1) {
        throw new RangeError(`${name} must be a positive integer, got ${value}`);
      }
    }
    if (maximum > 255) throw new RangeError(`maximum must be in 1–255, got ${maximum}`);
    const size = height * width * channels;
    if (pixels.length === 0) throw new RangeError("an image set needs at least one image, got 0");
    if (pixels.length % size !== 0) {
      throw new RangeError(
        `${pixels.length} pixels are no whole number of ${height}×${width}×${channels} images`,
      );
    }
    const count = pixels.length / size;
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
    if (labels) this.labels = labels;
  }

  /** h · w · c, the numbers of one image. */
  get imageSize(): number {
    return this.height * this.width * this.channels;
  }

  /** The pixels of image `index` as a view, not a copy: h · w · c bytes. */
  image(index: number): Uint8Array {
    this.#check(index);
    return this.pixels.subarray(index * this.imageSize, (index + 1) * this.imageSize);
  }

  /**
   * Images `start` to `end` (not included) as views of the same pixels.
   *
   * @throws {RangeError} the range is empty or leaves the set
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
   * The images at `indices`, copied, in that order; an index may come twice.
   *
   * @throws {RangeError} an index is not an integer in 0–n−1, or there is none
   */
  select(indices: ArrayLike<number>): ImageSet {
    const pixels = new Uint8Array(indices.length * this.imageSize);
    const labels = this.labels && new Uint8Array(indices.length);
    for (let i = 0; i < indices.length; i++) {
      pixels.set(this.image(indices[i]), i * this.imageSize);
      if (labels) labels[i] = this.labels![indices[i]];
    }
    return this.with(pixels, labels);
  }

  /**
   * A set of the same image size with other pixels: n′ · h · w · c bytes in 0–`maximum`. Where no
   * labels are given, as many images keep theirs and another number of images has none.
   */
  with(pixels: Uint8Array, labels?: Uint8Array, maximum: number = this.maximum): ImageSet {
    const { height, width, channels } = this;
    const kept = labels ?? (pixels.length === this.pixels.length ? this.labels : undefined);
    return new ImageSet(pixels, { height, width, channels, maximum, labels: kept });
  }

  /** float32 tensor [n, h, w, c] in 0–1. */
  tensor(): tf.Tensor4D {
    // A loop: Float32Array.from() with a function takes forty times as long.
    const values = new Float32Array(this.pixels.length);
    for (let i = 0; i < values.length; i++) values[i] = this.pixels[i] / this.maximum;
    return tf.tensor4d(values, [this.count, this.height, this.width, this.channels]);
  }

  #check(index: number): void {
    if (!Number.isSafeInteger(index) || index < 0 || index >= this.count) {
      throw new RangeError(`image index must be an integer in 0–${this.count - 1}, got ${index}`);
    }
  }
}

/** Short for `new ImageSet(…)`. */
export function imageSet(pixels: Uint8Array, options: ImageSetOptions): ImageSet {
  return new ImageSet(pixels, options);
}
