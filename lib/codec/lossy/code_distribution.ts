import { requireInRange } from "../../require.ts";
import { normalTail } from "./normal_tail.ts";

/**
 * A mixture of Gaussians as numbers that a file stores: Σ of component c is L_c·L_cᵀ.
 *
 * Float16 makes the tables small and, as a double holds its values, loses nothing when they are read.
 */
export interface StoredMixture {
  /** K numbers that add up to about 1 */
  readonly weights: Float16Array;
  /** K × k numbers */
  readonly means: Float16Array;
  /** K × k × (k + 1) / 2 numbers: the rows of L_c up to the diagonal */
  readonly factors: Float16Array;
}

/** Added to the probability of each component, so that none is ruled out for ever. */
const LEAST = 2 ** -20;

/**
 * The distribution of a quantised code, integer by integer, each given those before it:
 *
 *     P(q_j ≥ t | q_<j) = Σ_c w_c · Q((t − ½ − μ_cj) / σ_cj)
 *
 * where μ_cj is the mean of the j-th number in component c given the earlier ones, and the weights are
 * updated by Bayes' rule as the integers become known.
 *
 * A decoder must compute the very numbers of the encoder, so all of it is +, −, ×, ÷ and floor of doubles
 * in a fixed order, which ECMAScript and WebAssembly define to the last bit.
 */
export class CodeDistribution {
  /** k, the integers of a code */
  readonly dimensions: number;
  readonly #count: number;
  readonly #prior: Float64Array;
  readonly #means: Float64Array;
  readonly #factors: Float64Array;
  /** of the integers that are known: (q − μ) / σ, K × k numbers */
  readonly #scores: Float64Array;
  readonly #weights: Float64Array;
  readonly #centres: Float64Array;
  readonly #deviations: Float64Array;
  #known = 0;

  /**
   * @param mixture of the codes
   * @param step what an integer stands for
   * @throws {RangeError} the step is not positive, or the mixture's numbers do not fit together
   */
  constructor({ weights, means, factors }: StoredMixture, step: number) {
    requireInRange("step", step, 1e-6, 1e6);
    const count = weights.length, k = means.length / count;
    const sizes = [count, means.length, factors.length];
    if (!Number.isInteger(k) || k < 1 || factors.length !== count * k * (k + 1) / 2) {
      throw new RangeError(
        `a mixture of K components in k dimensions has K, K·k and ` +
          `K·k·(k + 1)/2 numbers, got ${sizes.join(", ")}`,
      );
    }
    this.dimensions = k;
    this.#count = count;
    let total = 0;
    for (const weight of weights) total += weight;
    this.#prior = Float64Array.from(weights, (weight) => weight / total);
    this.#means = Float64Array.from(means, (mean) => mean / step);
    this.#factors = Float64Array.from(factors, (factor) => factor / step);
    if (![...this.#prior, ...this.#means, ...this.#factors].every(Number.isFinite)) {
      throw new RangeError("a mixture's numbers must be finite");
    }
    this.#scores = new Float64Array(count * k);
    this.#weights = new Float64Array(count);
    this.#centres = new Float64Array(count);
    this.#deviations = new Float64Array(count);
    this.restart();
  }

  /** Before the first integer of a code. */
  restart(): void {
    this.#known = 0;
    this.#weights.set(this.#prior);
    this.#condition();
  }

  /** The mean of the next integer. */
  get mean(): number {
    let mean = 0;
    for (let c = 0; c < this.#count; c++) mean += this.#weights[c] * this.#centres[c];
    return mean;
  }

  /** The probability that the next integer is at least `value`. */
  tail(value: number): number {
    let sum = 0;
    for (let c = 0; c < this.#count; c++) {
      sum += this.#weights[c] * normalTail((value - 0.5 - this.#centres[c]) / this.#deviations[c]);
    }
    return sum;
  }

  /** Tells what the next integer is. */
  observe(value: number): void {
    let total = 0;
    for (let c = 0; c < this.#count; c++) {
      const score = (value - this.#centres[c]) / this.#deviations[c];
      const half = 0.5 / this.#deviations[c];
      // from the nearer side, where the tails are small and their difference has its digits
      const distance = score < 0 ? -score : score;
      const mass = normalTail(distance - half) - normalTail(distance + half);
      this.#scores[c * this.dimensions + this.#known] = score;
      total += this.#weights[c] *= mass + LEAST;
    }
    for (let c = 0; c < this.#count; c++) this.#weights[c] /= total;
    this.#known++;
    if (this.#known < this.dimensions) this.#condition();
  }

  /** Mean and deviation of the next integer in each component: one row of L times the known scores. */
  #condition(): void {
    const k = this.dimensions, j = this.#known, size = k * (k + 1) / 2, row = j * (j + 1) / 2;
    for (let c = 0; c < this.#count; c++) {
      let centre = this.#means[c * k + j];
      for (let i = 0, at = c * size + row; i < j; i++) {
        centre += this.#factors[at + i] * this.#scores[c * k + i];
      }
      this.#centres[c] = centre;
      const deviation = this.#factors[c * size + row + j];
      this.#deviations[c] = deviation > 1e-3 ? deviation : 1e-3;
    }
  }
}
