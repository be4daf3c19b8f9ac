import { requireInteger, requireNumber, requireOneOf } from "../../require.ts";

/** A schedule by name, or with numbers of its own. */
export type ScheduleChoice = ScheduleSpec["kind"] | ScheduleSpec;

/**
 * How the learning rate goes on from where it begins. In the first `warmUpEpochs` (0 unless told, at
 * most all epochs of the run) it climbs evenly to there.
 */
export type ScheduleSpec =
  | { kind: "constant"; warmUpEpochs?: number }
  /** half a cosine wave down to `floor` (0 unless told) × the learning rate (Loshchilov & Hutter 2017) */
  | { kind: "cosine"; warmUpEpochs?: number; floor?: number }
  /**
   * × `factor` (0.5 unless told) when the loss has not fallen for `patience` epochs (3), never below
   * `minimum` (1e-6)
   */
  | {
    kind: "plateau";
    warmUpEpochs?: number;
    factor?: number;
    patience?: number;
    minimum?: number;
  };

/** What a plateau schedule remembers between epochs. */
export interface ScheduleState {
  scale: number;
  best: number | null;
  waited: number;
}

/** A schedule in the middle of a run. */
export class Schedule {
  readonly #spec: ScheduleSpec;
  readonly #rate: number;
  readonly #stepsPerEpoch: number;
  readonly #steps: number;
  state: ScheduleState = { scale: 1, best: null, waited: 0 };

  constructor(choice: ScheduleChoice, rate: number, stepsPerEpoch: number, epochs: number) {
    this.#spec = typeof choice === "string" ? { kind: choice } : choice;
    this.#rate = rate;
    this.#stepsPerEpoch = stepsPerEpoch;
    this.#steps = stepsPerEpoch * epochs;
  }

  /**
   * The learning rate of step `step`, counted from 0.
   *
   *     warm-up   rate · (step + 1) ÷ warmUpSteps
   *     cosine    rate · (floor + (1 − floor) · (1 + cos πt) ÷ 2),  t from 0 to 1 after the warm-up
   */
  rate(step: number): number {
    const spec = this.#spec, rate = this.#rate;
    const warmUp = Math.round((spec.warmUpEpochs ?? 0) * this.#stepsPerEpoch);
    if (step < warmUp) return rate * (step + 1) / warmUp;
    if (spec.kind === "cosine") {
      const t = Math.min(1, (step - warmUp) / Math.max(1, this.#steps - warmUp));
      const floor = spec.floor ?? 0;
      return rate * (floor + (1 - floor) * (1 + Math.cos(Math.PI * t)) / 2);
    }
    if (spec.kind === "plateau") {
      return Math.max(rate * this.state.scale, Math.min(rate, spec.minimum ?? 1e-6));
    }
    return rate;
  }

  /** Told the loss after every epoch. */
  epoch(loss: number): void {
    if (this.#spec.kind !== "plateau") return;
    const { factor = 0.5, patience = 3 } = this.#spec;
    const { scale, best, waited } = this.state;
    if (loss < (best ?? Infinity)) this.state = { scale, best: loss, waited: 0 };
    else if (waited + 1 < patience) this.state = { scale, best, waited: waited + 1 };
    else this.state = { scale: scale * factor, best, waited: 0 };
  }
}

/**
 * @throws {RangeError} there is no such schedule, or one of its numbers is out of range
 * @throws {TypeError} one of its numbers is not a number
 */
export function checkSchedule(choice: ScheduleChoice, epochs: number): void {
  const spec = typeof choice === "string" ? { kind: choice } as ScheduleSpec : choice;
  requireOneOf("schedule", spec.kind, ["constant", "cosine", "plateau"]);
  const within = (name: string, value: number, least: number, most: number) => {
    requireNumber(name, value);
    if (!(value >= least && value <= most)) {
      throw new RangeError(`${name} must be in ${least}–${most}, got ${value}`);
    }
  };
  within("warmUpEpochs", spec.warmUpEpochs ?? 0, 0, epochs);
  if (spec.kind === "cosine") within("floor", spec.floor ?? 0, 0, 1);
  if (spec.kind !== "plateau") return;
  within("factor", spec.factor ?? 0.5, 0, 1);
  requireNumber("patience", spec.patience ?? 3);
  requireInteger("patience", spec.patience ?? 3);
  within("minimum", spec.minimum ?? 0, 0, Infinity);
}
