import type { AutoencoderSpec, Precision } from "../../models/mod.ts";
import type { FitOptions } from "../../training/mod.ts";
import { lowerIsBetter, type RowMetric } from "../metrics.ts";

/** The images that a recipe trains on and is measured on. */
export interface RecipeData {
  /** of the data set, as `loadDataset` takes it */
  name: string;
  /** whether pixels are thresholded: white above 127, else black */
  binary?: boolean;
}

/** Values that were measured elsewhere. */
export interface Reference extends Partial<Record<RowMetric | "deadUnits" | "nats", number>> {
  /** who measured it, or by which software: "published", "Keras, same data" … */
  by: string;
}

/** How one network is built and trained, and on which images. */
export interface NetworkRecipe {
  name: string;
  data: RecipeData;
  network: () => AutoencoderSpec;
  training: Omit<FitOptions, "seed" | "validation" | "monitor" | "signal" | "checkpoint">;
  references: readonly Reference[];
}

/** A value to reach on the test set: at most `value` for an error, else at least. */
export interface Goal {
  metric: RowMetric;
  value: number;
}

/** A network of the results table. */
export interface Recipe extends NetworkRecipe {
  training: Omit<NetworkRecipe["training"], "loss"> & { loss: "bce" | "mse" };
  /** whether the network is a published one or one of this course */
  source: "published" | "course";
  goals: readonly Goal[];
  /** remarks that help to interpret its results, each without a final full stop */
  notes?: readonly string[];
  /** precision in which its trained weights are saved, if they are */
  pretrained?: Precision;
}

/**
 * How grey pixels become black and white. "thresholded": white above 127. "stochastic": white with
 * a probability equal to the grey value, sampled again for each epoch (Salakhutdinov & Murray 2008).
 * Bounds of the two are not comparable: no network can predict the sampling noise.
 */
export type Binarization = "thresholded" | "stochastic";

/** A variational network of the table of bounds. */
export interface BoundRecipe extends NetworkRecipe {
  images: Binarization;
}

/** A network counts as reproduced within this fraction of what it reaches in another library. */
const TOLERANCE = 0.05;

/** The values of the same network in another library as goals, with a tolerance of 5 %. */
export function reproduced(rerun: Reference): Goal[] {
  return (["bce", "mse"] as const).flatMap((metric) => {
    const value = rerun[metric];
    if (value === undefined) return [];
    return [{ metric, value: Number((value * (1 + TOLERANCE)).toPrecision(4)) }];
  });
}

/** The fraction of a goal by which a value misses it; 0 if it reaches the goal. */
export function shortfall({ metric, value }: Goal, measured: number): number {
  return Math.max(0, lowerIsBetter(metric) ? measured / value - 1 : 1 - measured / value);
}
