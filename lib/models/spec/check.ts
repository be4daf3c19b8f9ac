import * as tf from "@tensorflow/tfjs";
import { type ImageSet, requireImages } from "../../images.ts";
import {
  kindOf,
  type KnownByKind,
  requireArray,
  requireInRange,
  requireInteger,
  requireKnown,
  requireNumber,
  requireOneOf,
  requireRecord,
  requireString,
} from "../../require.ts";
import { requireTensor } from "../disposal.ts";
import { checkTfjsLayer } from "../tfjs/layer_spec.ts";
import {
  activationNames,
  type AutoencoderSpec,
  type GaussianLikelihood,
  initializerNames,
  isVariational,
  type LayerSpec,
  outputNames,
} from "./spec.ts";

const specKeys: Record<keyof AutoencoderSpec, true> = {
  name: true,
  height: true,
  width: true,
  channels: true,
  latent: true,
  initializer: true,
  output: true,
  likelihood: true,
  classes: true,
  encoder: true,
  decoder: true,
};

const convolution = {
  type: true,
  filters: true,
  kernel: true,
  stride: true,
  padding: true,
  activation: true,
} as const;

const layerKeys: KnownByKind<LayerSpec, "type"> = {
  dense: { type: true, units: true, activation: true },
  convolution,
  transposedConvolution: convolution,
  maxPooling: { type: true, size: true },
  upSampling: { type: true, size: true },
  globalAveragePooling: { type: true },
  cropping: { type: true, start: true, end: true },
  flatten: { type: true },
  reshape: { type: true, shape: true },
  batchNormalization: { type: true },
  dropout: { type: true, rate: true },
  posteriorMean: { type: true, units: true },
  activation: { type: true, activation: true },
  quantization: { type: true, entries: true, commitment: true },
  tfjs: { type: true, className: true, config: true },
};

/**
 * @throws {RangeError} a value of the spec is out of range; the message names it
 * @throws {TypeError} a part of the spec has the wrong type
 */
export function checkSpec(spec: AutoencoderSpec): void {
  requireRecord("spec", spec);
  requireKnown("spec", spec, specKeys);
  const { height, width, channels, latent } = spec;
  for (const [name, value] of Object.entries({ height, width, channels, latent })) {
    requireInteger(name, value);
  }
  requireString("name", spec.name);
  requireOneOf("initializer", spec.initializer, initializerNames);
  requireOneOf("output", spec.output, outputNames);
  for (const part of ["encoder", "decoder"] as const) {
    requireArray(part, spec[part]);
    spec[part].forEach((layer, i) => checkLayer(`${part} layer ${i + 1}`, layer));
  }
  checkPosterior(spec);
  checkQuantization(spec);
  if (spec.likelihood !== undefined) checkLikelihood(spec.likelihood);
  if (spec.classes !== undefined) requireInteger("classes", spec.classes, 2, 256);
  const given = (["likelihood", "classes"] as const).find((name) => spec[name] !== undefined);
  if (given && !isVariational(spec)) {
    throw new RangeError(`${given} is an option of variational autoencoders only`);
  }
}

/**
 * @throws {RangeError} there is no such likelihood, or its deviation is out of range
 * @throws {TypeError} it is not an object
 */
export function checkLikelihood(likelihood: GaussianLikelihood): void {
  requireKnown("likelihood", likelihood, { kind: true, deviation: true });
  const { kind, deviation } = likelihood;
  requireOneOf("likelihood", kind, ["gaussian"]);
  requireNumber("deviation of the likelihood", deviation);
  if (!(deviation > 0 && deviation < Infinity)) {
    throw new RangeError(
      `deviation of the likelihood must be positive and finite, got ${deviation}`,
    );
  }
}

function checkLayer(where: string, layer: LayerSpec): void {
  requireRecord(where, layer);
  requireOneOf(`${where}: type`, layer.type, Object.keys(layerKeys));
  requireKnown(where, layer, layerKeys[layer.type]);
  if ("activation" in layer && layer.activation !== undefined) {
    requireOneOf(`${where}: activation`, layer.activation, activationNames);
  }
  const count = (name: string, value: unknown, least?: number) =>
    requireInteger(`${where}: ${name}`, value, least);
  switch (layer.type) {
    case "dense":
    case "posteriorMean":
      return count("units", layer.units);
    case "convolution":
    case "transposedConvolution": {
      const { filters, kernel = 3, stride = 1, padding = "same" } = layer;
      count("filters", filters);
      count("kernel", kernel);
      count("stride", stride);
      return typeof padding === "number"
        ? requireInteger(`${where}: padding`, padding, 0, kernel - 1)
        : requireOneOf(`${where}: padding that is not a number`, padding, ["same", "valid"]);
    }
    case "maxPooling":
    case "upSampling":
      return count("size", layer.size);
    case "cropping":
      count("start", layer.start, 0);
      return count("end", layer.end, 0);
    case "reshape":
      requireArray(`${where}: shape`, layer.shape);
      requireInteger(`${where}: sides of shape`, layer.shape.length, 1, 5); // with n, tfjs has 6
      return layer.shape.forEach((size) => count("shape", size));
    case "dropout":
      requireNumber(`${where}: rate`, layer.rate);
      if (!(layer.rate >= 0 && layer.rate < 1)) {
        throw new RangeError(`${where}: rate must be in [0, 1), got ${layer.rate}`);
      }
      return;
    case "quantization":
      count("entries", layer.entries, 2);
      return requireInRange(`${where}: commitment`, layer.commitment ?? 0, 0);
    case "tfjs":
      return checkTfjsLayer(where, layer);
    case "flatten":
    case "batchNormalization":
    case "globalAveragePooling":
    case "activation":
      return;
    default: {
      const unknown: never = layer; // a type without a case above does not compile
      throw new RangeError(`${where}: unknown type ${(unknown as { type: unknown }).type}`);
    }
  }
}

/** @throws {RangeError} there is a posteriorMean, but not as the last layer of the encoder */
function checkPosterior({ encoder, decoder, output }: AutoencoderSpec): void {
  const at = [...encoder, ...decoder].findIndex(({ type }) => type === "posteriorMean");
  if (at < 0) return;
  if (at !== encoder.length - 1) {
    const where = at < encoder.length ? "encoder" : "decoder";
    const layer = at < encoder.length ? at + 1 : at - encoder.length + 1;
    throw new RangeError(
      `posteriorMean must be the last encoder layer, got it as ${where} layer ${layer}`,
    );
  }
  if (output !== "sigmoid") {
    throw new RangeError(`a variational autoencoder's output must be sigmoid, got ${output}`);
  }
}

/** @throws {RangeError} there is a quantization, but not as the last layer of the encoder with numbers */
function checkQuantization({ encoder, decoder }: AutoencoderSpec): void {
  const at = encoder.findIndex(({ type }) => type === "quantization");
  const after = at < 0 ? [] : encoder.slice(at + 1).map(({ type }) => type);
  const misplaced = decoder.some(({ type }) => type === "quantization");
  if (!misplaced && after.every((type) => type === "flatten")) return;
  throw new RangeError(
    "quantization must be the last encoder layer but for a flatten, got it " +
      (misplaced ? "in the decoder" : `before ${after.join(", ")}`),
  );
}

type ImageSize = Pick<AutoencoderSpec, "height" | "width" | "channels">;

/** @throws {RangeError} the images are not of the size that the network takes */
export function checkImages(
  { height, width, channels }: ImageSize,
  images: tf.Tensor | ImageSet,
  what = "images",
): void {
  if (images instanceof tf.Tensor) requireTensor(what, images);
  else requireImages(images, what);
  const got = images instanceof tf.Tensor
    ? images.shape.slice(1)
    : [images.height, images.width, images.channels];
  if (got.join() !== [height, width, channels].join()) {
    throw new RangeError(
      `${what} must be ${height}×${width}×${channels} for this network, got ${got.join("×")}`,
    );
  }
}

/** @throws {RangeError} the codes are not [n, latent] */
export function checkCodes(latent: number, codes: tf.Tensor): void {
  if (!(codes instanceof tf.Tensor)) {
    throw new TypeError(`codes must be a tensor [n, ${latent}], got ${kindOf(codes)}`);
  }
  requireTensor("codes", codes);
  if (codes.rank !== 2 || codes.shape[1] !== latent) {
    throw new RangeError(`codes must be [n, ${latent}], got [${codes.shape.join(", ")}]`);
  }
}
