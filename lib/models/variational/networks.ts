import { buildAutoencoder } from "../build.ts";
import { type ConvolutionalOptions, convolutionalSpec } from "../networks/convolutional.ts";
import { type DenseOptions, denseSpec } from "../networks/dense.ts";
import { loadAutoencoder } from "../saving/load.ts";
import type { AutoencoderSpec } from "../spec/spec.ts";
import { VariationalAutoencoder } from "./variational.ts";
import { isVariational, variationalSpec } from "./spec.ts";

/** What a variational autoencoder may be told: its code is linear and its output a sigmoid. */
export type Variational<Options> = Omit<Options, "latentActivation" | "output">;

/**
 * Builds the variational autoencoder that `spec` describes, with the weights that `seed` draws.
 *
 * @param spec its encoder ends in a posterior's mean; {@linkcode variationalSpec} makes such specs
 * @throws {RangeError} it does not, or a value of the spec is out of range
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
  return buildVariationalAutoencoder(named(options, variationalSpec(denseSpec(options))), seed);
}

/**
 * Our small convolutional network with mean and log-variance.
 *
 * @throws {RangeError} height or width is no multiple of 4, or another option is out of range
 */
export function convolutionalVariationalAutoencoder(
  options: Variational<ConvolutionalOptions>,
  seed: number,
): VariationalAutoencoder {
  return buildVariationalAutoencoder(
    named(options, variationalSpec(convolutionalSpec(options))),
    seed,
  );
}

/**
 * Opens a variational autoencoder that its `save` wrote.
 *
 * @throws {TypeError} the folder holds an autoencoder that is not variational
 * @throws {Deno.errors.NotFound} there is no such folder, or a file of it is missing
 * @throws {SyntaxError} a file was cut or altered, or is of another format or version
 */
export async function loadVariationalAutoencoder(folder: string): Promise<VariationalAutoencoder> {
  const model = await loadAutoencoder(folder);
  if (model instanceof VariationalAutoencoder) return model;
  model.dispose();
  throw new TypeError(`"${folder}" must hold a variational autoencoder, got ${model.name}`);
}

function named({ name }: { name?: string }, spec: AutoencoderSpec): AutoencoderSpec {
  return name === undefined ? spec : { ...spec, name };
}
