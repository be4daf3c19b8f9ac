import type { Evaluation } from "../evaluation/mod.ts";
import type { ImageSet } from "../images.ts";
import type { AutoencoderSpec } from "../models/mod.ts";
import type { FitOptions, History } from "../training/mod.ts";

/** One of the things that an experiment compares. */
export interface Variant {
  /** what tables and figures call it */
  name: string;
  network: () => AutoencoderSpec;
  /** where its training differs from that of the others */
  training?: Partial<FitOptions>;
  /** where its images differ from those of the others */
  train?: ImageSet;
  test?: ImageSet;
  /** what should come out of its test images, where that is not what goes in */
  targets?: ImageSet;
}

/** What all variants of an experiment have in common. */
export interface ExperimentOptions {
  train: ImageSet;
  /** measured on, never trained on */
  test: ImageSet;
  /** the same for every variant; the epochs have to be told */
  training: Omit<FitOptions, "seed" | "signal">;
  /** each variant is trained once with each; [1] unless told */
  seeds?: readonly number[];
  /** is told before each training */
  onProgress?: (progress: ExperimentProgress) => void | Promise<void>;
  /** ends the experiment: the trials that are done are kept */
  signal?: AbortSignal;
}

/** Where an experiment stands. */
export interface ExperimentProgress {
  /** trials that are done */
  done: number;
  of: number;
  /** of the variant that is about to be trained */
  name: string;
  seed: number;
}

/** One variant, trained with one seed. */
export interface Trial {
  name: string;
  seed: number;
  parameters: number;
  evaluation: Evaluation;
  history: History;
}
