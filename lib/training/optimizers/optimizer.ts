import * as tf from "@tensorflow/tfjs";
import { Adam, AdamW, Momentum } from "../../backend/mod.ts";
import { requireNumber, requireOneOf } from "../../require.ts";
import type { StoredArray } from "../checkpoints/container.ts";

/** An optimiser by name, or with numbers of its own. */
export type OptimizerChoice = OptimizerSpec["kind"] | OptimizerSpec;

/**
 * Adam (Kingma & Ba 2015), AdamW (Loshchilov & Hutter 2019) or momentum (Polyak 1964). Unless told,
 * `beta1` is 0.9, `beta2` 0.999, `epsilon` 1e-7, `weightDecay` 0.01 and `momentum` 0.9; `nesterov`, which
 * looks one step ahead (Nesterov 1983), is false.
 */
export type OptimizerSpec =
  | { kind: "adam"; beta1?: number; beta2?: number; epsilon?: number }
  | { kind: "adamw"; weightDecay?: number; beta1?: number; beta2?: number; epsilon?: number }
  | { kind: "momentum"; momentum?: number; nesterov?: boolean };

/** An optimiser whose learning rate can be changed between steps. */
export type StatefulOptimizer = tf.Optimizer & { setLearningRate(rate: number): void };

export function optimizerOf(choice: OptimizerChoice, rate: number): StatefulOptimizer {
  const spec = typeof choice === "string" ? { kind: choice } as OptimizerSpec : choice;
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
 * @throws {RangeError} there is no such optimiser, or one of its numbers is out of range
 * @throws {TypeError} one of its numbers is not a number
 */
export function checkOptimizer(choice: OptimizerChoice): void {
  const { kind, ...numbers } = typeof choice === "string" ? { kind: choice } : choice;
  requireOneOf("optimizer", kind, ["adam", "adamw", "momentum"]);
  for (const [name, value] of Object.entries(numbers)) {
    if (name === "nesterov" || value === undefined) continue;
    requireNumber(name, value);
    const below = ["beta1", "beta2", "momentum"].includes(name) ? 1 : Infinity;
    if (!(value >= 0 && value < below)) {
      throw new RangeError(`${name} must be in [0, ${below}), got ${value}`);
    }
  }
}

/** Running powers that stock Adam does not count among its weights, and would only take anew by `pow`. */
const powers = ["accBeta1", "accBeta2"] as const;

/** All that an optimiser has gathered, as arrays. */
export async function optimizerState(optimizer: StatefulOptimizer): Promise<StoredArray[]> {
  const [iterations, ...moments] = await optimizer.getWeights();
  const arrays = await Promise.all(
    [iterations, ...moments].map(async ({ name, tensor }) => ({
      name: `optimizer/${name}`,
      shape: tensor.shape,
      values: await tensor.data() as Float32Array | Int32Array,
    })),
  );
  iterations.tensor.dispose();
  for (const [name, variable] of powersOf(optimizer)) {
    arrays.push({
      name: `optimizer/${name}`,
      shape: [],
      values: await variable.data<"float32">(),
    });
  }
  return arrays;
}

/** Brings a fresh optimiser to where {@linkcode optimizerState} was taken. */
export async function restoreOptimizer(
  optimizer: StatefulOptimizer,
  arrays: StoredArray[],
): Promise<void> {
  const tensors = arrays.map(({ name, shape, values }) => ({
    name: name.slice("optimizer/".length),
    tensor: tf.tensor(values, shape, values instanceof Int32Array ? "int32" : "float32"),
  }));
  const isPower = ({ name }: { name: string }) => powers.some((power) => power === name);
  await optimizer.setWeights(tensors.filter((weight) => !isPower(weight)));
  for (const [name, variable] of powersOf(optimizer)) {
    const saved = tensors.find((weight) => weight.name === name);
    if (saved) variable.assign(saved.tensor);
  }
  tensors.forEach(({ tensor }) => tensor.dispose());
}

function powersOf(optimizer: StatefulOptimizer): [string, tf.Variable][] {
  const fields = optimizer as unknown as Record<string, unknown>;
  return powers.flatMap((name) => {
    const field = fields[name];
    return field instanceof tf.Variable ? [[name, field]] : [];
  });
}

/** Frees all that an optimiser has gathered. */
export function disposeOptimizer(optimizer: StatefulOptimizer): void {
  optimizer.dispose();
  // tfjs 4.22's momentum forgets the tensor that holds its learning rate.
  const { c } = optimizer as unknown as { c?: unknown };
  if (c instanceof tf.Tensor && !c.isDisposed) c.dispose();
}
