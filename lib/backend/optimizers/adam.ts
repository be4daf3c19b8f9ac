import * as tf from "@tensorflow/tfjs-core";
import { adam } from "./jobs.ts";
import { fusedBackend, type Gradients, named, type Part, type Slot, slotOf, step } from "./step.ts";

/** Private fields of tf.AdamOptimizer. */
interface Internals {
  accBeta1: tf.Variable;
  accBeta2: tf.Variable;
  accumulatedFirstMoment: Slot[];
  accumulatedSecondMoment: Slot[];
}

/**
 * Adam (Kingma & Ba 2015) with the parameters and the saved weights of `tf.train.adam`; its
 * learning rate may change between steps. On the native backend a step over all variables is one
 * job.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { Adam } from "@autoencoders/backend";
 *
 * const w = tf.variable(tf.scalar(1));
 * new Adam(0.1).minimize(() => tf.square(w) as tf.Scalar);
 * ok(Math.abs(w.dataSync()[0] - 0.9) < 1e-6);
 * ```
 */
export class Adam extends tf.AdamOptimizer {
  declare learningRate: number;

  constructor(learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7) {
    super(learningRate, beta1, beta2, epsilon);
  }

  /** Sets the learning rate of the next steps. */
  setLearningRate(learningRate: number): void {
    this.learningRate = learningRate;
  }

  override applyGradients(gradients: Gradients): void {
    const backend = fusedBackend(gradients);
    if (!backend) {
      this.#applyByTfjs(gradients);
      return;
    }
    const { accumulatedFirstMoment: first, accumulatedSecondMoment: second } = this.#internals;
    const parts: Part[] = [];
    named(gradients).forEach(([name, gradient], i) => {
      const variable = tf.engine().registeredVariables[name] as tf.Variable;
      const m = slotOf(first, i, `${name}/m`, variable);
      const v = slotOf(second, i, `${name}/v`, variable);
      if (gradient) parts.push({ variable, gradient, slots: [m, v] });
    });
    step(backend, adam, parts, () => this.#nextArguments());
  }

  /** Counts the step, and gives the numbers that it computes with. */
  #nextArguments() {
    const { beta1, beta2, learningRate, shrink } = this, steps = this.iterations + 1;
    this.incrementIterations();
    return {
      beta1,
      beta2,
      rate: learningRate / (1 - beta1 ** steps),
      root: 1 / Math.sqrt(1 - beta2 ** steps),
      epsilon: this.epsilon ?? 1e-7,
      shrink,
    };
  }

  /** The factor by which each variable is multiplied before a step. */
  protected get shrink(): number {
    return 1;
  }

  /** tfjs keeps βᵗ in variables, which the job does not update. */
  #applyByTfjs(gradients: Gradients): void {
    const { accBeta1, accBeta2 } = this.#internals, steps = this.iterations + 1;
    tf.tidy(() => {
      accBeta1.assign(tf.scalar(this.beta1 ** steps));
      accBeta2.assign(tf.scalar(this.beta2 ** steps));
      if (this.shrink === 1) return;
      for (const [name] of named(gradients)) {
        const variable = tf.engine().registeredVariables[name];
        variable.assign(tf.mul(variable, this.shrink));
      }
    });
    super.applyGradients(gradients);
  }

  get #internals(): Internals {
    return this as unknown as Internals;
  }
}
