/** A pixel of a binary image, or any other bit. */
export type Bit = 0 | 1;

/**
 * What predicts the next bit. Encoder and decoder each run one of their own through the same bits, so that
 * both see the same probabilities; these must be equal to the last bit on every machine.
 */
export interface BitModel {
  /** that the next bit is a one, in 65,536ths: an integer in 1–65,535 */
  probability(): number;
  /** tells the model the bit, before the next {@linkcode BitModel.probability} */
  update(bit: Bit): void;
}

/** @throws {RangeError} `value` is not an integer in 1–65,535 */
export function requireProbability(value: number): void {
  if (!(Number.isInteger(value) && value >= 1 && value <= 65_535)) {
    throw new RangeError(
      `a probability is an integer number of 65,536ths in 1–65,535, got ${value}`,
    );
  }
}
