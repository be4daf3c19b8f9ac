import { evaluate, type Evaluation } from "../evaluation/mod.ts";
import type { ImageSet } from "../images.ts";
import { type AutoencoderSpec, buildAutoencoder } from "../models/mod.ts";
import { fit, type FitOptions, type History } from "../training/mod.ts";

/** One variant, trained with one seed. */
export interface Trial {
  name: string;
  seed: number;
  parameters: number;
  evaluation: Evaluation;
  history: History;
}

/** A trial that has not been trained yet. */
export interface PlannedTrial {
  name: string;
  spec: AutoencoderSpec;
  seed: number;
  training: Omit<FitOptions, "seed" | "signal">;
  train: ImageSet;
  test: ImageSet;
  /** images to compare the outputs with; default: the test images */
  targets?: ImageSet;
}

/**
 * Trains and evaluates a network.
 *
 * @returns undefined if it was interrupted
 * @throws {RangeError} the training diverges, unless `checkFinite` is false
 */
export async function trainTrial(
  { name, spec, seed, training, train, test, targets }: PlannedTrial,
  signal?: AbortSignal,
): Promise<Trial | undefined> {
  const model = buildAutoencoder(spec, seed);
  try {
    const options = { checkFinite: true, ...training, seed, signal };
    const history = await fit(model, train, options).catch((error) => {
      if (!(error instanceof RangeError)) throw error;
      throw new RangeError(`${name}, seed ${seed}: ${error.message}`, { cause: error });
    });
    if (history.ended === "interrupted") return undefined;
    const evaluation = evaluate(model, test, { seed, targets });
    return { name, seed, parameters: model.countParams(), evaluation, history };
  } finally {
    model.dispose();
  }
}
