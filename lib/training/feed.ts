import type * as tf from "@tensorflow/tfjs";
import { ByteTable } from "../backend/mod.ts";
import type { ImageSet } from "../images.ts";
import type { Random } from "../random.ts";

/** What goes in and what should come out; the same tensor where nothing is corrupted. */
export interface Pair {
  inputs: tf.Tensor;
  targets: tf.Tensor;
}

/** Images as batches of network inputs and targets. */
export class Feed {
  readonly count: number;
  readonly #images: ImageSet;
  readonly #targets: ByteTable;
  #inputs?: ByteTable;

  constructor(images: ImageSet) {
    this.#images = images;
    this.count = images.count;
    this.#targets = new ByteTable(images.pixels, images.imageSize, images.maximum);
  }

  /**
   * Corrupts all images afresh; the targets stay as they are.
   *
   * @throws {RangeError} `corrupt` changed the number or the size of the images
   */
  corrupt(corrupt: (images: ImageSet, random: Random) => ImageSet, random: Random): void {
    const noisy = corrupt(this.#images, random);
    const size = ({ count, height, width, channels }: ImageSet) =>
      [count, height, width, channels].join("×");
    if (size(noisy) !== size(this.#images)) {
      throw new RangeError(`corrupt must keep ${size(this.#images)} images, got ${size(noisy)}`);
    }
    this.#inputs?.dispose();
    this.#inputs = new ByteTable(noisy.pixels, noisy.imageSize, noisy.maximum);
  }

  /** The images at `indices`: tensors [n, h, w, c] in 0–1. */
  batch(indices: Int32Array): Pair {
    const { height, width, channels } = this.#images;
    const shape = [indices.length, height, width, channels];
    const targets = this.#targets.batch(indices, shape);
    return { inputs: this.#inputs?.batch(indices, shape) ?? targets, targets };
  }

  dispose(): void {
    this.#targets.dispose();
    this.#inputs?.dispose();
  }
}
