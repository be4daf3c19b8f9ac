import type * as tf from "@tensorflow/tfjs";
import { ImageSet } from "../../images.ts";

/** Images that a figure accepts: bytes, or what a decoder returns, [n, h, w, c] in 0–1. */
export type Images = ImageSet | tf.Tensor4D;

/** Images as n × h × w × c numbers in 0–1. */
export interface FloatImages {
  values: Float32Array;
  count: number;
  height: number;
  width: number;
  /** 1 for grey, 3 for RGB */
  channels: number;
}

/**
 * The values of images of either kind, clipped to 0–1.
 *
 * @throws {TypeError} `images` is neither an ImageSet nor a tensor
 * @throws {RangeError} the tensor is not [n, h, w, c] with n ≥ 1, c is neither 1 nor 3, or a value
 * is NaN
 */
export function floatImages(images: Images): FloatImages {
  if (images instanceof ImageSet) {
    const { count, height, width, channels, maximum } = images;
    requireChannels(channels);
    const values = Float32Array.from(images.pixels, (value) => value / maximum);
    return { values, count, height, width, channels };
  }
  if (typeof images?.dataSync !== "function" || !Array.isArray(images.shape)) {
    throw new TypeError(`images must be an ImageSet or a tensor, got ${Deno.inspect(images)}`);
  }
  const [count, height, width, channels] = images.shape;
  if (images.rank as number !== 4 || count === 0) {
    throw new RangeError(
      `images must be [n, h, w, c] with n ≥ 1, got [${images.shape.join(", ")}]`,
    );
  }
  requireChannels(channels);
  const values = Float32Array.from(images.dataSync(), (v) => Math.max(0, Math.min(1, v)));
  const broken = values.findIndex(Number.isNaN);
  if (broken >= 0) {
    throw new RangeError(`image ${Math.floor(broken / (height * width * channels))} contains NaN`);
  }
  return { values, count, height, width, channels };
}

/** Image `index` of `images` as a set of one, sharing its values. */
export function imageAt(images: FloatImages, index: number): FloatImages {
  const size = images.height * images.width * images.channels;
  return { ...images, count: 1, values: images.values.subarray(index * size, (index + 1) * size) };
}

/** The mean squared error of each image: (1/m) Σ (a − b)² over its m values. */
export function imageErrors(a: FloatImages, b: FloatImages): Float64Array {
  const size = a.height * a.width * a.channels;
  return Float64Array.from({ length: a.count }, (_, i) => {
    let sum = 0;
    for (let j = i * size; j < (i + 1) * size; j++) sum += (a.values[j] - b.values[j]) ** 2;
    return sum / size;
  });
}

function requireChannels(channels: number): void {
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(`images must have 1 or 3 channels, got ${channels}`);
  }
}
