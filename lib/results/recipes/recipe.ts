import type { AutoencoderSpec, Precision } from "../../models/mod.ts";
import type { Metric } from "../../evaluation/mod.ts";
import type { FitOptions } from "../../training/mod.ts";

/** Where a network comes from: one of the rows 0–4 of the literature, or this course. */
export type Source = 0 | 1 | 2 | 3 | 4 | "ours";

/** The images that a recipe is for. */
export interface RecipeData {
  /** as `loadDataset` knows it */
  name: string;
  /** black and white, brighter than 127 being white */
  binary?: boolean;
}

/** Figures that somebody else has measured. */
export interface Reference extends Partial<Record<Metric | "deadUnits", number>> {
  /** who, or with what: "published", "Keras, same data" … */
  by: string;
}

/** A figure to be reached on the test set: error at most, or likeness at least, `value`. */
export interface Goal {
  metric: Metric;
  value: number;
}

/** All that it takes to train one network of the results table again. */
export interface Recipe {
  name: string;
  /** what it is, in the words of a table */
  title: string;
  source: Source;
  data: RecipeData;
  network: () => AutoencoderSpec;
  training: Omit<FitOptions, "seed" | "validation" | "monitor" | "signal" | "checkpoint">;
  references: readonly Reference[];
  goals: readonly Goal[];
  /** what a reader of its figures has to know besides */
  notes?: readonly string[];
  /** how its weights are kept for the notebooks, where they are */
  shipped?: Precision;
}

/** Whether a figure reaches a goal, and by what share of the goal it misses it where not. */
export function shortfall({ metric, value }: Goal, figure: number): number {
  const lowIsGood = metric === "bce" || metric === "mse";
  return Math.max(0, lowIsGood ? figure / value - 1 : 1 - figure / value);
}
