import { requireInteger, requireOneOf } from "../../require.ts";
import type { AutoencoderSpec, LayerSpec } from "./spec.ts";

const activations = [
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
];
const initializers = [
  "glorotUniform",
  "glorotNormal",
  "heUniform",
  "heNormal",
  "leCunUniform",
  "leCunNormal",
];

/** @throws {RangeError} a value of the spec makes no network; the message names it */
export function checkSpec(spec: AutoencoderSpec): void {
  const { height, width, channels, latent } = spec;
  for (const [name, value] of Object.entries({ height, width, channels, latent })) {
    requireInteger(name, value);
  }
  requireOneOf("initializer", spec.initializer, initializers);
  requireOneOf("output", spec.output, ["sigmoid", "tanh", "linear"]);
  spec.encoder.forEach((layer, i) => checkLayer(`encoder layer ${i + 1}`, layer));
  spec.decoder.forEach((layer, i) => checkLayer(`decoder layer ${i + 1}`, layer));
  checkPosterior(spec);
}

function checkLayer(where: string, layer: LayerSpec): void {
  if ("activation" in layer && layer.activation !== undefined) {
    requireOneOf(`${where}: activation`, layer.activation, activations);
  }
  const count = (name: string, value: unknown, least?: number) =>
    requireInteger(`${where}: ${name}`, value, least);
  switch (layer.type) {
    case "dense":
    case "posteriorMean":
      return count("units", layer.units);
    case "convolution":
    case "transposedConvolution":
      count("filters", layer.filters);
      count("kernel", layer.kernel ?? 3);
      count("stride", layer.stride ?? 1);
      return requireOneOf(`${where}: padding`, layer.padding ?? "same", ["same", "valid"]);
    case "maxPooling":
    case "upSampling":
      return count("size", layer.size);
    case "cropping":
      count("start", layer.start, 0);
      return count("end", layer.end, 0);
    case "reshape":
      return layer.shape.forEach((size) => count("shape", size));
    case "dropout":
      if (!(layer.rate >= 0 && layer.rate < 1)) {
        throw new RangeError(`${where}: rate must be in [0, 1), got ${layer.rate}`);
      }
      return;
    case "flatten":
    case "batchNormalization":
    case "globalAveragePooling":
    case "activation":
      return;
    default:
      throw new RangeError(`${where}: unknown type ${(layer as { type: unknown }).type}`);
  }
}

/** @throws {RangeError} a posterior's mean is taken elsewhere than at the end of the encoder */
function checkPosterior({ encoder, decoder, output }: AutoencoderSpec): void {
  const at = [...encoder, ...decoder].findIndex(({ type }) => type === "posteriorMean");
  if (at < 0) return;
  if (at !== encoder.length - 1) {
    const where = at < encoder.length ? "encoder" : "decoder";
    const layer = at < encoder.length ? at + 1 : at - encoder.length + 1;
    throw new RangeError(`posteriorMean must end the encoder, got it as ${where} layer ${layer}`);
  }
  if (output !== "sigmoid") {
    throw new RangeError(`a variational autoencoder's output must be sigmoid, got ${output}`);
  }
}
