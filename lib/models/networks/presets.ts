import type { Autoencoder } from "../autoencoder.ts";
import { buildAutoencoder } from "../build.ts";
import { requireOneOf } from "../../require.ts";
import { convolutionalSpec } from "./convolutional.ts";
import { denseSpec } from "./dense.ts";
import { emnistSpec } from "./emnist.ts";
import { pooledSpec } from "./pooled.ts";
import type { AutoencoderSpec } from "../spec/spec.ts";
import { stridedSpec } from "./strided.ts";

const relu = { latentActivation: "relu" } as const;
const linear = { latentActivation: "linear" } as const;

/**
 * Networks by name: those of the literature as published, variants of them, and the small
 * convolutional network that the lessons train. The larger ones of the results table, `ours-…`, are
 * made by their recipes: `recipeOf("ours-32").network()`.
 */
export const presets = {
  /** 784-512-256-128-32 with a ReLU code, on binarised MNIST */
  "dense-32": () => denseSpec({ widths: [512, 256, 128], latent: 32, ...relu, name: "dense-32" }),
  /** 784-32-784 with a ReLU code, on grey MNIST */
  "plain-32": () => denseSpec({ widths: [], latent: 32, ...relu, name: "plain-32" }),
  /** convolutions and pooling to a 7×7×1 code, tanh */
  "pooled-49": () => pooledSpec({ name: "pooled-49" }),
  /** convolutions of stride 2 and a global average to 64 numbers */
  "strided-64": () => stridedSpec({ name: "strided-64" }),
  /** four EMNIST networks: the number is that of the decoder's layer with stride 2 */
  "emnist-1st": () => emnistSpec({ stridedLayer: 1, name: "emnist-1st" }),
  "emnist-2nd": () => emnistSpec({ stridedLayer: 2, name: "emnist-2nd" }),
  "emnist-3rd": () => emnistSpec({ stridedLayer: 3, name: "emnist-3rd" }),
  "emnist-4th": () => emnistSpec({ stridedLayer: 4, name: "emnist-4th" }),
  /** the widths of dense-32 with a linear code, so that no unit dies */
  "dense-linear-32": () =>
    denseSpec({ widths: [512, 256, 128], latent: 32, name: "dense-linear-32" }),
  /** pooled-49 with a sigmoid and a linear code */
  "pooled-linear-49": () => pooledSpec({ output: "sigmoid", ...linear, name: "pooled-linear-49" }),
  /** strided-64 with a linear code */
  "strided-linear-64": () => stridedSpec({ ...linear, name: "strided-linear-64" }),
  /** emnist-3rd with a linear code */
  "emnist-linear-32": () => emnistSpec({ ...linear, name: "emnist-linear-32" }),
  /** our small convolutional network, sigmoid output, linear code */
  "convolutional-16": () => convolutionalSpec({ latent: 16, name: "convolutional-16" }),
  "convolutional-32": () => convolutionalSpec({ latent: 32, name: "convolutional-32" }),
  "convolutional-49": () => convolutionalSpec({ latent: 49, name: "convolutional-49" }),
  "convolutional-64": () => convolutionalSpec({ latent: 64, name: "convolutional-64" }),
} satisfies Record<string, () => AutoencoderSpec>;

/** The name of one of the {@linkcode presets}. */
export type PresetName = keyof typeof presets;

/**
 * Builds a network by its name.
 *
 * @param changes fields of its spec to replace: another name, initialiser or output
 * @throws {RangeError} there is no network of that name
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { presetAutoencoder } from "@autoencoders";
 *
 * const model = presetAutoencoder("dense-32", 1, { initializer: "heNormal" });
 * strictEqual(model.spec.initializer, "heNormal");
 * model.dispose();
 * ```
 */
export function presetAutoencoder(
  name: PresetName,
  seed: number,
  changes: Partial<Pick<AutoencoderSpec, "name" | "initializer" | "output">> = {},
): Autoencoder {
  requireOneOf("preset", name, Object.keys(presets));
  return buildAutoencoder({ ...presets[name](), ...changes }, seed);
}
