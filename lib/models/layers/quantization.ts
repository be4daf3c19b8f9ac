import * as tf from "@tensorflow/tfjs";

/** Options of {@linkcode Quantization}. */
interface QuantizationConfig {
  name: string;
  /** vectors in the codebook */
  entries: number;
  /** β */
  commitment: number;
  /** of the initial codebook */
  seed: number;
}

/**
 * Vector quantisation (van den Oord, Vinyals & Kavukcuoglu 2017): each vector z along the last axis becomes
 * the nearest vector e of a codebook. The gradient passes straight through to z. In training the layer has a
 * loss of its own, a mean over the numbers of z, by which the codebook follows the vectors and they commit
 * to it, where sg has no gradient:
 *
 *     (sg(z) − e)² + β·(z − sg(e))²
 */
export class Quantization extends tf.layers.Layer {
  static className = "Quantization";
  readonly entries: number;
  readonly #commitment: number;
  readonly #seed: number;
  #codebook?: { read(): tf.Tensor };
  /** of the last call in training, until {@linkcode calculateLosses} takes it */
  #loss?: tf.Scalar;

  constructor({ name, entries, commitment, seed }: QuantizationConfig) {
    super({ name });
    this.entries = entries;
    this.#commitment = commitment;
    this.#seed = seed;
  }

  override build(shape: tf.Shape | tf.Shape[]): void {
    const dimensions = (shape as tf.Shape).at(-1)!, maxval = 1 / this.entries;
    const initializer = tf.initializers.randomUniform({
      minval: -maxval,
      maxval,
      seed: this.#seed,
    });
    this.#codebook = this.addWeight(
      "codebook",
      [this.entries, dimensions],
      "float32",
      initializer,
    );
    this.built = true;
  }

  /** The places in the codebook of the vectors nearest to those along the last axis of x: n integers. */
  indices(x: tf.Tensor): tf.Tensor1D {
    return tf.tidy(() => {
      const codebook = this.#codebook!.read() as tf.Tensor2D; // [e, d]
      const vectors = tf.reshape(x, [-1, codebook.shape[1]]); // [n, d]
      // |z − e|² = |z|² − 2·z·e + |e|², of which |z|² does not matter
      const products = tf.matMul(vectors, codebook, false, true); // [n, e]
      const distances = tf.sub(tf.sum(tf.square(codebook), 1), tf.mul(2, products));
      return tf.argMin(distances, 1) as tf.Tensor1D;
    });
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    return tf.tidy(() => {
      const chosen = tf.oneHot(this.indices(x), this.entries) as tf.Tensor2D; // [n, e]
      const codebook = this.#codebook!.read() as tf.Tensor2D;
      const nearest = tf.reshape(tf.matMul(tf.cast(chosen, "float32"), codebook), x.shape);
      if (kwargs.training) this.#keepLoss(x, nearest);
      const straightThrough = tf.customGrad(() => ({
        value: tf.clone(nearest),
        gradFunc: (dy: tf.Tensor) => dy,
      }));
      return straightThrough(x);
    });
  }

  #keepLoss(x: tf.Tensor, nearest: tf.Tensor): void {
    const toCodebook = tf.mean(tf.square(tf.sub(constant(x), nearest)));
    const toVectors = tf.mean(tf.square(tf.sub(x, constant(nearest))));
    this.#loss?.dispose();
    this.#loss = tf.keep(tf.add(toCodebook, tf.mul(this.#commitment, toVectors)));
  }

  override calculateLosses(): tf.Scalar[] {
    const loss = this.#loss;
    if (!loss) return [tf.scalar(0)];
    this.#loss = undefined;
    const taken = tf.clone(loss); // the kept one would outlive the step
    loss.dispose();
    return [taken];
  }

  override computeOutputShape(shape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return shape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { entries } = this;
    return { ...super.getConfig(), entries, commitment: this.#commitment, seed: this.#seed };
  }
}

/** x, without a gradient. */
const constant = tf.customGrad((x) => ({
  value: tf.clone(x as tf.Tensor),
  gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
}));
