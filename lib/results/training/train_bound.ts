import { useBackend } from "../../backend/mod.ts";
import { evidence, importanceBound } from "../../evaluation/mod.ts";
import type { ImageSet } from "../../images.ts";
import { buildVariationalAutoencoder, type VariationalAutoencoder } from "../../models/mod.ts";
import { binarize, binarizeStochastic } from "../../preprocessing/mod.ts";
import { Random } from "../../random.ts";
import { fit, type FitOptions, type History } from "../../training/mod.ts";
import type { Binarization, BoundRecipe } from "../recipes/bound_recipes.ts";
import type { BoundRow } from "../rows/bounds.ts";
import { machineName } from "./hardware.ts";
import { type RecipeImages, recipeImages } from "./recipe_data.ts";
import { sixDigits } from "../rows/result.ts";
import { reductionOf } from "./train_recipe.ts";

/** How {@linkcode trainBound} departs from a recipe, and who watches. */
export interface TrainBoundOptions extends Pick<FitOptions, "monitor" | "signal" | "checkpoint"> {
  /** grey images, where they are loaded already; MNIST unless told */
  images?: RecipeImages;
  /** fewer (or more) epochs than the recipe's */
  epochs?: number;
  /** only the first so many training images */
  trainCount?: number;
  /** codes drawn for each image in the importance-weighted bound; 100 unless told */
  samples?: number;
}

/** What came of a recipe. */
export interface TrainedBound {
  model: VariationalAutoencoder;
  history: History;
  row: BoundRow;
}

/**
 * Trains a variational network as its recipe says and measures both bounds on the whole test set.
 *
 * Stochastic training images are drawn anew for each epoch, from the training's seed. All that measuring
 * draws, the test images first and then the codes, comes from seed 0, so that every network and seed
 * meets the same test images.
 *
 * @returns undefined where the run was interrupted; with a checkpoint it goes on from there next time
 * @throws {RangeError} an option is out of range
 * @throws {Deno.errors.NotFound} the data set cannot be had
 */
export async function trainBound(
  recipe: BoundRecipe,
  seed: number,
  options: TrainBoundOptions = {},
): Promise<TrainedBound | undefined> {
  const images = options.images ?? await recipeImages({ data: { name: "mnist" } });
  const { trainCount, samples = 100, monitor, signal, checkpoint } = options;
  const epochs = options.epochs ?? recipe.training.epochs;
  const train = trainCount === undefined ? images.train : images.train.slice(0, trainCount);
  const backend = await useBackend();
  const model = buildVariationalAutoencoder({ ...recipe.network(), name: recipe.name }, seed);
  const stochastic = recipe.images === "stochastic";
  const history = await fit(model, stochastic ? train : binarize(train), {
    ...{ ...recipe.training, epochs, seed, monitor, signal, checkpoint },
    augment: stochastic ? binarizeStochastic : undefined,
  });
  if (history.ended === "interrupted") {
    model.dispose();
    return undefined;
  }
  const row: BoundRow = {
    ...{ name: recipe.name, title: recipe.title, data: images.name, images: recipe.images },
    ...{ n: images.test.count, seed, latent: model.latent, parameters: model.countParams() },
    ...{ epochs, trainImages: train.count },
    seconds: Math.round(history.last!.elapsedMs / 100) / 10,
    ...boundsOf(model, recipe.images, images.test, samples),
    ...{ dataHash: images.hash, machine: machineName(backend) },
    reduced: reductionOf(recipe, images, options),
  };
  return { model, history, row };
}

function boundsOf(
  model: VariationalAutoencoder,
  kind: Binarization,
  grey: ImageSet,
  samples: number,
) {
  const random = new Random(0);
  const test = kind === "stochastic" ? binarizeStochastic(grey, random) : binarize(grey);
  const one = evidence(model, test, random), many = importanceBound(model, test, samples, random);
  return {
    ...{ distortion: sixDigits(one.distortion), rate: sixDigits(one.rate) },
    ...{ active: one.active.length, nats: sixDigits(-one.elbo) },
    bitsPerPixel: sixDigits(one.bitsPerPixel),
    ...{ samples, importanceNats: sixDigits(-many.bound) },
    importanceBitsPerPixel: sixDigits(many.bitsPerPixel),
  };
}
