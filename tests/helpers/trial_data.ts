import { denseSpec } from "@autoencoders";
import { type Recipe, type RecipeImages } from "@autoencoders/results";
import { crosses } from "./training_data.ts";

/** A small data set of 12×12 images for a recipe. */
export const fewImages: RecipeImages = {
  name: "crosses",
  train: crosses(120, 1, 12),
  test: crosses(30, 2, 12),
  hash: "5".repeat(64),
};

/** A network that trains in milliseconds. */
export const tinyRecipe: Recipe = {
  name: "tiny",
  source: "course",
  data: { name: "crosses" },
  network: () => denseSpec({ widths: [12], latent: 4, height: 12, width: 12 }),
  training: { epochs: 3, batchSize: 16, loss: "mse" },
  references: [],
  goals: [{ metric: "mse", value: 0.01 }],
  pretrained: "int8",
};
