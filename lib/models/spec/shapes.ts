import * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "../../images.ts";
import type { AutoencoderSpec } from "./spec.ts";

type ImageSize = Pick<AutoencoderSpec, "height" | "width" | "channels">;

/** @throws {RangeError} the images are not of the size that the network takes */
export function checkImages(
  { height, width, channels }: ImageSize,
  images: tf.Tensor | ImageSet,
  what = "images",
): void {
  const got = images instanceof tf.Tensor
    ? images.shape.slice(1)
    : [images.height, images.width, images.channels];
  if (got.join() !== [height, width, channels].join()) {
    throw new RangeError(
      `${what} must be ${height}×${width}×${channels} for this network, got ${got.join("×")}`,
    );
  }
}

/** @throws {RangeError} the codes are not [n, latent] */
export function checkCodes(latent: number, codes: tf.Tensor): void {
  if (codes.rank !== 2 || codes.shape[1] !== latent) {
    throw new RangeError(`codes must be [n, ${latent}], got [${codes.shape.join(", ")}]`);
  }
}
