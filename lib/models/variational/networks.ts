import { buildAutoencoder } from "../build.ts";
import { type ConvolutionalOptions, convolutionalSpec } from "../networks/convolutional.ts";
import { type DenseOptions, denseSpec } from "../networks/dense.ts";
import { type AutoencoderSpec, isVariational } from "../spec/spec.ts";
import type { VariationalAutoencoder } from "./variational.ts";

/** The options of a network that its variational version has: its code is linear, its output sigmoid. */
export type Variational<Options> = Omit<Options, "latentActivation" | "output">;

/**
 * The variational version of a network (Kingma & Welling 2014): instead of k numbers, the encoder gives
 * k means and k log-variances.
 *
 * @param spec its encoder must end in a linear dense layer, its output must be a sigmoid
 * @throws {RangeError} its encoder ends in another layer, or it has another output
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { denseSpec } from "@autoencoders";
 * import { variationalSpec } from "./networks.ts";
 *
 * const { encoder } = variationalSpec(denseSpec({ widths: [100], latent: 40 }));
 * deepStrictEqual(encoder.slice(-2), [{ type: "dense", units: 80 }, { type: "posteriorMean", units: 40 }]);
 * ```
 */
export function variationalSpec(spec: AutoencoderSpec): AutoencoderSpec {
  const last = spec.encoder.at(-1);
  if (last?.type !== "dense" || (last.activation ?? "linear") !== "linear") {
    const got = last?.type === "dense" ? `dense, ${last.activation}` : last?.type;
    throw new RangeError(`the encoder must end in a linear dense layer, got ${got}`);
  }
  if (spec.output !== "sigmoid") {
    throw new RangeError(`a variational autoencoder's output must be sigmoid, got ${spec.output}`);
  }
  return {
    ...spec,
    name: `variational ${spec.name}`,
    encoder: [
      ...spec.encoder.slice(0, -1),
      { type: "dense", units: 2 * spec.latent }, // [n, 2k]
      { type: "posteriorMean", units: spec.latent }, // [n, k]
    ],
  };
}

/**
 * Builds the variational autoencoder that `spec` describes, with initial weights from `seed`.
 *
 * @param spec its encoder must end in posteriorMean; see {@linkcode variationalSpec}
 * @throws {RangeError} the encoder ends in another layer, or a value of the spec is out of range
 */
export function buildVariationalAutoencoder(
  spec: AutoencoderSpec,
  seed: number,
): VariationalAutoencoder {
  if (!isVariational(spec)) {
    const last = spec.encoder.at(-1)?.type;
    throw new RangeError(`a variational encoder must end in posteriorMean, got ${last}`);
  }
  return buildAutoencoder(spec, seed) as VariationalAutoencoder;
}

/**
 * Dense layers narrowing to mean and log-variance, and their mirror image.
 *
 * @throws {RangeError} a width or another option is out of range
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { denseVariationalAutoencoder } from "@autoencoders";
 *
 * const model = denseVariationalAutoencoder({ widths: [100], latent: 40 }, 1);
 * strictEqual(model.spec.name, "variational dense 784-100-40");
 * strictEqual(model.countParams(), 784 * 100 + 100 + 100 * 80 + 80 + 40 * 100 + 100 + 100 * 784 + 784);
 * model.dispose();
 * ```
 */
export function denseVariationalAutoencoder(
  options: Variational<DenseOptions>,
  seed: number,
): VariationalAutoencoder {
  return buildVariational(denseSpec(options), options.name, seed);
}

/**
 * The small convolutional network of the course with mean and log-variance.
 *
 * @throws {RangeError} height or width is not a multiple of 4, or another option is out of range
 */
export function convolutionalVariationalAutoencoder(
  options: Variational<ConvolutionalOptions>,
  seed: number,
): VariationalAutoencoder {
  return buildVariational(convolutionalSpec(options), options.name, seed);
}

function buildVariational(
  spec: AutoencoderSpec,
  name: string | undefined,
  seed: number,
): VariationalAutoencoder {
  const variational = variationalSpec(spec);
  return buildVariationalAutoencoder({ ...variational, name: name ?? variational.name }, seed);
}
