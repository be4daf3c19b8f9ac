import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import { type ConvolutionCase, convolutions, normals, sameAsStock } from "./against_stock.ts";

// Of the largest number of a result. Sums in another order differ by about 1e-7 of it; Winograd's
// transforms, which 3×3 convolutions of stride 1 with 8 channels or more go through, by about 1e-6.
const TOLERANCE = 1e-5;

function tensors({ batch, height, width, channels, filters, kernel, seed }: ConvolutionCase) {
  const x = normals([batch, height, width, channels], seed).toTensor() as tf.Tensor4D;
  const w = normals([...kernel, channels, filters], seed + 1).toTensor() as tf.Tensor4D;
  return { x, w };
}

Deno.test("a convolution and both its gradients are the stock backend's, for every shape", () =>
  fc.assert(
    fc.property(convolutions, (shape) =>
      sameAsStock(TOLERANCE, () => {
        const { x, w } = tensors(shape), { strides, pad, seed } = shape;
        const convolve = (x: tf.Tensor4D, w: tf.Tensor4D) => tf.conv2d(x, w, strides, pad);
        const y = convolve(x, w), dy = normals(y.shape, seed + 2).toTensor();
        const [dx, dw] = tf.grads((x, w) => convolve(x as tf.Tensor4D, w as tf.Tensor4D))(
          [x, w],
          dy,
        );
        return [y, dx, dw];
      })),
    { numRuns: 300 },
  ));
