import { deepStrictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { ImageSet } from "@autoencoders";
import { floatImages, imageErrors } from "../../../lib/figures/pictures/float_images.ts";

Deno.test("floatImages() scales bytes by their maximum and clips tensors to 0–1", () => {
  const binary = new ImageSet(new Uint8Array([0, 1]), { height: 1, width: 2, maximum: 1 });
  deepStrictEqual([...floatImages(binary).values], [0, 1]);
  const tensor = tf.tensor4d([-1, 0.25, 2], [1, 1, 3, 1]);
  deepStrictEqual([...floatImages(tensor).values], [0, 0.25, 1]);
});

Deno.test("floatImages() rejects what is not images, naming it", () => {
  throws(() => floatImages("seven" as never), { name: "TypeError", message: /got "seven"/ });
  throws(() => floatImages(tf.zeros([2, 3]) as never), {
    name: "RangeError",
    message: /got \[2, 3\]/,
  });
  throws(() => floatImages(tf.zeros([1, 2, 2, 5])), /1 or 3 channels, got 5/);
  throws(() => floatImages(tf.tensor4d([0, 0, 0, NaN], [2, 1, 2, 1])), /image 1 has a NaN/);
});

Deno.test("imageErrors() are the mean squared errors of the images, one by one", () => {
  const image = (values: number[]) => floatImages(tf.tensor4d(values, [2, 1, 2, 1]));
  deepStrictEqual([...imageErrors(image([0, 1, 0.5, 1]), image([0, 1, 0, 0]))], [0, 0.625]);
});
