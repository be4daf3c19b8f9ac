import type { Bit, BitModel } from "../coder/bit_model.ts";
import { LARGEST_LOGIT, squash, stretched } from "./tables.ts";

/** The size of a {@linkcode ContextMixer}. */
export interface ContextMixerOptions {
  /** how many contexts the next bit is seen in */
  contexts: number;
  /** how many logits other models give; default 0 */
  others?: number;
  /** log₂ of the counters that each context has: contexts are hashed to them */
  tableBits: number;
  /** for each set of weights, how many weight vectors it has to choose from */
  weightSets: readonly number[];
  /** for each table of corrections, how many rows it has to choose from */
  corrections: readonly number[];
  /** learning rate of the weights */
  rate: number;
  /** what each input weighs at first; default 0.06 */
  firstWeight?: number;
  /** what the logits of other models weigh at first; default as the others */
  firstOther?: number;
}

/** A counter: 20 bits of probability, 4 of a check of the context, 8 of how often it was seen. */
const ONE = 2 ** 20 - 1;
const MOST_SEEN = 255;
const FRESH = 2 ** 19 << 12;

/** The share of a new bit in a probability that has seen n of them, in 65,536ths. */
const shares = Int32Array.from({ length: MOST_SEEN + 1 }, (_, n) => Math.floor(65_535 / (n + 1.3)));

/** How often a counter was seen, in 16 levels. */
const levels = Int32Array.from(
  { length: MOST_SEEN + 1 },
  (_, n) => n < 8 ? n : 8 + [12, 16, 24, 40, 80, 160, 255].filter((limit) => n >= limit).length,
);

/** A map: for each level, 64 intervals of the counter's logit, 0.3 wide; probabilities of 22 bits. */
const INTERVALS = 64;
const INTERVALS_PER_UNIT = 3.3;
const FIRST_INTERVAL = -9.5;
const MAP_ONE = 2 ** 22 - 1;
const MAP_SHARE = 1 / 250;
const identity = Int32Array.from({ length: 16 * INTERVALS }, (_, i) => {
  const logit = (i % INTERVALS + 0.5) / INTERVALS_PER_UNIT + FIRST_INTERVAL;
  return Math.floor(squash(logit) * MAP_ONE);
});

const BIAS = 0.3;

/** How much more slowly the last mixer learns. */
const FINAL_RATE = 0.1;

/** Corrections are interpolated between 33 logits, 0.75 apart. */
const POINTS = 33;
const SPACING = 2 * LARGEST_LOGIT / (POINTS - 1);
const CORRECTION_SHARE = 0.02;
const uncorrected = Float64Array.from(
  { length: POINTS },
  (_, i) => squash(i * SPACING - LARGEST_LOGIT),
);

/**
 * Predicts a bit by mixing what it did in many contexts (Mahoney 2005, PAQ). Each context has a counter,
 * the probability of a one; a map says how much a counter that was seen n times is to be believed. Their
 * logits are weighted and summed by several sets of weights, of each a vector that is chosen by what is
 * known; a last mixer weights the sets; corrections are averaged with the result. All of it learns from
 * every bit.
 *
 *     x   = logits of counters, of their maps and of other models, 1
 *     z_s = Σᵢ w_s[chosen, i] · xᵢ
 *     p   = mean of squash(Σ_s v_s · z_s) and its corrections
 *
 * Numbers are integers and doubles under + − × ÷ alone, in a fixed order: every engine computes the same.
 */
export class ContextMixer implements BitModel {
  /** set before {@linkcode look}: a hash of what each context sees, 32 bits */
  readonly context: Int32Array;
  /** after {@linkcode look}: how often the counter of each context was seen */
  readonly seen: Uint8Array;
  /** set before {@linkcode probability}: the logits of other models */
  readonly other: Float64Array;
  /** set before {@linkcode probability}: the vector chosen of each set of weights */
  readonly chosen: Int32Array;
  /** set before {@linkcode probability}: the row chosen of each table of corrections */
  readonly row: Int32Array;

  readonly #shift: number;
  readonly #rate: number;
  readonly #counters: Uint32Array[];
  readonly #slots: Int32Array;
  readonly #maps: Int32Array[];
  readonly #cells: Int32Array;
  readonly #inputs: Float64Array;
  readonly #weights: Float64Array[];
  readonly #logits: Float64Array;
  readonly #final: Float64Array;
  readonly #corrections: Float64Array[];
  #p = 0;
  #point = 0;
  #part = 0;

  constructor(options: ContextMixerOptions) {
    const { contexts, others = 0, tableBits, weightSets, corrections, rate } = options;
    const { firstWeight = 0.06, firstOther = firstWeight } = options;
    this.context = new Int32Array(contexts);
    this.seen = new Uint8Array(contexts);
    this.other = new Float64Array(others);
    this.chosen = new Int32Array(weightSets.length);
    this.row = new Int32Array(corrections.length);
    this.#shift = 32 - tableBits;
    this.#rate = rate;
    this.#counters = Array.from(
      this.context,
      () => new Uint32Array(2 ** tableBits).fill(FRESH),
    );
    this.#slots = new Int32Array(contexts);
    this.#maps = Array.from(this.context, () => identity.slice());
    this.#cells = new Int32Array(contexts);
    this.#inputs = new Float64Array(2 * contexts + others + 1);
    const vector = new Float64Array(this.#inputs.length).fill(firstWeight);
    vector.fill(firstOther, 2 * contexts, 2 * contexts + others);
    this.#weights = weightSets.map((size) => repeated(vector, size));
    this.#logits = new Float64Array(weightSets.length);
    this.#final = new Float64Array(weightSets.length).fill(1 / weightSets.length);
    this.#corrections = corrections.map((size) => repeated(uncorrected, size));
  }

  /** Looks the counters up; one that another context used is taken over. */
  look(): void {
    const { context, seen } = this, slots = this.#slots, cells = this.#cells;
    const inputs = this.#inputs;
    for (let i = 0; i < context.length; i++) {
      const hashed = Math.imul(context[i], 0x9e3779b1), slot = hashed >>> this.#shift;
      const check = (hashed & 15) << 8, counters = this.#counters[i];
      let counter = counters[slot];
      if ((counter & 0xf00) !== check) counters[slot] = counter = (FRESH | check) >>> 0;
      slots[i] = slot;
      const logit = stretched[counter >>> 20], n = counter & 255;
      seen[i] = n;
      cells[i] = levels[n] * INTERVALS + ((logit - FIRST_INTERVAL) * INTERVALS_PER_UNIT | 0);
      inputs[2 * i] = logit;
      inputs[2 * i + 1] = stretched[this.#maps[i][cells[i]] >>> 10];
    }
  }

  probability(): number {
    const inputs = this.#inputs, n = inputs.length, logits = this.#logits, other = this.other;
    for (let i = 0, at = n - 1 - other.length; i < other.length; i++) inputs[at + i] = other[i];
    inputs[n - 1] = BIAS;
    let sum = 0;
    for (let s = 0; s < logits.length; s++) {
      const weights = this.#weights[s], at = this.chosen[s] * n;
      let logit = 0;
      for (let i = 0; i < n; i++) logit += weights[at + i] * inputs[i];
      logits[s] = limited(logit);
      sum += this.#final[s] * logits[s];
    }
    sum = limited(sum);
    this.#p = squash(sum);
    const at = (sum + LARGEST_LOGIT) / SPACING;
    this.#point = at >= POINTS - 1 ? POINTS - 2 : at | 0;
    this.#part = at - this.#point;
    const tables = this.#corrections, share = 0.5 / tables.length;
    let p = 0.5 * this.#p;
    for (let t = 0; t < tables.length; t++) {
      const i = this.row[t] * POINTS + this.#point, table = tables[t];
      p += share * (table[i] + (table[i + 1] - table[i]) * this.#part);
    }
    const whole = Math.floor(p * 65_536 + 0.5);
    return whole < 1 ? 1 : whole > 65_535 ? 65_535 : whole;
  }

  update(bit: Bit): void {
    const inputs = this.#inputs, n = inputs.length, logits = this.#logits;
    const error = FINAL_RATE * this.#rate * (bit - this.#p);
    for (let s = 0; s < logits.length; s++) {
      this.#final[s] += error * logits[s];
      const step = this.#rate * (bit - squash(logits[s]));
      const weights = this.#weights[s], at = this.chosen[s] * n;
      for (let i = 0; i < n; i++) weights[at + i] += step * inputs[i];
    }
    const part = this.#part;
    for (let t = 0; t < this.row.length; t++) {
      const i = this.row[t] * POINTS + this.#point, table = this.#corrections[t];
      table[i] += CORRECTION_SHARE * (1 - part) * (bit - table[i]);
      table[i + 1] += CORRECTION_SHARE * part * (bit - table[i + 1]);
    }
    for (let i = 0; i < this.#slots.length; i++) {
      const map = this.#maps[i], cell = this.#cells[i];
      map[cell] += Math.floor((bit * MAP_ONE - map[cell]) * MAP_SHARE);
      const counters = this.#counters[i], slot = this.#slots[i], counter = counters[slot];
      const seen = counter & 255, p = counter >>> 12;
      const next = p + Math.floor((bit * ONE - p) * shares[seen] / 65_536);
      counters[slot] = (next << 12 | counter & 0xf00 | (seen < MOST_SEEN ? seen + 1 : seen)) >>> 0;
    }
  }
}

const limited = (logit: number) =>
  logit > LARGEST_LOGIT ? LARGEST_LOGIT : logit < -LARGEST_LOGIT ? -LARGEST_LOGIT : logit;

/** `row`, `times` over. */
function repeated(row: Float64Array, times: number): Float64Array {
  const all = new Float64Array(row.length * times);
  all.set(row);
  for (let done = row.length; done < all.length; done *= 2) {
    all.copyWithin(done, 0, Math.min(done, all.length - done));
  }
  return all;
}

/** Mixes 32 bits into a hash. */
export function hash(h: number, value: number): number {
  h ^= (value + 0x9e3779b9 | 0) + (h << 6) + (h >>> 2) | 0;
  h = Math.imul(h, 0x85ebca6b);
  return h ^ (h >>> 15);
}
