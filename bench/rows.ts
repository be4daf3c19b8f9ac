import type { EngineName } from "./engines.ts";
import type { NetworkName } from "./networks.ts";
import type { Settings } from "./protocol.ts";

/** One engine on one network. */
export interface Row {
  network: NetworkName;
  engine: EngineName;
  /** images a step */
  batch: number;
  /** numbers that are learned */
  parameters: number;
  /** at the median step time */
  imagesPerSecond: number;
  /** median over the rounds of the mean within each */
  msPerStep: number;
  /** the most memory that the engine's process held, its runtime and libraries included */
  peakBytes: number;
  /** steps that were timed, over all rounds */
  steps: number;
  /** slowest round's ms a step over the fastest's */
  spread: number;
  /** of each of the first steps, before any timing */
  firstLosses: number[];
  /** the way the engine was run */
  note: string;
}

/** An engine that cannot train a network here, and why. */
export interface Refusal {
  network: NetworkName;
  engine: EngineName;
  reason: string;
}

/** One way of running an engine that its trial timed. */
export interface Trial {
  network: NetworkName;
  engine: EngineName;
  settings: Settings;
  msPerStep: number;
}

/** What one run of the bench found, as `--json` writes it. */
export interface Findings {
  machine: Record<string, string | number>;
  versions: Record<string, string>;
  threads: number;
  rounds: number;
  seconds: number;
  rows: Row[];
  cannot: Refusal[];
  /** how the peers were tried; the fastest way of each stands among the rows */
  trials: Trial[];
  /** what did not agree between the engines; empty when they train the same thing */
  disagreements: string[];
}

/** The middle of the values, or the mean of the two in the middle. */
export function median(values: number[]): number {
  if (values.length === 0) throw new RangeError("a median needs at least one value, got none");
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
