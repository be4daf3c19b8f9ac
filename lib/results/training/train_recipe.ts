import { useBackend } from "../../backend/mod.ts";
import { evaluate, type Evaluation } from "../../evaluation/mod.ts";
import type { ImageSet } from "../../images.ts";
import { type Autoencoder, buildAutoencoder } from "../../models/mod.ts";
import { fit, type FitOptions, type History, holdOut } from "../../training/mod.ts";
import { Random } from "../../random.ts";
import { machineName } from "./hardware.ts";
import type { Recipe } from "../recipes/recipe.ts";
import { type RecipeImages, recipeImages } from "./recipe_data.ts";
import { figuresOf, type ResultRow, sixDigits } from "../rows/result.ts";

/** How {@linkcode trainRecipe} departs from a recipe, and who watches. */
export interface TrainRecipeOptions extends Pick<FitOptions, "monitor" | "signal" | "checkpoint"> {
  /** the recipe's images, where they are loaded already */
  images?: RecipeImages;
  /** fewer (or more) epochs than the recipe's */
  epochs?: number;
  /** only the first so many training images */
  trainCount?: number;
  /**
   * measures on so many images taken out of the training set instead of the test set: for choosing
   * between recipes, which the test set must not do
   */
  holdOut?: number;
}

/** What came of a recipe. */
export interface Trained {
  model: Autoencoder;
  history: History;
  evaluation: Evaluation;
  /** for results.json; undefined where the test set was not used */
  row?: ResultRow;
}

/**
 * Trains a network as its recipe says and measures it on the whole test set.
 *
 * @returns undefined where the run was interrupted; with a checkpoint it goes on from there next time
 * @throws {RangeError} an option is out of range
 * @throws {Deno.errors.NotFound} the data set cannot be had
 */
export async function trainRecipe(
  recipe: Recipe,
  seed: number,
  options: TrainRecipeOptions = {},
): Promise<Trained | undefined> {
  const images = options.images ?? await recipeImages(recipe);
  const { monitor, signal, checkpoint } = options;
  const epochs = options.epochs ?? recipe.training.epochs;
  const { train, measured } = parts(images, options);
  const backend = await useBackend();
  const model = buildAutoencoder({ ...recipe.network(), name: recipe.name }, seed);
  model.notes.data = { name: images.name, hash: images.hash };
  const history = await fit(model, train, {
    ...{ ...recipe.training, epochs, seed, monitor, signal, checkpoint },
  });
  if (history.ended === "interrupted") {
    model.dispose();
    return undefined;
  }
  const evaluation = evaluate(model, measured, { data: images.name, seed });
  const { bce, mse } = evaluation;
  model.notes.metrics = { bce, mse };
  if (options.holdOut !== undefined) return { model, history, evaluation };
  const row: ResultRow = {
    ...{ name: recipe.name, source: recipe.source, data: images.name, split: "test" },
    ...{ ...figuresOf(evaluation), seed, parameters: model.countParams(), epochs },
    trainImages: train.count,
    seconds: Math.round(history.last!.elapsedMs / 100) / 10,
    losses: history.records.map(({ loss }) => sixDigits(loss)),
    ...{ dataHash: images.hash, machine: machineName(backend) },
    reduced: reductionOf(recipe, images, options),
  };
  return { model, history, evaluation, row };
}

function parts({ train, test }: RecipeImages, { trainCount, holdOut: count }: TrainRecipeOptions): {
  train: ImageSet;
  measured: ImageSet;
} {
  const few = trainCount === undefined ? train : train.slice(0, trainCount);
  if (count === undefined) return { train: few, measured: test };
  // The same images whatever the network and its seed, so that recipes can be compared.
  const held = holdOut(few, count, new Random(0));
  return { train: held.train, measured: held.validation };
}

/** Wherein a run with these options departs from its recipe; undefined where it is a full one. */
export function reductionOf(
  { training }: Pick<Recipe, "training">,
  { train }: Pick<RecipeImages, "train">,
  { epochs = training.epochs, trainCount = train.count, holdOut }: TrainRecipeOptions,
): string | undefined {
  const of = (here: number, there: number, what: string) => {
    const word = here < there ? "of" : "instead of";
    return here === there
      ? []
      : [`${here.toLocaleString("en")} ${word} ${there.toLocaleString("en")} ${what}`];
  };
  const departures = [
    ...of(epochs, training.epochs, "epochs"),
    ...of(trainCount, train.count, "images"),
    ...(holdOut === undefined ? [] : [`${holdOut.toLocaleString("en")} images held out`]),
  ];
  return departures.length > 0 ? departures.join(", ") : undefined;
}
