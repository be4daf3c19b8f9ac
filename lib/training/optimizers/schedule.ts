import {
  kindOf,
  type KnownByKind,
  requireInRange,
  requireInteger,
  requireKnown,
  requireNumber,
  requireOneOf,
  requireRecord,
} from "../../require.ts";

/** The schedules by name, each with its parameters. */
const kinds: KnownByKind<ScheduleSpec, "kind"> = {
  constant: { kind: true, warmUpEpochs: true },
  cosine: { kind: true, warmUpEpochs: true, floor: true },
  plateau: { kind: true, warmUpEpochs: true, factor: true, patience: true, minimum: true },
};

/**
 * The learning rate of each step of a run, counted from 0. It is called in any order, so it must depend on
 * nothing else.
 */
export type ScheduleFunction = (step: number) => number;

/** A schedule by name, or with its parameters, or as a function. */
export type ScheduleChoice = ScheduleSpec["kind"] | ScheduleSpec | ScheduleFunction;

/**
 * How the learning rate changes during a run. In the first `warmUpEpochs` (default 0, at most all
 * epochs) it grows linearly to the given one.
 */
export type ScheduleSpec =
  | { kind: "constant"; warmUpEpochs?: number }
  /** half a cosine wave down to `floor` (default 0) × the learning rate (Loshchilov & Hutter 2017) */
  | { kind: "cosine"; warmUpEpochs?: number; floor?: number }
  /**
   * × `factor` (default 0.5) when the loss has not fallen for `patience` epochs (default 3), never
   * below `minimum` (default 1e-6)
   */
  | {
    kind: "plateau";
    warmUpEpochs?: number;
    factor?: number;
    patience?: number;
    minimum?: number;
  };

/** The state of a plateau schedule between epochs. */
export interface ScheduleState {
  /** the product of the factors so far */
  scale: number;
  best: number | null;
  /** epochs since the best one or the last reduction */
  waited: number;
}

/** A schedule during a run. */
export class Schedule {
  readonly #spec: ScheduleSpec | ScheduleFunction;
  readonly #rate: number;
  readonly #stepsPerEpoch: number;
  readonly #steps: number;
  state: ScheduleState = { scale: 1, best: null, waited: 0 };

  constructor(choice: ScheduleChoice, rate: number, stepsPerEpoch: number, epochs: number) {
    this.#spec = specOf(choice);
    this.#rate = rate;
    this.#stepsPerEpoch = stepsPerEpoch;
    this.#steps = stepsPerEpoch * epochs;
  }

  /**
   * The learning rate of step `step`, counted from 0.
   *
   * @throws {RangeError} the schedule is a function, and returns no learning rate
   *
   *     warm-up   rate · (step + 1) ÷ warmUpSteps
   *     cosine    rate · (floor + (1 − floor) · (1 + cos πt) ÷ 2),  t from 0 to 1 after the warm-up
   *     plateau   max(rate · scale, minimum)
   */
  rate(step: number): number {
    const spec = this.#spec, rate = this.#rate;
    if (typeof spec === "function") return rateFrom(spec, step);
    const warmUp = Math.round((spec.warmUpEpochs ?? 0) * this.#stepsPerEpoch);
    if (step < warmUp) return rate * (step + 1) / warmUp;
    switch (spec.kind) {
      case "constant":
        return rate;
      case "cosine": {
        const t = Math.min(1, (step - warmUp) / Math.max(1, this.#steps - warmUp));
        const floor = spec.floor ?? 0;
        return rate * (floor + (1 - floor) * (1 + Math.cos(Math.PI * t)) / 2);
      }
      case "plateau":
        return Math.max(rate * this.state.scale, Math.min(rate, spec.minimum ?? 1e-6));
    }
  }

  /** Call it with the loss of every epoch. */
  endEpoch(loss: number): void {
    if (typeof this.#spec === "function" || this.#spec.kind !== "plateau") return;
    const { factor = 0.5, patience = 3 } = this.#spec;
    const { scale, best, waited } = this.state;
    if (loss < (best ?? Infinity)) this.state = { scale, best: loss, waited: 0 };
    else if (waited + 1 < patience) this.state = { scale, best, waited: waited + 1 };
    else this.state = { scale: scale * factor, best, waited: 0 };
  }
}

/**
 * @throws {RangeError} there is no such schedule, or a parameter is out of range
 * @throws {TypeError} a parameter is not a number
 */
export function checkSchedule(choice: ScheduleChoice, epochs: number): void {
  const spec = specOf(choice);
  if (typeof spec === "function") return void rateFrom(spec, 0);
  requireRecord("schedule", spec);
  requireOneOf("schedule", spec.kind, Object.keys(kinds));
  requireKnown(`schedule ${spec.kind}`, spec, kinds[spec.kind]);
  requireInRange("warmUpEpochs", spec.warmUpEpochs ?? 0, 0, epochs);
  if (spec.kind === "cosine") requireInRange("floor", spec.floor ?? 0, 0, 1);
  if (spec.kind === "plateau") {
    const { factor = 0.5, patience = 3, minimum = 0 } = spec;
    requireInRange("factor", factor, 0, 1);
    requireNumber("patience", patience);
    requireInteger("patience", patience);
    requireInRange("minimum", minimum, 0);
  }
}

function specOf(choice: ScheduleChoice): ScheduleSpec | ScheduleFunction {
  return typeof choice === "string" ? { kind: choice } : choice;
}

function rateFrom(schedule: ScheduleFunction, step: number): number {
  const rate: unknown = schedule(step);
  if (typeof rate === "number" && rate >= 0 && rate < Infinity) return rate;
  throw new RangeError(
    `schedule must return a learning rate, a finite number of at least 0, got ${
      kindOf(rate)
    } for step ${step}`,
  );
}
