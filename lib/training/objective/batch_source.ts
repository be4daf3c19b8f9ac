import type * as tf from "@tensorflow/tfjs";
import { type ImageSet, labelsAt, requireImages } from "../../images.ts";
import { imageRows } from "../../preprocessing/mod.ts";
import type { Random } from "../../random.ts";

/** A function from images to other images of the same number and size. */
export type ImageTransform = (images: ImageSet, random: Random) => ImageSet;

/** The network's input and the images it should reconstruct; one tensor if nothing is corrupted. */
export interface Batch {
  /** [n, h, w, c] in 0–1 */
  inputs: tf.Tensor;
  /** [n, h, w, c] in 0–1 */
  targets: tf.Tensor;
  /** the byte that is 1 in them */
  maximum: number;
  /** of the images, if they have any */
  labels(): Uint8Array | undefined;
}

/** Makes batches of inputs and targets from a set of images. */
export class BatchSource implements Disposable {
  #original: ImageSet;
  #images: ImageSet;
  #targets: ReturnType<typeof imageRows>;
  #inputs?: ReturnType<typeof imageRows>;

  constructor(images: ImageSet) {
    this.#original = images;
    this.#images = images;
    this.#targets = imageRows(images);
  }

  /** The images, neither augmented nor corrupted. */
  get images(): ImageSet {
    return this.#original;
  }

  /** Takes other images in place of these; they are not corrupted. */
  load(images: ImageSet): void {
    if (images === this.#original) return;
    this[Symbol.dispose]();
    this.#inputs = undefined;
    this.#original = images;
    this.#images = images;
    this.#targets = imageRows(images);
  }

  /**
   * Replaces inputs and targets by `augment` of the original images.
   *
   * @throws {RangeError} `augment` changed the number or the size of the images
   */
  augment(augment: ImageTransform, random: Random): void {
    this.#images = transformed("augment", augment, this.#original, random);
    this.#targets.dispose();
    this.#targets = imageRows(this.#images);
  }

  /**
   * Replaces the inputs by `corrupt` of the targets, which stay as they are.
   *
   * @throws {RangeError} `corrupt` changed the number or the size of the images
   */
  corrupt(corrupt: ImageTransform, random: Random): void {
    const noisy = transformed("corrupt", corrupt, this.#images, random);
    this.#inputs?.dispose();
    this.#inputs = imageRows(noisy);
  }

  /** New tensors of the images at `rows`. */
  batch(rows: Int32Array): Batch {
    const targets = this.#targets.rowsAt(rows);
    const images = this.#images, { maximum } = images, labels = () => labelsAt(images, rows);
    return { inputs: this.#inputs?.rowsAt(rows) ?? targets, targets, maximum, labels };
  }

  [Symbol.dispose](): void {
    this.#targets.dispose();
    this.#inputs?.dispose();
  }
}

function transformed(
  name: string,
  transform: ImageTransform,
  images: ImageSet,
  random: Random,
): ImageSet {
  const size = ({ count, height, width, channels }: ImageSet) =>
    [count, height, width, channels].join("×");
  const result = transform(images, random);
  requireImages(result, `the result of ${name}`);
  if (size(result) !== size(images)) {
    throw new RangeError(`${name} must return ${size(images)} images, got ${size(result)}`);
  }
  return result;
}
