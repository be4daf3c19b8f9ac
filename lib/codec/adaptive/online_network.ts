import type { Bit } from "../coder/bit_model.ts";
import { LARGEST_LOGIT, squash } from "./tables.ts";

/** The learning rate: from 0.032 to 0.008, half of the way after half a million pixels. */
const RATE = 0.008;
const FIRST_RATES = 3;
const HALF_OF_PIXELS = 500_000;

/** Changes below this are left out: most of a background is certain. */
const SMALLEST_CHANGE = 1e-6;

/**
 * A network with one hidden layer that learns online, by stochastic gradient descent on each bit: what the
 * tables of a {@linkcode ContextMixer} cannot do, say something of a pattern that they have not seen.
 *
 *     a = W · neighbours + rows[y] + columns[x]      only the neighbours that are 1 are added
 *     z = out · a / (1 + |a|) + bias                  softsign, which needs no e^x
 */
export class OnlineNetwork {
  readonly #units: number;
  readonly #weights: Float64Array;
  readonly #rows: Float64Array;
  readonly #columns: Float64Array;
  readonly #out: Float64Array;
  #bias = 0;

  readonly #neighbours: Int32Array;
  readonly #hidden: Float64Array;
  readonly #slopes: Float64Array;
  readonly #changes: Float64Array;
  readonly #ones: Int32Array;
  #count = 0;
  #row = 0;
  #column = 0;
  #p = 0;
  #steps = 0;

  /**
   * @param neighbours offsets of the pixels that it sees, in the grid of {@linkcode logit}
   * @param height rows that differ from each other; 1 if all are alike
   * @param width columns that differ from each other; 1 if all are alike
   */
  constructor(units: number, neighbours: Int32Array, height: number, width: number) {
    this.#units = units;
    this.#neighbours = neighbours;
    let seed = 12_345;
    const random = (length: number, scale: number) =>
      Float64Array.from({ length }, () => {
        seed = Math.imul(seed, 1_103_515_245) + 12_345 >>> 0;
        return ((seed >>> 8) / 2 ** 24 - 0.5) * scale;
      });
    this.#weights = random(neighbours.length * units, 0.5);
    this.#rows = random(height * units, 0.2);
    this.#columns = random(width * units, 0.2);
    this.#out = random(units, 1);
    this.#hidden = new Float64Array(units);
    this.#slopes = new Float64Array(units);
    this.#changes = new Float64Array(units);
    this.#ones = new Int32Array(neighbours.length);
  }

  /** The logit of the pixel at `at` of the grid, in row y and column x. */
  logit(grid: Uint8Array, at: number, y: number, x: number): number {
    const units = this.#units, weights = this.#weights, hidden = this.#hidden;
    const neighbours = this.#neighbours, ones = this.#ones, slopes = this.#slopes;
    this.#row = y * units;
    this.#column = x * units;
    for (let j = 0; j < units; j++) {
      hidden[j] = this.#rows[this.#row + j] + this.#columns[this.#column + j];
    }
    let count = 0;
    for (let i = 0; i < neighbours.length; i++) {
      if (grid[at + neighbours[i]] === 0) continue;
      const from = ones[count++] = i * units;
      for (let j = 0; j < units; j++) hidden[j] += weights[from + j];
    }
    this.#count = count;
    let z = this.#bias;
    for (let j = 0; j < units; j++) {
      const a = hidden[j], share = 1 / (1 + (a < 0 ? -a : a));
      hidden[j] = a * share;
      slopes[j] = share * share;
      z += this.#out[j] * hidden[j];
    }
    if (z > LARGEST_LOGIT) z = LARGEST_LOGIT;
    else if (z < -LARGEST_LOGIT) z = -LARGEST_LOGIT;
    this.#p = squash(z);
    return z;
  }

  /** One step of gradient descent on −log₂ of the probability that the bit had. */
  update(bit: Bit): void {
    this.#steps++;
    const rate = RATE * (1 + FIRST_RATES / (1 + this.#steps / HALF_OF_PIXELS));
    const error = rate * (bit - this.#p);
    if (error < SMALLEST_CHANGE && error > -SMALLEST_CHANGE) return;
    const units = this.#units, weights = this.#weights, out = this.#out, changes = this.#changes;
    this.#bias += error;
    for (let j = 0; j < units; j++) {
      const change = error * out[j] * this.#slopes[j];
      out[j] += error * this.#hidden[j];
      changes[j] = change;
      this.#rows[this.#row + j] += change;
      this.#columns[this.#column + j] += change;
    }
    for (let i = 0; i < this.#count; i++) {
      const from = this.#ones[i];
      for (let j = 0; j < units; j++) weights[from + j] += changes[j];
    }
  }
}
