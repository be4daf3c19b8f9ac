import type { Bit, BitModel } from "../coder/bit_model.ts";
import { LARGEST_LOGIT, squash, stretched } from "./tables.ts";

/** The size of a {@linkcode ContextMixer}. */
export interface ContextMixerOptions {
  /** how many contexts the next bit is seen in */
  contexts: number;
  /** log₂ of the counters that each context has: contexts are hashed to them */
  tableBits: number;
  /** for each set of weights, how many weight vectors it has to choose from */
  weightSets: readonly number[];
  /** for each table of corrections, how many rows it has to choose from */
  corrections: readonly number[];
  /** learning rate of the weights */
  rate: number;
}

/** A counter: 20 bits of probability, 4 of a check of the context, 8 of how often it was seen. */
const ONE = 2 ** 20 - 1;
const MOST_SEEN = 255;
const FRESH = 2 ** 19 << 12;

/** The share of a new bit in a probability that has seen n of them, in 65,536ths. */
const shares = Int32Array.from({ length: MOST_SEEN + 1 }, (_, n) => Math.floor(65_535 / (n + 1.6)));

/** How much a counter that has seen n bits is believed. */
const belief = Float64Array.from(
  { length: MOST_SEEN + 1 },
  (_, n) => n < 1 ? 0 : n < 4 ? 0.4 : n < 30 ? 0.8 : 1,
);

/** Corrections are interpolated between 33 logits, 0.75 apart. */
const POINTS = 33;
const SPACING = 2 * LARGEST_LOGIT / (POINTS - 1);

/**
 * Predicts a bit by mixing what it did in many contexts (Mahoney 2005, PAQ): each context has a counter
 * with the probability of a one; their logits are weighted and summed by several sets of weights, a vector
 * of each being chosen by what is known; a last mixer weights the sets. All of it learns from every bit.
 *
 *     z_s = Σᵢ w_s[chosen, i] · xᵢ      x: logits of the counters, and the same times belief; bias
 *     p   = squash(Σ_s v[chosen, s] · z_s), then the mean with its corrections
 *
 * Numbers are integers and doubles under + − × ÷ alone, in a fixed order: every engine computes the same.
 */
export class ContextMixer implements BitModel {
  /** set before {@linkcode probability}: a hash of what each context sees, 32 bits */
  readonly context: Int32Array;
  /** set before {@linkcode probability}: the vector chosen of each set of weights */
  readonly chosen: Int32Array;
  /** set before {@linkcode probability}: the row chosen of each table of corrections */
  readonly row: Int32Array;
  /** after {@linkcode probability}: how often the counter of each context was seen */
  readonly seen: Uint8Array;

  readonly #shift: number;
  readonly #rate: number;
  readonly #counters: Uint32Array[];
  readonly #slot: Int32Array;
  readonly #inputs: Float64Array;
  readonly #weights: Float64Array[];
  readonly #logits: Float64Array;
  readonly #final: Float64Array;
  readonly #corrections: Float64Array[];
  #p = 0;
  #cell = 0;
  #part = 0;

  constructor({ contexts, tableBits, weightSets, corrections, rate }: ContextMixerOptions) {
    this.context = new Int32Array(contexts);
    this.chosen = new Int32Array(weightSets.length);
    this.row = new Int32Array(corrections.length);
    this.seen = new Uint8Array(contexts);
    this.#shift = 32 - tableBits;
    this.#rate = rate;
    this.#counters = Array.from(
      { length: contexts },
      () => new Uint32Array(2 ** tableBits).fill(FRESH),
    );
    this.#slot = new Int32Array(contexts);
    this.#inputs = new Float64Array(2 * contexts + 1);
    this.#weights = weightSets.map((size) => {
      const weights = new Float64Array(size * this.#inputs.length);
      for (let i = 0; i < weights.length; i++) {
        weights[i] = i % this.#inputs.length % 2 ? 0.12 : 0.02;
      }
      return weights;
    });
    this.#logits = new Float64Array(weightSets.length);
    this.#final = new Float64Array(weightSets.length).fill(1 / weightSets.length);
    this.#corrections = corrections.map((size) =>
      Float64Array.from(
        { length: size * POINTS },
        (_, i) => squash(i % POINTS * SPACING - LARGEST_LOGIT),
      )
    );
  }

  /** Looks the counters up; a counter of another context is taken over. */
  look(): void {
    const { context, seen } = this, slots = this.#slot, inputs = this.#inputs;
    for (let i = 0; i < context.length; i++) {
      const hash = Math.imul(context[i], 0x9e3779b1), slot = hash >>> this.#shift;
      const check = (hash & 15) << 8, counters = this.#counters[i];
      let counter = counters[slot];
      if ((counter & 0xf00) !== check) counters[slot] = counter = (FRESH | check) >>> 0;
      slots[i] = slot;
      const logit = stretched[counter >>> 20], n = counter & 255;
      seen[i] = n;
      inputs[2 * i] = logit;
      inputs[2 * i + 1] = logit * belief[n];
    }
    inputs[2 * context.length] = 0.3;
  }

  probability(): number {
    const inputs = this.#inputs, n = inputs.length, logits = this.#logits;
    let sum = 0;
    for (let s = 0; s < logits.length; s++) {
      const weights = this.#weights[s], at = this.chosen[s] * n;
      let logit = 0;
      for (let i = 0; i < n; i++) logit += weights[at + i] * inputs[i];
      if (logit > LARGEST_LOGIT) logit = LARGEST_LOGIT;
      else if (logit < -LARGEST_LOGIT) logit = -LARGEST_LOGIT;
      logits[s] = logit;
      sum += this.#final[s] * logit;
    }
    if (sum > LARGEST_LOGIT) sum = LARGEST_LOGIT;
    else if (sum < -LARGEST_LOGIT) sum = -LARGEST_LOGIT;
    this.#p = squash(sum);
    const at = (sum + LARGEST_LOGIT) / SPACING;
    this.#cell = at >= POINTS - 1 ? POINTS - 2 : at | 0;
    this.#part = at - this.#cell;
    let p = this.#p;
    const tables = this.#corrections, share = 0.5 / tables.length;
    if (tables.length > 0) {
      p *= 0.5;
      for (let t = 0; t < tables.length; t++) {
        const i = this.row[t] * POINTS + this.#cell, table = tables[t];
        p += share * (table[i] + (table[i + 1] - table[i]) * this.#part);
      }
    }
    const sixteen = Math.floor(p * 65_536 + 0.5);
    return sixteen < 1 ? 1 : sixteen > 65_535 ? 65_535 : sixteen;
  }

  update(bit: Bit): void {
    const inputs = this.#inputs, n = inputs.length, logits = this.#logits;
    const error = 0.002 * (bit - this.#p);
    for (let s = 0; s < logits.length; s++) {
      this.#final[s] += error * logits[s];
      const step = this.#rate * (bit - squash(logits[s]));
      const weights = this.#weights[s], at = this.chosen[s] * n;
      for (let i = 0; i < n; i++) weights[at + i] += step * inputs[i];
    }
    for (let t = 0; t < this.row.length; t++) {
      const i = this.row[t] * POINTS + this.#cell, table = this.#corrections[t];
      table[i] += 0.02 * (1 - this.#part) * (bit - table[i]);
      table[i + 1] += 0.02 * this.#part * (bit - table[i + 1]);
    }
    const slots = this.#slot;
    for (let i = 0; i < slots.length; i++) {
      const counters = this.#counters[i], counter = counters[slots[i]];
      const seen = counter & 255, p = counter >>> 12;
      const next = p + Math.floor((bit * ONE - p) * shares[seen] / 65_536);
      counters[slots[i]] = (next << 12 | counter & 0xf00 | (seen < MOST_SEEN ? seen + 1 : seen)) >>>
        0;
    }
  }
}

/** Mixes 32 bits into a hash. */
export function hash(h: number, value: number): number {
  h ^= (value + 0x9e3779b9 | 0) + (h << 6) + (h >>> 2) | 0;
  h = Math.imul(h, 0x85ebca6b);
  return h ^ (h >>> 15);
}
