import * as tf from "@tensorflow/tfjs";

/**
 * Dropout (Srivastava et al. 2014) whose mask is computed from a seed, which the training loop sets for
 * each step. The stock layer uses `Math.random` or the same mask in every step.
 *
 * Exported models call it Dropout, so stock tfjs can open them.
 */
export class SeededDropout extends tf.layers.Layer {
  static className = "Dropout";
  /** seed of the next mask; an integer in 0–2³²−1 */
  seed = 0;
  readonly rate: number;

  constructor(config: { name: string; rate: number }) {
    super({ name: config.name });
    this.rate = config.rate;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    if (!kwargs.training || this.rate === 0) return x.clone();
    return tf.tidy(() => tf.mul(x, tf.tensor(mask(x.size, this.rate, this.seed), x.shape)));
  }

  override computeOutputShape(shape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return shape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate };
  }
}

/** 0 with probability `rate`, else 1 ÷ (1 − rate), which keeps the mean. */
function mask(size: number, rate: number, seed: number): Float32Array {
  const values = new Float32Array(size), kept = 1 / (1 - rate), limit = rate * 2 ** 32;
  // SplitMix (Steele, Lea & Flood 2014) with 32 bits: one addition and one mixing step per number.
  let state = seed >>> 0;
  for (let i = 0; i < size; i++) {
    state = (state + 0x9e3779b9) | 0;
    let bits = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    if (((bits ^ (bits >>> 15)) >>> 0) >= limit) values[i] = kept;
  }
  return values;
}
