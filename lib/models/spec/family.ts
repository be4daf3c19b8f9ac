import type {
  Activation,
  AutoencoderSpec,
  GaussianLikelihood,
  Initializer,
  LayerSpec,
  Output,
} from "./spec.ts";
import { checkLikelihood } from "./check.ts";

/** The normalisation, activation and dropout after each inner layer of a network. */
export interface BlockOptions {
  /** of the layers between image and code */
  activation?: Activation;
  /** whether each of these layers is normalised over the batch before its activation */
  batchNormalization?: boolean;
  /** the share of their outputs that is dropped in training; default 0 */
  dropout?: number;
}

/** Options of every family of networks. */
export interface NetworkOptions extends BlockOptions {
  /** the name in tables and captions */
  name?: string;
  /** rows of an image; default 28 */
  height?: number;
  /** columns of an image; default 28 */
  width?: number;
  /** numbers per pixel; default 1 */
  channels?: number;
  output?: Output;
  /** of a variational autoencoder of grey or colour images */
  likelihood?: GaussianLikelihood;
  /** of a variational autoencoder: the number of classes of the labels that are its condition */
  classes?: number;
  initializer?: Initializer;
}

/** The names of {@linkcode NetworkOptions}. */
export const networkOptions: Record<keyof NetworkOptions, true | "number"> = {
  name: true,
  height: "number",
  width: "number",
  channels: "number",
  activation: true,
  output: true,
  likelihood: true,
  classes: "number",
  initializer: true,
  batchNormalization: true,
  dropout: "number",
};

type LayerWithWeights = Extract<
  LayerSpec,
  { type: "dense" | "convolution" | "transposedConvolution" }
>;

/** A layer followed by its normalisation, activation and dropout. */
export function block(
  layer: LayerWithWeights,
  { activation = "relu", batchNormalization, dropout }: BlockOptions,
): LayerSpec[] {
  const activated: LayerSpec[] = batchNormalization
    ? [layer, { type: "batchNormalization" }, { type: "activation", activation }]
    : [{ ...layer, activation }];
  return dropout === undefined || dropout === 0
    ? activated
    : [...activated, { type: "dropout", rate: dropout }];
}

/**
 * The size of the images, by default that of MNIST, 28×28×1.
 *
 * @throws {RangeError} height or width is not a multiple of `divisor`
 */
export function imageSizeOf(
  { height = 28, width = 28, channels = 1 }: NetworkOptions,
  divisor = 1,
): { height: number; width: number; channels: number } {
  for (const [name, side] of Object.entries({ height, width })) {
    if (divisor > 1 && !(side > 0 && side % divisor === 0)) {
      throw new RangeError(`${name} must be a multiple of ${divisor}, got ${side}`);
    }
  }
  return { height, width, channels };
}

/**
 * Combines the layers of a family of networks with the options that all families have.
 *
 * @throws {RangeError} the likelihood has an unknown option or a value out of range
 * @throws {TypeError} the likelihood is not an object
 */
export function completeSpec(
  options: NetworkOptions,
  own: Pick<AutoencoderSpec, "name" | "latent" | "encoder" | "decoder"> & Partial<AutoencoderSpec>,
): AutoencoderSpec {
  const { name, latent, encoder, decoder } = own;
  if (options.likelihood !== undefined) checkLikelihood(options.likelihood);
  return {
    name: options.name ?? name,
    ...imageSizeOf(options),
    latent,
    initializer: options.initializer ?? "glorotUniform",
    output: options.output ?? own.output ?? "sigmoid",
    ...options.likelihood !== undefined && { likelihood: options.likelihood },
    ...options.classes !== undefined && { classes: options.classes },
    encoder,
    decoder,
  };
}
