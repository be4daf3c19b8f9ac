import { convolutionalSpec, denseSpec, variationalSpec } from "../../models/mod.ts";
import type { BoundRecipe } from "./recipe.ts";

const mnist = { name: "mnist" };

const dense = {
  data: mnist,
  network: () => variationalSpec(denseSpec({ widths: [100], latent: 40 })),
  training: { epochs: 40, batchSize: 128, learningRate: 2e-3, schedule: "cosine" },
} as const;

const convolutional = {
  data: mnist,
  network: () => variationalSpec(convolutionalSpec({ latent: 40 })),
  training: { epochs: 12, batchSize: 128, learningRate: 1e-3, schedule: "cosine" },
} as const;

/** The variational networks of the table of bounds. */
export const boundRecipes: readonly BoundRecipe[] = [
  {
    ...dense,
    name: "vae-dense-thresholded",
    images: "thresholded",
    references: [{ by: "the same network, measured by us outside this project", nats: 89.6 }],
  },
  {
    ...convolutional,
    name: "vae-conv-thresholded",
    images: "thresholded",
    references: [],
  },
  {
    ...dense,
    name: "vae-dense-stochastic",
    images: "stochastic",
    references: [{ by: "784-200-200-50, 5,000 samples, Burda et al. 2016", nats: 86.76 }],
  },
  {
    ...convolutional,
    name: "vae-conv-stochastic",
    images: "stochastic",
    references: [],
  },
];
