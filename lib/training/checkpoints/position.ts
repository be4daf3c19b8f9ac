import type { Random } from "../../random.ts";

/** The position of a run between two batches. */
export interface Position {
  /** counted from 1 */
  epoch: number;
  /** batches of this epoch that are done */
  batch: number;
  /** sum of the loss over the images of this epoch that are done */
  lossSum: number;
  /** images of this epoch that are done */
  seen: number;
  /** time spent in the batches of this epoch that are done */
  trainingMs: number;
  /** state of the run's random stream when this epoch began */
  epochRandom: readonly number[];
  /** current state of the stream for dropout and sampled codes; [] before the first batch */
  stepRandom: readonly number[];
}

/** Before the first batch of an epoch, whose random numbers come from `random`. */
export function startOfEpoch(epoch: number, random: Random): Position {
  return {
    epoch,
    batch: 0,
    lossSum: 0,
    seen: 0,
    trainingMs: 0,
    epochRandom: random.state,
    stepRandom: [],
  };
}

/** The random streams of one epoch, the same whether it begins or is resumed. */
export function epochStreams(random: Random) {
  const [order, augment, corrupt, step] = Array.from({ length: 4 }, () => random.fork());
  return { order, augment, corrupt, step };
}
