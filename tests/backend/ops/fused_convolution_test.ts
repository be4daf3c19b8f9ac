import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import { convolutions, imagesAndFilter, normals, sameAsStock } from "../against_stock.ts";

// A sum of hundreds of products in another order differs by some 1e-5, which tanh keeps while it
// makes the largest number 1.
const TOLERANCE = 1e-4;
const fused = ["linear", "relu", "relu6", "elu", "sigmoid", "leakyrelu"] as const;
const stock: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  linear: (x) => x,
  relu: (x) => tf.relu(x),
  relu6: (x) => tf.relu6(x),
  elu: (x) => tf.elu(x),
  sigmoid: (x) => tf.sigmoid(x),
  leakyrelu: (x) => tf.leakyRelu(x, 0.3),
  tanh: (x) => tf.tanh(x),
  softplus: (x) => tf.softplus(x),
};

Deno.test("a convolution with bias and activation is the two of them after the convolution", () =>
  fc.assert(
    fc.property(convolutions, fc.constantFrom(...fused), (shape, activation) => {
      const { filters, strides, pad, seed } = shape;
      sameAsStock(TOLERANCE, () => {
        const { x, w: filter } = imagesAndFilter(shape);
        const bias = normals([filters], seed + 2).toTensor();
        return [
          tf.fused.conv2d({ x, filter, strides, pad, bias, activation, leakyreluAlpha: 0.3 }),
        ];
      });
    }),
    { numRuns: 150 },
  ));

Deno.test("a transposed convolution with bias and activation is the two of them after it", () =>
  fc.assert(
    fc.property(
      convolutions,
      fc.constantFrom(...Object.keys(stock)),
      (shape, activation) => {
        const { channels, strides, pad, seed } = shape;
        sameAsStock(TOLERANCE, () => {
          const { x, w: filter } = imagesAndFilter(shape), inputShape = x.shape;
          const dy = normals(tf.conv2d(x, filter, strides, pad).shape, seed + 1).toTensor();
          const bias = normals([channels], seed + 2).toTensor();
          const attributes = { strides, pad, dataFormat: "NHWC", inputShape };
          const run = (inputs: tf.NamedTensorMap, extra: object) =>
            tf.engine().runKernel("Conv2DBackpropInput", inputs, {
              ...attributes,
              ...extra,
            }) as tf.Tensor;
          if (tf.getBackend() === "cpu") {
            return [stock[activation](run({ dy, filter }, {}).add(bias))];
          }
          return [run({ dy, filter, bias }, { activation, leakyreluAlpha: 0.3 })];
        });
      },
    ),
    { numRuns: 150 },
  ));
