import type { AutoencoderSpec } from "../spec/spec.ts";

/** Whether a spec describes a variational autoencoder. */
export function isVariational({ encoder }: AutoencoderSpec): boolean {
  return encoder.at(-1)?.type === "posteriorMean";
}

/**
 * The variational version of a network (Kingma & Welling 2014): where the encoder gave k numbers, it
 * gives k means and k log-variances. All else stays as it is.
 *
 * @param spec its encoder must end in a linear dense layer, its output be a sigmoid
 * @throws {RangeError} it does not
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { denseSpec } from "@autoencoders";
 * import { variationalSpec } from "./spec.ts";
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
