import type { EngineName } from "../engines/engines.ts";
import type { Settings } from "../engines/protocol.ts";

/** One engine on one network. */
export interface Row {
  network: string;
  engine: EngineName;
  /** images per step */
  batch: number;
  /** number of trainable parameters */
  parameters: number;
  /** at the median step time */
  imagesPerSecond: number;
  /** median over the rounds of the mean within each */
  msPerStep: number;
  /** peak memory of the process, including its runtime and libraries */
  peakBytes: number;
  /** timed steps in all rounds */
  steps: number;
  /** ms per step of the slowest round ÷ the fastest round */
  spread: number;
  /** median over the rounds in which another process kept a core busy, if there were any */
  busyMsPerStep?: number;
  /** of the first steps, before any timing */
  firstLosses: number[];
  /** how the engine was run */
  note: string;
}

/** An engine that cannot train a network, and why. */
export interface Refusal {
  network: string;
  engine: EngineName;
  reason: string;
}

/** Settings of an engine, as timed by its trial. */
export interface Trial {
  network: string;
  engine: EngineName;
  settings: Settings;
  msPerStep: number;
}

/** The results of a run, as `--json` writes them. */
export interface Findings {
  machine: Record<string, string | number>;
  versions: Record<string, string>;
  threads: number;
  rounds: number;
  seconds: number;
  rows: Row[];
  cannot: Refusal[];
  /** the trials of the peers; the rows use the fastest settings of each */
  trials: Trial[];
  /** disagreements between engines; empty if they train the same network */
  disagreements: string[];
}
