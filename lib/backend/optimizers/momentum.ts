import * as tf from "@tensorflow/tfjs-core";
import { momentum as momentumJob } from "./jobs.ts";
import { fusedBackend, type Gradients, named, type Part, type Slot, slotOf, step } from "./step.ts";

/** Private fields of tf.MomentumOptimizer. */
interface Internals {
  accumulations: Slot[];
  momentum: number;
  useNesterov: boolean;
}

/**
 * Stochastic gradient descent with momentum (Polyak 1964; `nesterov`: Sutskever et al. 2013), like
 * `tf.train.momentum`: m ← momentum · m + g, w ← w − learningRate · m. On the native backend a step
 * over all variables is one job.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { Momentum } from "@autoencoders/backend";
 *
 * const w = tf.variable(tf.scalar(1));
 * new Momentum(0.1).minimize(() => tf.square(w) as tf.Scalar);
 * ok(Math.abs(w.dataSync()[0] - 0.8) < 1e-6);
 * ```
 */
export class Momentum extends tf.MomentumOptimizer {
  declare readonly learningRate: number;

  constructor(learningRate = 1e-2, momentum = 0.9, nesterov = false) {
    super(learningRate, momentum, nesterov);
  }

  override applyGradients(gradients: Gradients): void {
    const backend = fusedBackend(gradients);
    if (!backend) {
      super.applyGradients(gradients);
      return;
    }
    const { accumulations, momentum, useNesterov } = this as unknown as Internals;
    const parts: Part[] = [];
    named(gradients).forEach(([name, gradient], i) => {
      const variable = tf.engine().registeredVariables[name] as tf.Variable;
      const m = slotOf(accumulations, i, `${name}/momentum`, variable);
      if (gradient) parts.push({ variable, gradient, slots: [m] });
    });
    step(backend, momentumJob, parts, () => {
      this.incrementIterations();
      return { mu: momentum, rate: this.learningRate, nesterov: Number(useNesterov) };
    });
  }

  /** tfjs does not dispose the scalar that holds the learning rate. */
  override dispose(): void {
    super.dispose();
    this.c.dispose();
  }
}
