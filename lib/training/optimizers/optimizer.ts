import * as tf from "@tensorflow/tfjs";
import { Adam, AdamW, Momentum } from "../../backend/mod.ts";
import {
  type KnownByKind,
  requireKnown,
  requireNumber,
  requireOneOf,
  requireRecord,
} from "../../require.ts";

/** The optimisers by name, each with the tensors that it keeps for every weight, in tfjs's order. */
const slots: Record<OptimizerSpec["kind"], readonly string[]> = {
  adam: ["m", "v"],
  adamw: ["m", "v"],
  momentum: ["momentum"],
};

/** An optimiser by name, or with its parameters. */
export type OptimizerChoice = OptimizerSpec["kind"] | OptimizerSpec;

/**
 * Adam (Kingma & Ba 2015), AdamW (Loshchilov & Hutter 2019) or momentum (Polyak 1964). The defaults
 * are `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-7, `weightDecay` 0.01 and `momentum` 0.9; `nesterov`
 * (Nesterov 1983) is false.
 */
export type OptimizerSpec =
  | { kind: "adam"; beta1?: number; beta2?: number; epsilon?: number }
  | { kind: "adamw"; weightDecay?: number; beta1?: number; beta2?: number; epsilon?: number }
  | { kind: "momentum"; momentum?: number; nesterov?: boolean };

const parameters: KnownByKind<OptimizerSpec, "kind"> = {
  adam: { kind: true, beta1: true, beta2: true, epsilon: true },
  adamw: { kind: true, weightDecay: true, beta1: true, beta2: true, epsilon: true },
  momentum: { kind: true, momentum: true, nesterov: true },
};

/** An optimiser whose learning rate can be changed between steps. */
export type StatefulOptimizer = tf.Optimizer & { setLearningRate(rate: number): void };

export function createOptimizer(choice: OptimizerChoice, rate: number): StatefulOptimizer {
  const spec = specOf(choice);
  switch (spec.kind) {
    case "adam":
      return new Adam(rate, spec.beta1, spec.beta2, spec.epsilon);
    case "adamw":
      return new AdamW(rate, spec.weightDecay, spec.beta1, spec.beta2, spec.epsilon);
    case "momentum":
      return new Momentum(rate, spec.momentum, spec.nesterov);
  }
}

/**
 * @throws {RangeError} there is no such optimiser, or a parameter is out of range
 * @throws {TypeError} a parameter is not a number
 */
export function checkOptimizer(choice: OptimizerChoice): void {
  const spec = specOf(choice);
  requireRecord("optimizer", spec);
  const { kind, ...given } = spec;
  requireOneOf("optimizer", kind, Object.keys(slots));
  requireKnown(`optimizer ${kind}`, spec, parameters[kind]);
  for (const [name, value] of Object.entries(given)) {
    if (name === "nesterov" || value === undefined) continue;
    requireNumber(name, value);
    const below = ["beta1", "beta2", "momentum"].includes(name) ? 1 : Infinity;
    if (!(value >= 0 && value < below)) {
      throw new RangeError(`${name} must be in [0, ${below}), got ${value}`);
    }
  }
}

function specOf(choice: OptimizerChoice): OptimizerSpec {
  return typeof choice === "string" ? { kind: choice } : choice;
}

/** The names of the tensors that an optimiser keeps for every weight, in the order of `setWeights`. */
export function slotNames(optimizer: StatefulOptimizer): readonly string[] {
  // To tfjs 4.22 every optimiser is an `instanceof` every other one.
  return slots[optimizer.constructor === Momentum ? "momentum" : "adam"]; // AdamW is an Adam
}

/** Frees the state of an optimiser. */
export function disposeOptimizer(optimizer: StatefulOptimizer): void {
  optimizer.dispose();
  // tfjs 4.22's momentum does not dispose of the tensor that holds its learning rate.
  const { c } = optimizer as unknown as { c?: unknown };
  if (c instanceof tf.Tensor && !c.isDisposed) c.dispose();
}
