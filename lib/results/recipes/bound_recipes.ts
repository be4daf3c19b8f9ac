import {
  type AutoencoderSpec,
  convolutionalSpec,
  denseSpec,
  variationalSpec,
} from "../../models/mod.ts";
import { requireOneOf } from "../../require.ts";
import type { FitOptions } from "../../training/mod.ts";

/**
 * How grey pixels became black and white: brighter than 127 or not; or white with the probability
 * that their grey says, drawn anew for each epoch (Salakhutdinov & Murray 2008). Nats of the one
 * never compare with nats of the other: what chance draws, no network can foresee.
 */
export type Binarization = "thresholded" | "stochastic";

/** All that it takes to train one variational network of the table of bounds again. */
export interface BoundRecipe {
  name: string;
  /** what it is, in the words of a table */
  title: string;
  images: Binarization;
  network: () => AutoencoderSpec;
  training: Pick<FitOptions, "batchSize" | "learningRate" | "schedule"> & { epochs: number };
  /** what somebody else has measured on such images */
  reference?: BoundReference;
}

/** A figure of somebody else's, in nats an image. */
export interface BoundReference {
  by: string;
  nats: number;
}

const dense = {
  title: "784-100-40",
  network: () => variationalSpec(denseSpec({ widths: [100], latent: 40 })),
  training: { epochs: 40, batchSize: 128, learningRate: 2e-3, schedule: "cosine" },
} as const;

const convolutional = {
  title: "convolutional, code of 40",
  network: () => variationalSpec(convolutionalSpec({ latent: 40 })),
  training: { epochs: 12, batchSize: 128, learningRate: 1e-3, schedule: "cosine" },
} as const;

/** The variational networks of which the bounds are known, on MNIST. */
export const boundRecipes: readonly BoundRecipe[] = [
  {
    ...dense,
    name: "vae-dense-thresholded",
    images: "thresholded",
    reference: { by: "the same network, measured by us outside this project", nats: 89.6 },
  },
  { ...convolutional, name: "vae-conv-thresholded", images: "thresholded" },
  {
    ...dense,
    name: "vae-dense-stochastic",
    images: "stochastic",
    reference: { by: "784-200-200-50, 5,000 samples, Burda et al. 2016", nats: 86.76 },
  },
  { ...convolutional, name: "vae-conv-stochastic", images: "stochastic" },
];

/**
 * The recipe of that name.
 *
 * @throws {RangeError} there is none
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { boundRecipeOf } from "./bound_recipes.ts";
 *
 * strictEqual(boundRecipeOf("vae-dense-stochastic").images, "stochastic");
 * ```
 */
export function boundRecipeOf(name: string): BoundRecipe {
  requireOneOf("recipe", name, boundRecipes.map(({ name }) => name));
  return boundRecipes.find((recipe) => recipe.name === name)!;
}
