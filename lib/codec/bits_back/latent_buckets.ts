import { normalTail } from "../lossy/normal_tail.ts";

/** log₂ of the number of buckets. */
const BITS = 12;
/** Slots of a bucket under the prior: all have the same mass. */
export const PRIOR_SLOTS = 2 ** (16 - BITS);
const COUNT = 2 ** BITS;

/** The smallest x with 1 − Q(x) ≥ share: where the standard normal distribution has that share below. */
function quantile(share: number): number {
  let low = -9, high = 9;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (1 - normalTail(middle) < share) low = middle;
    else high = middle;
  }
  return high;
}

/** COUNT − 1 inner edges, and the medians of the buckets. */
const edges = Float64Array.from({ length: COUNT + 1 }, (_, i) => quantile(i / COUNT));
const centres = Float64Array.from({ length: COUNT }, (_, i) => quantile((i + 0.5) / COUNT));

/** The number of a code that a bucket of equal mass under N(0, 1) stands for. */
export const bucketCentre = (bucket: number): number => centres[bucket];

/** The slots of 65,536 that a bucket has under N(μ, σ²): it may have none. */
export function bucketSlots(bucket: number, mean: number, deviation: number): [number, number] {
  const start = firstSlot(bucket, mean, deviation);
  return [start, firstSlot(bucket + 1, mean, deviation) - start];
}

/** The bucket that has a slot under N(μ, σ²). */
export function bucketOf(slot: number, mean: number, deviation: number): number {
  let low = 0, high = COUNT; // the first slot of low is at most the slot, that of high is above
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (firstSlot(middle, mean, deviation) <= slot) low = middle;
    else high = middle;
  }
  return low;
}

function firstSlot(bucket: number, mean: number, deviation: number): number {
  if (bucket === 0) return 0;
  if (bucket === COUNT) return 65_536;
  return Math.round(65_536 * (1 - normalTail((edges[bucket] - mean) / deviation)));
}
