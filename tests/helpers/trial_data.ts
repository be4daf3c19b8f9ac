import { denseSpec, type ImageSet, imageSet, Random } from "@autoencoders";
import { type Recipe, type RecipeImages } from "@autoencoders/results";

/** 12×12 images with something to learn: a bright row and a bright column. */
export function crosses(count: number, seed: number): ImageSet {
  const random = new Random(seed), pixels = new Uint8Array(count * 144);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const row = random.integer(12), column = labels[i] = random.integer(12);
    for (let j = 0; j < 12; j++) {
      pixels[i * 144 + row * 12 + j] = 255;
      pixels[i * 144 + j * 12 + column] = 255;
    }
  }
  return imageSet(pixels, { height: 12, width: 12, labels });
}

/** Few of them, as a recipe takes them. */
export const fewImages: RecipeImages = {
  name: "crosses",
  train: crosses(120, 1),
  test: crosses(30, 2),
  hash: "made",
};

/** A network that trains in no time. */
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
