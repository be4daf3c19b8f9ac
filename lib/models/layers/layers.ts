import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random.ts";
import { SeededDropout } from "./dropout.ts";
import type { Activation, Initializer, LayerSpec } from "../spec/spec.ts";

/** The tfjs layers of a {@linkcode LayerSpec}; their names begin with `name`. */
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

type FusedActivation = Exclude<Activation, "leakyRelu">;

/** A layer with its activation; leaky ReLU, which tfjs has only as a layer, follows separately. */
function activated(
  name: Activation = "linear",
  layerName: string,
  make: (activation: FusedActivation) => tf.layers.Layer,
): tf.layers.Layer[] {
  if (name !== "leakyRelu") return [make(name)];
  return [make("linear"), activation("leakyRelu", `${layerName}_leaky`)];
}

function activation(activation: Activation, name: string): tf.layers.Layer {
  // The slope of PyTorch; Keras uses 0.3.
  if (activation === "leakyRelu") return tf.layers.leakyReLU({ name, alpha: 0.01 });
  return tf.layers.activation({ name, activation });
}

/**
 * Batch normalisation (Ioffe & Szegedy 2015) that, while frozen, normalises by its running mean and
 * variance, as in Keras; the stock layer continues to update them.
 */
function batchNormalization(name: string): tf.layers.Layer {
  // Keras's momentum of 0.99 takes several hundred steps to forget the start; 0.9 is PyTorch's.
  const layer = tf.layers.batchNormalization({ name, momentum: 0.9 });
  const stock = layer.call.bind(layer);
  layer.call = (inputs, kwargs) =>
    stock(inputs, { ...kwargs, training: kwargs.training === true && layer.trainable });
  return layer;
}

/** [n, 2k] → [n, k] in stock layers, so that stock tfjs can open the exported encoder. */
function posteriorMean(k: number, name: string): tf.layers.Layer[] {
  return [
    tf.layers.reshape({ name, targetShape: [2, k, 1] }), // [n, 2, k, 1]: mean above log-variance
    tf.layers.cropping2D({ name: `${name}_crop`, cropping: [[0, 1], [0, 0]] }), // [n, 1, k, 1]
    tf.layers.flatten({ name: `${name}_flat` }), // [n, k]
  ];
}

/** An initializer with a new seed; tfjs treats a seed of 0 as none. */
function initial(initializer: Initializer, random: Random) {
  return tf.initializers[initializer]({ seed: 1 + random.integer(2 ** 31 - 1) });
}
