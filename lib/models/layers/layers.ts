import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random.ts";
import { SeededDropout } from "./dropout.ts";
import { batchNormalization } from "./normalization.ts";
import type { Activation, Initializer, LayerSpec } from "../spec/spec.ts";

/** The tfjs layers of one {@linkcode LayerSpec}; their names begin with `name`. */
export function layersOf(
  spec: LayerSpec,
  name: string,
  initializer: Initializer,
  random: Random,
): tf.layers.Layer[] {
  switch (spec.type) {
    case "dense":
      return activated(spec.activation, name, (activation) =>
        tf.layers.dense({
          name,
          units: spec.units,
          activation,
          kernelInitializer: initial(initializer, random),
        }));
    case "convolution":
    case "transposedConvolution": {
      const make = spec.type === "convolution" ? tf.layers.conv2d : tf.layers.conv2dTranspose;
      return activated(spec.activation, name, (activation) =>
        make({
          name,
          filters: spec.filters,
          kernelSize: spec.kernel ?? 3,
          strides: spec.stride ?? 1,
          padding: spec.padding ?? "same",
          activation,
          kernelInitializer: initial(initializer, random),
        }));
    }
    case "maxPooling":
      return [tf.layers.maxPooling2d({ name, poolSize: spec.size })];
    case "upSampling":
      return [tf.layers.upSampling2d({ name, size: [spec.size, spec.size] })];
    case "globalAveragePooling":
      return [tf.layers.globalAveragePooling2d({ name, dataFormat: "channelsLast" })];
    case "cropping": {
      const sides: [number, number] = [spec.start, spec.end];
      return [tf.layers.cropping2D({ name, cropping: [sides, sides] })];
    }
    case "flatten":
      return [tf.layers.flatten({ name })];
    case "reshape":
      return [tf.layers.reshape({ name, targetShape: spec.shape })];
    case "batchNormalization":
      return [batchNormalization(name)];
    case "dropout":
      return [new SeededDropout({ name, rate: spec.rate })];
    case "activation":
      return [activation(spec.activation, name)];
    case "posteriorMean":
      return posteriorMean(spec.units, name);
  }
}

type Fused = Exclude<Activation, "leakyRelu">;

/** A layer with its activation inside, except for leaky ReLU, which tfjs has only as a layer. */
function activated(
  name: Activation = "linear",
  layerName: string,
  make: (activation: Fused) => tf.layers.Layer,
): tf.layers.Layer[] {
  if (name !== "leakyRelu") return [make(name)];
  return [make("linear"), activation("leakyRelu", `${layerName}_leaky`)];
}

function activation(activation: Activation, name: string): tf.layers.Layer {
  // PyTorch's slope; Keras's is .3.
  if (activation === "leakyRelu") return tf.layers.leakyReLU({ name, alpha: 0.01 });
  return tf.layers.activation({ name, activation });
}

/** [n, 2k] → [n, k] in stock layers, so that stock tfjs opens the saved encoder. */
function posteriorMean(k: number, name: string): tf.layers.Layer[] {
  return [
    tf.layers.reshape({ name, targetShape: [2, k, 1] }), // [n, 2, k, 1]: mean above log-variance
    tf.layers.cropping2D({ name: `${name}_crop`, cropping: [[0, 1], [0, 0]] }), // [n, 1, k, 1]
    tf.layers.flatten({ name: `${name}_flat` }), // [n, k]
  ];
}

/** Every layer draws a seed of its own; tfjs takes 0 for "no seed". */
function initial(initializer: Initializer, random: Random) {
  return tf.initializers[initializer]({ seed: 1 + random.integer(2 ** 31 - 1) });
}
