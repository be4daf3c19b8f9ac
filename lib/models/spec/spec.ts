/** What a layer applies to each of its outputs. */
export type Activation =
  | "linear"
  | "relu"
  | "leakyRelu"
  | "elu"
  | "selu"
  | "gelu"
  | "swish"
  | "mish"
  | "softplus"
  | "sigmoid"
  | "tanh";

/** How weights begin (Glorot & Bengio 2010, He et al. 2015, LeCun et al. 1998); biases begin at 0. */
export type Initializer =
  | "glorotUniform"
  | "glorotNormal"
  | "heUniform"
  | "heNormal"
  | "leCunUniform"
  | "leCunNormal";

/**
 * What turns logits into pixels: sigmoid for outputs in 0–1, tanh as some publications have it,
 * linear for none.
 */
export type Output = "sigmoid" | "tanh" | "linear";

/** One layer, as plain data. Convolutions pad so that a stride of 1 keeps the size, unless told. */
export type LayerSpec =
  | { type: "dense"; units: number; activation?: Activation }
  | {
    type: "convolution" | "transposedConvolution";
    filters: number;
    /** rows and columns of the kernel; 3 unless told */
    kernel?: number;
    /** 1 unless told */
    stride?: number;
    /** "same" unless told */
    padding?: "same" | "valid";
    activation?: Activation;
  }
  | { type: "maxPooling" | "upSampling"; size: number }
  | { type: "globalAveragePooling" }
  /** cuts rows and columns off: `start` above and left, `end` below and right */
  | { type: "cropping"; start: number; end: number }
  | { type: "flatten" }
  | { type: "reshape"; shape: number[] }
  | { type: "batchNormalization" }
  | { type: "dropout"; rate: number }
  /**
   * The end of a variational encoder: takes mean and log-variance of a normal distribution
   * side by side, `units` numbers each, and goes on with the mean.
   */
  | { type: "posteriorMean"; units: number }
  | { type: "activation"; activation: Activation };

/**
 * An autoencoder as plain data: layer by layer, so that it can be read, compared, stored beside its
 * weights and built again.
 */
export interface AutoencoderSpec {
  /** what tables and captions call it */
  name: string;
  /** h, rows of an image */
  height: number;
  /** w, columns of an image */
  width: number;
  /** c, numbers a pixel */
  channels: number;
  /** k, numbers in a code */
  latent: number;
  initializer: Initializer;
  output: Output;
  /** [h, w, c] to [k] */
  encoder: LayerSpec[];
  /** [k] to [h, w, c], without the output activation */
  decoder: LayerSpec[];
}

/** The size of an image and how it is drawn, as every family of networks lets one choose them. */
export interface CommonOptions {
  /** what tables and captions call it */
  name?: string;
  /** rows of an image; 28 unless told */
  height?: number;
  /** columns of an image; 28 unless told */
  width?: number;
  /** numbers a pixel; 1 unless told */
  channels?: number;
  output?: Output;
  initializer?: Initializer;
}
