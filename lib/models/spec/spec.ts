import type { TfjsLayer } from "../tfjs/layer_spec.ts";

/** The activations of a layer's outputs. */
export const activationNames = [
  "linear",
  "relu",
  "leakyRelu",
  "elu",
  "selu",
  "gelu",
  "swish",
  "mish",
  "softplus",
  "sigmoid",
  "tanh",
] as const;

/** The function that a layer applies to each of its outputs. */
export type Activation = typeof activationNames[number];

/** The distributions of initial weights. */
export const initializerNames = [
  "glorotUniform",
  "glorotNormal",
  "heUniform",
  "heNormal",
  "leCunUniform",
  "leCunNormal",
  "pytorch",
] as const;

/**
 * The distribution of initial weights (Glorot & Bengio 2010, He et al. 2015, LeCun et al. 1998);
 * initial biases are 0. "pytorch" is PyTorch's default: weights and biases uniform in ±1/√fan-in, where
 * the fan-in of a transposed convolution counts its output channels.
 */
export type Initializer = typeof initializerNames[number];

/** The activations that turn logits into pixels. */
export const outputNames = ["sigmoid", "tanh", "linear"] as const;

/**
 * The function that turns logits into pixels: sigmoid for outputs in 0–1, tanh as in some publications, linear for
 * none.
 */
export type Output = typeof outputNames[number];

/** One layer as plain data. */
export type LayerSpec =
  | { type: "dense"; units: number; activation?: Activation }
  | {
    type: "convolution" | "transposedConvolution";
    filters: number;
    /** rows and columns of the kernel; default 3 */
    kernel?: number;
    /** default 1 */
    stride?: number;
    /**
     * Default "same": a stride of 1 keeps the size; an odd number of zeros is one more at the bottom and
     * right than at the top and left, as in TensorFlow. A number, less than `kernel`, is PyTorch's
     * `padding`: so many zeros on every side of the input or, of a transposed convolution, so many rows
     * and columns fewer on every side of the output.
     */
    padding?: "same" | "valid" | number;
    activation?: Activation;
  }
  | { type: "maxPooling" | "upSampling"; size: number }
  | { type: "globalAveragePooling" }
  /** removes rows and columns: `start` at the top and left, `end` at the bottom and right */
  | { type: "cropping"; start: number; end: number }
  | { type: "flatten" }
  | { type: "reshape"; shape: number[] }
  | { type: "batchNormalization" }
  | { type: "dropout"; rate: number }
  /**
   * The last layer of a variational encoder: from the mean and log-variance of a normal distribution,
   * `units` numbers each, it returns the mean.
   */
  | { type: "posteriorMean"; units: number }
  | { type: "activation"; activation: Activation }
  | TfjsLayer;

/**
 * An autoencoder as plain data, layer by layer: it can be read, compared, stored with the weights and
 * built again.
 */
export interface AutoencoderSpec {
  /** the name in tables and captions */
  name: string;
  /** h, rows of an image */
  height: number;
  /** w, columns of an image */
  width: number;
  /** c, numbers per pixel */
  channels: number;
  /** k, numbers per code */
  latent: number;
  initializer: Initializer;
  output: Output;
  /** [h, w, c] to [k] */
  encoder: LayerSpec[];
  /** [k] to [h, w, c], without the output activation */
  decoder: LayerSpec[];
}

/** The name in tfjs of the layer at a place of its part, counted from 1, such as "encoder_2_dense". */
export function layerName(part: "encoder" | "decoder", place: number, layer: LayerSpec): string {
  return `${part}_${place}_${layer.type === "tfjs" ? layer.className : layer.type}`;
}

/** The name in a file of the weight that tfjs calls "encoder_2_dense/kernel": "encoder/2_dense/kernel". */
export function tensorName(weight: string): string {
  return weight.replace("_", "/");
}

/** Whether a spec describes a variational autoencoder. */
export function isVariational({ encoder }: AutoencoderSpec): boolean {
  return encoder.at(-1)?.type === "posteriorMean";
}
