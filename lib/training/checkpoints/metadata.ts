import { requireInRange, requireInteger, requireOneOf, requireRecord } from "../../require.ts";
import { type Ending, endings, type EpochRecord } from "../monitoring/history.ts";
import type { StoppingState } from "../monitoring/early_stopping.ts";
import type { ScheduleState } from "../optimizers/schedule.ts";
import type { Position } from "./position.ts";

/** Everything that must be the same for a run to resume to the bits of an uninterrupted one. */
export type RunIdentity = Record<string, string>;

/** The state of a run apart from the tensors of its model and optimiser. */
export interface RunState {
  position: Position & {
    /** since the run began, without interruptions */
    elapsedMs: number;
  };
  records: EpochRecord[];
  schedule: ScheduleState;
  stopping: StoppingState;
  finished?: { ended: Ending; restoredEpoch?: number };
}

/** A checkpoint's metadata. */
export interface CheckpointMetadata extends RunState {
  version: 1;
  run: RunIdentity;
}

/**
 * @throws {RangeError} the metadata are of another version, or a number is out of range
 * @throws {TypeError} a part of the metadata is missing or has the wrong type
 */
export function checkMetadata(value: unknown): asserts value is CheckpointMetadata {
  requireRecord("metadata", value);
  const { version, run, position, records, schedule, stopping, finished } = value;
  if (version !== 1) throw new RangeError(`its version must be 1, got ${version}`);
  requireRecord("run", run);
  const other = Object.entries(run).find(([, text]) => typeof text !== "string");
  if (other) throw new TypeError(`run must map names to strings, got ${other}`);

  requireRecord("position", position);
  requireInteger("epoch", position.epoch);
  for (const name of ["batch", "seen"]) requireInteger(name, position[name], 0);
  for (const name of ["trainingMs", "elapsedMs"]) requireInRange(name, position[name], 0);
  if (typeof position.lossSum !== "number") throw new TypeError("position has no lossSum");
  requireRandomState("epochRandom", position.epochRandom);
  if (position.batch as number > 0) requireRandomState("stepRandom", position.stepRandom);

  if (!Array.isArray(records)) throw new TypeError(`records must be an array, got ${records}`);
  records.forEach((record, i) => requireRecord(`record ${i + 1}`, record));
  requireRecord("schedule", schedule);
  requireInRange("scale", schedule.scale, 0);
  requireRecord("stopping", stopping);
  requireInteger("bestEpoch", stopping.bestEpoch, 0);
  for (const { best, waited } of [schedule, stopping]) {
    if (best !== null) requireInRange("best", best, -Infinity);
    requireInteger("waited", waited, 0);
  }
  if (finished === undefined) return;
  requireRecord("finished", finished);
  requireOneOf("ended", finished.ended, endings);
}

function requireRandomState(name: string, state: unknown): void {
  if (!Array.isArray(state) || state.length !== 4 || !state.every(Number.isInteger)) {
    throw new TypeError(`${name} must be four integers, got ${state}`);
  }
}
