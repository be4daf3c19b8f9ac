import { inverse, Matrix } from "ml-matrix";
import type { LossyModel, PixelModel } from "../../codec/mod.ts";
import type { ImageSet } from "../../images.ts";
import type { Autoencoder } from "../../models/mod.ts";
import { requireMember } from "../../require.ts";

/** Models by which a page counts the bytes of a drawing. */
export interface CodecModels {
  /**
   * shows the bytes of the drawing in black and white, and the surprise of each pixel, under this model
   */
  pixelModel?: PixelModel;
  /** shows the bytes of the drawing's code, rounded, under this model of the network's codes */
  lossyModel?: LossyModel;
}

/**
 * @throws {TypeError} a model is not one of the codec's
 * @throws {RangeError} a model of the codec is for other images or codes
 */
export function requireFitting(
  { latent, name }: Autoencoder,
  { height, width, channels }: ImageSet,
  { pixelModel, lossyModel }: CodecModels,
): void {
  const size = [height, width, channels].join("×");
  if (pixelModel !== undefined) {
    requireMember("pixelModel", pixelModel, "network", "openModel() or shippedModel()");
    const expected = `${pixelModel.network.height}×${pixelModel.network.width}×1`;
    if (size !== expected) {
      throw new RangeError(`the pixelModel is for images of ${expected}, got ${size}`);
    }
  }
  if (lossyModel !== undefined) {
    requireMember("lossyModel", lossyModel, "offset", "fitLossyModel()");
  }
  const length = lossyModel?.offset.length ?? latent;
  if (length !== latent) {
    throw new RangeError(
      `the lossyModel is for codes of ${length} numbers, those of ${name} have ${latent}`,
    );
  }
}

/** A model of rounded codes as the page takes it. */
export function packLossy({ matrix, offset, weights, means, factors }: LossyModel) {
  const forward = inverse(Matrix.from1DArray(offset.length, offset.length, matrix));
  return {
    matrix,
    offset,
    inverse: Float32Array.from(forward.to1DArray()),
    weights: Float32Array.from(weights),
    means: Float32Array.from(means),
    factors: Float32Array.from(factors),
  };
}

/** What the page says of the bytes. */
export function codecNotes(pixels: number, numbers: number) {
  return {
    losslessNote:
      "The drawing in black and white. Left, the surprise of each pixel under a network " +
      "that knows the pixels before it, row by row: −log₂ of its probability. The sum is what the " +
      `drawing adds to a file; packed, its pixels take ${Math.ceil(pixels / 8)} bytes.`,
    lossyNote:
      `What the code's ${numbers} numbers add to a file: rotated, rounded to multiples of a ` +
      "step, and written under the distribution of such codes. Stored as floats they take " +
      `${4 * numbers} bytes. Left, the image decoded from the rounded code.`,
  };
}
