import type * as tf from "@tensorflow/tfjs";
import type { LayerSpec } from "../../models/mod.ts";
import { activationNames, type Step } from "./page/inference.js";

export type { Step } from "./page/inference.js";

/**
 * A tfjs model (a chain of layers) as the steps that the page runs.
 *
 * @throws {TypeError} the model has a layer or an activation that the page does not support
 */
export function stepsOf(model: tf.LayersModel): Step[] {
  return model.layers.flatMap((layer): Step[] => {
    const name = layer.getClassName();
    if (!isSupported(name)) {
      throw new TypeError(`the playground cannot run layer ${layer.name} of class ${name}`);
    }
    const make = makers[name];
    if (make === "identity") return [];
    const input = shapeOf(layer.getInputAt(0));
    const output = shapeOf(layer.getOutputAt(0));
    return [{ input, output, ...make(layer, input, output) }];
  });
}

/** The tfjs class of each type of layer; a type that is missing here does not compile. */
interface LayerClasses {
  dense: "Dense";
  convolution: "Conv2D" | "ZeroPadding2D";
  transposedConvolution: "Conv2DTranspose" | "Cropping2D";
  maxPooling: "MaxPooling2D";
  upSampling: "UpSampling2D";
  globalAveragePooling: "GlobalAveragePooling2D";
  cropping: "Cropping2D";
  flatten: "Flatten";
  reshape: "Reshape";
  batchNormalization: "BatchNormalization";
  dropout: "SeededDropout";
  posteriorMean: "Reshape" | "Cropping2D" | "Flatten";
  activation: "Activation" | "LeakyReLU";
  tfjs: never;
}

type SupportedClass = LayerClasses[LayerSpec["type"]] | "InputLayer" | "Dropout";

function isSupported(name: string): name is SupportedClass {
  return Object.hasOwn(makers, name);
}

type Maker = (
  layer: tf.layers.Layer,
  input: number[],
  output: number[],
) => Omit<Step, "input" | "output">;

/** Creates the step of each class; "identity" layers leave the numbers unchanged in inference. */
const makers: Record<SupportedClass, Maker | "identity"> = {
  InputLayer: "identity",
  Flatten: "identity",
  Reshape: "identity",
  Dropout: "identity",
  SeededDropout: "identity",

  Dense: (layer) => ({ type: "dense", ...weights(layer), activation: activationOf(layer) }),

  Conv2D(layer, input, output) {
    const { size, stride } = kernelWindow(layer);
    const [top, left] = [0, 1].map((i) =>
      paddingBefore((output[i] - 1) * stride + size - input[i])
    );
    const activation = activationOf(layer);
    return { type: "convolution", ...weights(layer), size, stride, top, left, activation };
  },

  // The gradient of a convolution with respect to its input, with the padding of that convolution.
  Conv2DTranspose(layer, input, output) {
    const { size, stride } = kernelWindow(layer);
    const [top, left] = [0, 1].map((i) =>
      paddingBefore((input[i] - 1) * stride + size - output[i])
    );
    const activation = activationOf(layer);
    return {
      type: "transposedConvolution",
      ...weights(layer),
      size,
      stride,
      top,
      left,
      activation,
    };
  },

  MaxPooling2D: (layer) => ({ type: "maxPooling", size: square(layer, "poolSize") }),
  UpSampling2D: (layer) => ({ type: "upSampling", size: square(layer, "size") }),
  GlobalAveragePooling2D: () => ({ type: "globalAveragePooling" }),

  ZeroPadding2D(layer) {
    const [[top], [left]] = layer.getConfig().padding as number[][];
    return { type: "zeroPadding", top, left };
  },

  Cropping2D(layer) {
    const [[top], [left]] = layer.getConfig().cropping as number[][];
    return { type: "cropping", top, left };
  },

  // γ (x − μ) / √(σ² + ε) + β as scale · x + shift.
  BatchNormalization(layer) {
    const [gamma, beta, mean, variance] = layer.getWeights().map((w) => w.dataSync<"float32">());
    const epsilon = layer.getConfig().epsilon as number;
    const scale = gamma.map((value, i) => value / Math.sqrt(variance[i] + epsilon));
    const shift = beta.map((value, i) => value - mean[i] * scale[i]);
    return { type: "normalization", scale, shift };
  },

  Activation: (layer) => ({ type: "activation", activation: activationOf(layer) }),
  LeakyReLU: () => ({ type: "activation", activation: "leakyRelu" }),
};

function weights(layer: tf.layers.Layer): { kernel: Float32Array; bias: Float32Array } {
  const [kernel, bias] = layer.getWeights();
  const channels = layer.getOutputAt(0) as tf.SymbolicTensor;
  return {
    kernel: kernel.dataSync<"float32">(),
    bias: bias?.dataSync<"float32">() ?? new Float32Array(channels.shape.at(-1)!),
  };
}

function activationOf(layer: tf.layers.Layer): string {
  const { activation } = layer.getConfig();
  const name = String(activation ?? "linear");
  if (name !== "linear" && !activationNames.includes(name)) {
    throw new TypeError(
      `the playground does not support activation ${name} of layer ${layer.name}`,
    );
  }
  return name;
}

function kernelWindow(layer: tf.layers.Layer): { size: number; stride: number } {
  return { size: square(layer, "kernelSize"), stride: square(layer, "strides") };
}

/** The value of a field that is a number or a pair of equal numbers. */
function square(layer: tf.layers.Layer, field: string): number {
  const value = layer.getConfig()[field];
  const [rows, columns = rows] = Array.isArray(value) ? value : [value];
  if (rows !== columns) {
    throw new TypeError(`layer ${layer.name}: ${field} must be square, got ${rows}×${columns}`);
  }
  return Number(rows);
}

/** The part of a padding of `total` above or to the left; TensorFlow pads more at the end. */
function paddingBefore(total: number): number {
  return Math.floor(Math.max(0, total) / 2);
}

function shapeOf(tensor: tf.SymbolicTensor | tf.SymbolicTensor[]): number[] {
  return (tensor as tf.SymbolicTensor).shape.slice(1) as number[];
}
