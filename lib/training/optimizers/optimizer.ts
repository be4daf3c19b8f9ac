import * as tf from "@tensorflow/tfjs";
import { Adam, AdamW, Momentum } from "../../backend/mod.ts";
import {
  type KnownByKind,
  requireKnown,
  requireNumber,
  requireOneOf,
  requireRecord,
} from "../../require.ts";

/**
 * An optimiser by name, or with its parameters, or a `tf.Optimizer`, which keeps its state between runs
 * and belongs to the caller.
 */
export type OptimizerChoice = OptimizerSpec["kind"] | OptimizerSpec | tf.Optimizer;

/**
 * Adam (Kingma & Ba 2015), AdamW (Loshchilov & Hutter 2019), gradient descent without ("sgd") and with
 * momentum (Polyak 1964), or RMSProp (Tieleman & Hinton 2012). The defaults are `beta1` 0.9, `beta2`
 * 0.999, `epsilon` 1e-7, `weightDecay` 0.01, `decay` 0.9, and `momentum` 0.9, of RMSProp 0; `nesterov`
 * (Nesterov 1983) is false.
 */
export type OptimizerSpec =
  | { kind: "adam"; beta1?: number; beta2?: number; epsilon?: number }
  | { kind: "adamw"; weightDecay?: number; beta1?: number; beta2?: number; epsilon?: number }
  | { kind: "sgd" }
  | { kind: "momentum"; momentum?: number; nesterov?: boolean }
  | { kind: "rmsprop"; decay?: number; momentum?: number; epsilon?: number };

const parameters: KnownByKind<OptimizerSpec, "kind"> = {
  adam: { kind: true, beta1: true, beta2: true, epsilon: true },
  adamw: { kind: true, weightDecay: true, beta1: true, beta2: true, epsilon: true },
  sgd: { kind: true },
  momentum: { kind: true, momentum: true, nesterov: true },
  rmsprop: { kind: true, decay: true, momentum: true, epsilon: true },
};

/** The optimiser of a run: the given one, or a new one with the learning rate `rate`. */
export function createOptimizer(choice: OptimizerChoice, rate: number): tf.Optimizer {
  if (isGiven(choice)) return choice;
  const spec = specOf(choice);
  switch (spec.kind) {
    case "adam":
      return new Adam(rate, spec.beta1, spec.beta2, spec.epsilon);
    case "adamw":
      return new AdamW(rate, spec.weightDecay, spec.beta1, spec.beta2, spec.epsilon);
    case "sgd":
      return new Momentum(rate, 0);
    case "momentum":
      return new Momentum(rate, spec.momentum, spec.nesterov);
    case "rmsprop":
      return new tf.RMSPropOptimizer(rate, spec.decay, spec.momentum, spec.epsilon);
  }
}

/** Whether a choice is the caller's own optimiser. */
export function isGiven(choice: OptimizerChoice): choice is tf.Optimizer {
  return choice !== null && choice instanceof tf.Optimizer;
}

/** Fields of the optimisers of tfjs that it does not declare. */
interface Rated {
  learningRate?: unknown;
  setLearningRate?: (rate: number) => void;
}

/** The learning rate of an optimiser; undefined if it has none that can be read and changed. */
export function learningRateOf(optimizer: tf.Optimizer): number | undefined {
  const { learningRate } = optimizer as unknown as Rated;
  return typeof learningRate === "number" ? learningRate : undefined;
}

/** Changes the learning rate for the next step. */
export function setLearningRate(optimizer: tf.Optimizer, rate: number): void {
  const rated = optimizer as unknown as Rated;
  if (rated.setLearningRate) rated.setLearningRate(rate);
  else rated.learningRate = rate;
}

/**
 * @throws {RangeError} there is no such optimiser, or a parameter is out of range
 * @throws {TypeError} a parameter is not a number
 */
export function checkOptimizer(choice: OptimizerChoice): void {
  if (isGiven(choice)) return;
  const spec = specOf(choice);
  requireRecord("optimizer", spec);
  const { kind, ...given } = spec;
  requireOneOf("optimizer", kind, Object.keys(parameters));
  requireKnown(`optimizer ${kind}`, spec, parameters[kind]);
  for (const [name, value] of Object.entries(given)) {
    if (name === "nesterov" || value === undefined) continue;
    requireNumber(name, value);
    const below = ["beta1", "beta2", "momentum", "decay"].includes(name) ? 1 : Infinity;
    if (!(value >= 0 && value < below)) {
      throw new RangeError(`${name} must be in [0, ${below}), got ${value}`);
    }
  }
}

function specOf(choice: Exclude<OptimizerChoice, tf.Optimizer>): OptimizerSpec {
  return typeof choice === "string" ? { kind: choice } : choice;
}

/** The names of the tensors that an optimiser keeps for every weight, in the order of `setWeights`. */
export function slotNames(optimizer: tf.Optimizer): readonly string[] {
  // To tfjs 4.22 every optimiser is an `instanceof` every other one.
  switch (optimizer.constructor) {
    case Momentum:
      return ["momentum"];
    case tf.RMSPropOptimizer:
      return ["rms", "momentum"];
    default: // Adam, AdamW
      return ["m", "v"];
  }
}

/** Whether an optimiser's step is one job, which can be replayed. */
export function isReplayable(optimizer: tf.Optimizer): boolean {
  return [Adam, AdamW, Momentum].some((known) => optimizer.constructor === known);
}

/** Whether the state of an optimiser can be read: tfjs leaves that to each class. */
export function hasState(optimizer: tf.Optimizer): boolean {
  return optimizer.getWeights !== tf.Optimizer.prototype.getWeights;
}

/** Frees the state of an optimiser. */
export function disposeOptimizer(optimizer: tf.Optimizer): void {
  optimizer.dispose();
  // tfjs 4.22's momentum does not dispose of the tensor that holds its learning rate.
  const { c } = optimizer as unknown as { c?: unknown };
  if (c instanceof tf.Tensor && !c.isDisposed) c.dispose();
}
