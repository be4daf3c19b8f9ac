import { ACTIVATION_BITS, type PixelNetworkShape } from "./network.ts";

/** Beyond ± this many nats, a logit counts as this many. */
const MOST_NATS = 12;

/**
 * The probabilities 1 ÷ (1 + e^−x) for every logit, in 65,536ths, as integers in 1–65,535. The powers of e
 * come from the series of e and from products: + × ÷ alone, which IEEE 754 and ECMAScript fix to the bit,
 * unlike Math.exp.
 */
export class ProbabilityTable {
  /** the largest logit of the table */
  readonly limit: number;
  /** the probability of logit i − limit */
  readonly values: Uint16Array;

  /** @param unit the logit that means 1 nat: an integer */
  constructor(unit: number) {
    const limit = MOST_NATS * unit;
    this.limit = limit;
    this.values = new Uint16Array(2 * limit + 1);
    let step = 1, term = 1; // e^(1 ÷ unit)
    for (let i = 1; i < 20; i++) {
      term /= i * unit;
      step += term;
    }
    for (let i = 0, power = 1; i <= limit; i++, power *= step) {
      const ones = Math.floor(power / (1 + power) * 65_536 + 0.5);
      this.values[limit + i] = Math.min(65_535, ones);
      this.values[limit - i] = 65_536 - this.values[limit + i];
    }
  }

  /** The probability of a one, in 65,536ths. */
  of(logit: number): number {
    const { limit } = this;
    return this.values[limit + Math.max(-limit, Math.min(limit, logit))];
  }
}

/** The probabilities of a network's logits. */
export function probabilityTable({ outputBits }: Pick<PixelNetworkShape, "outputBits">) {
  return new ProbabilityTable(2 ** (outputBits + ACTIVATION_BITS));
}
