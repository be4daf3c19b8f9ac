import * as tf from "@tensorflow/tfjs-core";
import { Adam } from "./adam.ts";

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019): before each step every variable is
 * multiplied by 1 − learningRate · weightDecay.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { AdamW } from "@autoencoders/backend";
 *
 * const w = tf.variable(tf.scalar(1));
 * new AdamW(0.1, 0.5).minimize(() => tf.mul(w, 0).asScalar());
 * ok(Math.abs(w.dataSync()[0] - 0.95) < 1e-6);
 * ```
 */
export class AdamW extends Adam {
  /** @nocollapse */
  static override get className(): string {
    return "AdamW";
  }

  constructor(
    learningRate = 1e-3,
    readonly weightDecay = 1e-2,
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-7,
  ) {
    super(learningRate, beta1, beta2, epsilon);
  }

  protected override get shrink(): number {
    return 1 - this.learningRate * this.weightDecay;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), weightDecay: this.weightDecay };
  }

  /** @nocollapse */
  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    const { learningRate, weightDecay, beta1, beta2, epsilon } = config;
    return new cls(learningRate, weightDecay, beta1, beta2, epsilon);
  }
}
tf.serialization.registerClass(AdamW);
