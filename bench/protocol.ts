import type { Material } from "./material.ts";
import type { Network } from "./networks.ts";

// An engine is a process that answers each line of JSON on its input with one on its output. Between
// two questions it blocks on its input, so that only the engine whose turn it is uses the processor.

/** What one engine can be told apart from the network: chosen by its own trial, opaque here. */
export type Settings = Record<string, string | number | boolean>;

/** Everything needed to make a network ready for training. */
export interface Build extends Material {
  network: Network;
  threads: number;
  /** which of the engine's ways to use, as its trial found best; its own default where empty */
  settings: Settings;
  /** seconds after which a step is called too slow to be measured */
  patience: number;
}

/** Questions, by the name in `ask`. */
export interface Questions {
  /** tries the engine's ways of training this network and names the fastest */
  trial: Build;
  /** builds, and takes the first steps, which also warm it up */
  build: Build;
  /** trains for about so many seconds, at least one step */
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
    /** what a reader should know, for instance the product library that was found */
    note: string;
  };
  run: { steps: number; ms: number; loss: number; peakBytes: number };
}

/** How many of the first losses are compared between engines. */
export const firstSteps = 10;
/** A slow engine stops after this many seconds of first steps, however few they were. */
export const firstSeconds = 5;
