import type { Bit } from "../coder/bit_model.ts";
import { LARGEST_LOGIT, squash } from "./tables.ts";

/** At first the learning rate is four times as high; half of the way down after half a million bits. */
const FIRST_RATES = 3;
const HALF_OF_BITS = 500_000;

/** Changes below this are left out: most of a background is certain. */
const SMALLEST_CHANGE = 1e-6;

/** The size of an {@linkcode OnlineNetwork}. */
export interface OnlineNetworkSize {
  /** hidden units */
  units: number;
  inputs: number;
  /** decisions that it predicts, each with weights of its own; default 1 */
  outputs?: number;
  /** rows that differ from each other; 1 if all are alike */
  height: number;
  /** columns that differ from each other; 1 if all are alike */
  width: number;
}

/** The size of an {@linkcode OnlineNetwork}, and how it learns. */
export interface OnlineNetworkOptions extends OnlineNetworkSize {
  /** learning rate, in the end */
  rate: number;
  /** what it knows already: it then learns at the rate from the first bit on; default random weights */
  weights?: OnlineWeights;
  /** changes the weights of the inputs once for all decisions of a pixel, which is faster */
  oncePerPixel?: boolean;
}

/** The weights of an {@linkcode OnlineNetwork}, input by input, row by row and so on. */
export interface OnlineWeights {
  inputs: Float64Array;
  rows: Float64Array;
  columns: Float64Array;
  outputs: Float64Array;
  biases: Float64Array;
}

/** How many weights of each name a network of this size has. */
export function weightCounts(
  { units, inputs, outputs = 1, height, width }: OnlineNetworkSize,
): Record<keyof OnlineWeights, number> {
  return {
    inputs: inputs * units,
    rows: height * units,
    columns: width * units,
    outputs: outputs * units,
    biases: outputs,
  };
}

/**
 * A network with one hidden layer that learns online, by stochastic gradient descent on each bit: what the
 * tables of a {@linkcode ContextMixer} cannot do, say something of a pattern that they have not seen.
 *
 *     a   = Σᵢ W_i · xᵢ + rows[y] + columns[x]        only inputs that are not 0 are added
 *     h   = a / (1 + |a|)                              softsign, which needs no e^x
 *     z_k = out_k · h + bias_k
 *
 * For each pixel: {@linkcode begin}, {@linkcode add} of inputs, {@linkcode activate}; then for each
 * decision {@linkcode logit} and {@linkcode update}.
 */
export class OnlineNetwork {
  /** learning rate, in the end */
  rate: number;
  readonly #units: number;
  readonly #oncePerPixel: boolean;
  readonly #weights: Float64Array;
  readonly #rows: Float64Array;
  readonly #columns: Float64Array;
  readonly #out: Float64Array;
  readonly #bias: Float64Array;

  readonly #hidden: Float64Array;
  readonly #slopes: Float64Array;
  readonly #changes: Float64Array;
  /** the inputs that are not 0: where their weights are, and their values */
  readonly #at: Int32Array;
  readonly #values: Float64Array;
  #count = 0;
  #isChanged = false;
  #row = 0;
  #column = 0;
  #output = 0;
  #p = 0;
  #steps = 0;

  constructor(options: OnlineNetworkOptions) {
    const { units, inputs, rate, weights } = options, counts = weightCounts(options);
    this.#units = units;
    this.rate = rate;
    this.#oncePerPixel = options.oncePerPixel ?? false;
    if (weights) this.#steps = Infinity;
    let seed = 12_345;
    const random = (length: number, scale: number) =>
      Float64Array.from({ length }, () => {
        seed = Math.imul(seed, 1_103_515_245) + 12_345 >>> 0;
        return ((seed >>> 8) / 2 ** 24 - 0.5) * scale;
      });
    this.#weights = weights?.inputs.slice() ?? random(counts.inputs, 0.5);
    this.#rows = weights?.rows.slice() ?? random(counts.rows, 0.2);
    this.#columns = weights?.columns.slice() ?? random(counts.columns, 0.2);
    this.#out = weights?.outputs.slice() ?? random(counts.outputs, 1);
    this.#bias = weights?.biases.slice() ?? new Float64Array(counts.biases);
    this.#hidden = new Float64Array(units);
    this.#slopes = new Float64Array(units);
    this.#changes = new Float64Array(units);
    this.#at = new Int32Array(inputs);
    this.#values = new Float64Array(inputs);
  }

  /** What it has learned. */
  weights(): OnlineWeights {
    return {
      inputs: this.#weights,
      rows: this.#rows,
      columns: this.#columns,
      outputs: this.#out,
      biases: this.#bias,
    };
  }

  /** Begins with the pixel in row y and column x. */
  begin(y: number, x: number): void {
    if (this.#oncePerPixel) this.#changeInputs();
    const units = this.#units, hidden = this.#hidden;
    this.#row = y * units;
    this.#column = x * units;
    this.#count = 0;
    for (let j = 0; j < units; j++) {
      hidden[j] = this.#rows[this.#row + j] + this.#columns[this.#column + j];
    }
  }

  /** Adds an input that is not 0. */
  add(input: number, value: number): void {
    const units = this.#units, hidden = this.#hidden, weights = this.#weights;
    const at = input * units;
    this.#at[this.#count] = at;
    this.#values[this.#count++] = value;
    for (let j = 0; j < units; j++) hidden[j] += weights[at + j] * value;
  }

  /** Ends the inputs. */
  activate(): void {
    const units = this.#units, hidden = this.#hidden, slopes = this.#slopes;
    for (let j = 0; j < units; j++) {
      const a = hidden[j], share = 1 / (1 + (a < 0 ? -a : a));
      hidden[j] = a * share;
      slopes[j] = share * share;
    }
  }

  /** The logit of a decision. */
  logit(output = 0): number {
    const units = this.#units, hidden = this.#hidden, out = this.#out;
    this.#output = output;
    const from = output * units;
    let z = this.#bias[output];
    for (let j = 0; j < units; j++) z += out[from + j] * hidden[j];
    if (z > LARGEST_LOGIT) z = LARGEST_LOGIT;
    else if (z < -LARGEST_LOGIT) z = -LARGEST_LOGIT;
    this.#p = squash(z);
    return z;
  }

  /** One step of gradient descent on −log₂ of the probability that the decision's bit had. */
  update(bit: Bit): void {
    this.#steps++;
    const rate = this.rate * (1 + FIRST_RATES / (1 + this.#steps / HALF_OF_BITS));
    const error = rate * (bit - this.#p);
    if (error < SMALLEST_CHANGE && error > -SMALLEST_CHANGE) return;
    const units = this.#units, out = this.#out, changes = this.#changes;
    const hidden = this.#hidden, slopes = this.#slopes, from = this.#output * units;
    this.#bias[this.#output] += error;
    this.#isChanged = true;
    if (this.#oncePerPixel) {
      for (let j = 0; j < units; j++) {
        changes[j] += error * out[from + j] * slopes[j];
        out[from + j] += error * hidden[j];
      }
      return;
    }
    for (let j = 0; j < units; j++) {
      changes[j] = error * out[from + j] * slopes[j];
      out[from + j] += error * hidden[j];
    }
    this.#changeInputs();
  }

  #changeInputs(): void {
    if (!this.#isChanged) return;
    const units = this.#units, weights = this.#weights, changes = this.#changes;
    for (let j = 0; j < units; j++) {
      this.#rows[this.#row + j] += changes[j];
      this.#columns[this.#column + j] += changes[j];
    }
    for (let i = 0; i < this.#count; i++) {
      const at = this.#at[i], value = this.#values[i];
      for (let j = 0; j < units; j++) weights[at + j] += changes[j] * value;
    }
    changes.fill(0);
    this.#isChanged = false;
  }
}
