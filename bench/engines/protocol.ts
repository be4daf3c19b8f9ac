import type { Material } from "./material.ts";
import type { Network } from "../networks.ts";

// An engine is a process that answers each line of JSON on its input with one on its output.
// Between questions it blocks on its input, so that only one engine uses the processor at a time.

/** Settings of one engine apart from the network, chosen by its trial; opaque here. */
export type Settings = Record<string, string | number | boolean>;

/** Everything needed to make a network ready for training. */
export interface Build extends Material {
  network: Network;
  threads: number;
  /** the settings that the trial of the engine found fastest; empty for its defaults */
  settings: Settings;
  /** seconds after which a step is too slow to be measured */
  patience: number;
}

/** Questions, by the name in `ask`. */
export interface Questions {
  /** tries the settings of the engine on this network and returns the fastest */
  trial: Build;
  /** builds the network and makes the first steps, which also warm it up */
  build: Build;
  /** trains for about that many seconds, at least one step */
  run: { seconds: number };
}

/** Answers, by the same names. */
export interface Answers {
  trial: { settings: Settings; tried: { settings: Settings; msPerStep: number }[] };
  build: {
    parameters: number;
    /** the loss of each of the first steps */
    losses: number[];
    versions: Record<string, string>;
    /** remarks for the reader, for instance the BLAS that was found */
    note: string;
  };
  run: { steps: number; ms: number; loss: number; peakBytes: number };
}

/** The number of first losses that are compared between engines. */
export const firstSteps = 10;
/** After this many seconds a slow engine makes no more first steps. */
export const firstSeconds = 5;
