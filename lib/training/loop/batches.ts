import type * as tf from "@tensorflow/tfjs";
import { ByteTable } from "../../backend/mod.ts";
import type { ImageSet } from "../../images.ts";
import type { Random } from "../../random.ts";
import type { Change } from "../options.ts";

/** What goes in and what should come out; the same tensor where nothing is corrupted. */
export interface Batch {
  inputs: tf.Tensor;
  targets: tf.Tensor;
}

/** Images as batches of network inputs and targets. */
export class BatchSource {
  readonly count: number;
  readonly #original: ImageSet;
  #images: ImageSet;
  #targets: ByteTable;
  #inputs?: ByteTable;

  constructor(images: ImageSet) {
    this.count = images.count;
    this.#original = images;
    this.#images = images;
    this.#targets = tableOf(images);
  }

  /**
   * Changes all images afresh, inputs and targets.
   *
   * @throws {RangeError} `augment` changed the number or the size of the images
   */
  augment(augment: Change, random: Random): void {
    this.#images = changed("augment", augment, this.#original, random);
    this.#targets.dispose();
    this.#targets = tableOf(this.#images);
  }

  /**
   * Corrupts all images afresh; the targets stay as they are.
   *
   * @throws {RangeError} `corrupt` changed the number or the size of the images
   */
  corrupt(corrupt: Change, random: Random): void {
    const noisy = changed("corrupt", corrupt, this.#images, random);
    this.#inputs?.dispose();
    this.#inputs = tableOf(noisy);
  }

  /** The images at `indices`: tensors [n, h, w, c] in 0–1. */
  batch(indices: Int32Array): Batch {
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

function tableOf({ pixels, imageSize, maximum }: ImageSet): ByteTable {
  return new ByteTable(pixels, imageSize, maximum);
}

function changed(what: string, change: Change, images: ImageSet, random: Random): ImageSet {
  const size = ({ count, height, width, channels }: ImageSet) =>
    [count, height, width, channels].join("×");
  const made = change(images, random);
  if (size(made) !== size(images)) {
    throw new RangeError(`${what} must keep ${size(images)} images, got ${size(made)}`);
  }
  return made;
}
