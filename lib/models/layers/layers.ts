import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random.ts";
import { SeededDropout } from "./dropout.ts";
import { Quantization } from "./quantization.ts";
import type { Activation, Initializer, LayerSpec } from "../spec/spec.ts";
import { MOST_NUMBERS, tfjsLayer } from "../tfjs/layer.ts";

/** How the weights of a layer are sampled. */
export interface Sampling {
  initializer: Initializer;
  random: Random;
  /** inputs of each unit, which "pytorch" needs for the biases */
  fanIn?: number;
  /** whether kernels are zeros, as they will be read from a file */
  empty?: boolean;
}

/** The tfjs layers of a {@linkcode LayerSpec}; their names begin with `name`. */
export function layersOf(spec: LayerSpec, name: string, sampling: Sampling): tf.layers.Layer[] {
  switch (spec.type) {
    case "dense":
      return activated(spec.activation, name, (activation) =>
        tf.layers.dense({
          name,
          units: spec.units,
          activation,
          ...initializersOf(sampling),
        }));
    case "convolution":
    case "transposedConvolution":
      return convolution(spec, name, sampling);
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
    case "quantization": {
      const { entries, commitment = 0.25 } = spec;
      return [new Quantization({ name, entries, commitment, seed: seedFrom(sampling.random) })];
    }
    case "tfjs":
      return [tfjsLayer(spec, name, { most: MOST_NUMBERS, seed: () => seedFrom(sampling.random) })];
  }
}

/** A convolution; its padding, if a number, is a layer of its own, as tfjs has none for convolutions. */
function convolution(
  spec: Extract<LayerSpec, { type: "convolution" | "transposedConvolution" }>,
  name: string,
  sampling: Sampling,
): tf.layers.Layer[] {
  const { type, filters, kernel = 3, stride = 1, padding = "same" } = spec;
  const make = type === "convolution" ? tf.layers.conv2d : tf.layers.conv2dTranspose;
  const layers = activated(spec.activation, name, (activation) =>
    make({
      name,
      filters,
      kernelSize: kernel,
      strides: stride,
      padding: typeof padding === "number" ? "valid" : padding,
      activation,
      ...initializersOf(sampling),
    }));
  if (typeof padding !== "number") return layers;
  // If the stride exceeds the kernel, tfjs appends rows that PyTorch does not have.
  const more = type === "transposedConvolution" ? Math.max(stride - kernel, 0) : 0;
  const sides: [number, number] = [padding, padding + more];
  if (type === "convolution") {
    return [tf.layers.zeroPadding2d({ name: `${name}_pad`, padding: [sides, sides] }), ...layers];
  }
  return [...layers, tf.layers.cropping2D({ name: `${name}_crop`, cropping: [sides, sides] })];
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

/** Initializers with new seeds. */
function initializersOf({ initializer, random, fanIn = NaN, empty }: Sampling) {
  const seed = () => seedFrom(random);
  // The initializer stays in the layer's configuration, which an export contains.
  const orZeros = (sampled: ReturnType<typeof tf.initializers.zeros>) =>
    empty ? Object.assign(sampled, { apply: tf.zeros }) : sampled;
  if (initializer !== "pytorch") {
    return { kernelInitializer: orZeros(tf.initializers[initializer]({ seed: seed() })) };
  }
  const maxval = 1 / Math.sqrt(fanIn);
  const uniform = () =>
    orZeros(tf.initializers.randomUniform({ minval: -maxval, maxval, seed: seed() }));
  return { kernelInitializer: uniform(), biasInitializer: uniform() };
}

/** tfjs treats a seed of 0 as none. */
function seedFrom(random: Random): number {
  return 1 + random.integer(2 ** 31 - 1);
}
