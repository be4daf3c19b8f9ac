import * as tf from "@tensorflow/tfjs";
import { sha256Hex, type StoredTensor, type TensorValues } from "../../files/mod.ts";
import { hasState, slotNames } from "../optimizers/optimizer.ts";

/** Tensors as a file stores them, by name. */
export type StoredTensors = Map<string, StoredTensor>;

/** The first digits of a SHA-256, enough to distinguish two. */
export function fingerprint(arrays: readonly TensorValues[]): string {
  const bytes = arrays.map(({ buffer, byteOffset, byteLength }) =>
    new Uint8Array(buffer, byteOffset, byteLength)
  );
  return `sha256 ${sha256Hex(...bytes).slice(0, 16)}…`;
}

/** Copies a tensor's numbers out of the backend. */
export async function storedTensor(tensor: tf.Tensor): Promise<StoredTensor> {
  const values = await tensor.data() as Float32Array | Int32Array;
  return { shape: tensor.shape, values };
}

/** A new tensor with the stored numbers. */
export function tensorOf({ shape, values }: StoredTensor): tf.Tensor {
  if (values instanceof Int32Array) return tf.tensor(values, shape, "int32");
  return tf.tensor(values as Float32Array, shape, "float32");
}

/** A tensor that must be in a file. */
interface ExpectedTensor {
  name: string;
  shape: readonly number[];
  /** default float32 */
  integers?: boolean;
}

/**
 * The tensors whose names begin with `prefix`, in the order of `expected`, whose names leave it out.
 *
 * @throws {RangeError} one is missing, has another shape or type, or is not expected
 */
export function namedTensors(
  tensors: StoredTensors,
  prefix: string,
  expected: readonly ExpectedTensor[],
): StoredTensor[] {
  const names = expected.map(({ name }) => prefix + name);
  const unexpected = [...tensors.keys()].filter((name) =>
    name.startsWith(prefix) && !names.includes(name)
  );
  if (unexpected.length > 0) throw new RangeError(`it has no use for ${unexpected.join(", ")}`);
  return expected.map(({ shape, integers = false }, i) => {
    const name = names[i], found = tensors.get(name), type = integers ? Int32Array : Float32Array;
    if (!found) throw new RangeError(`${name} is missing`);
    if (found.values instanceof type && found.shape.join() === shape.join()) return found;
    const got = `${found.values.constructor.name} [${found.shape}]`;
    throw new RangeError(`${name} must be a ${type.name} [${shape}], got ${got}`);
  });
}

/** βᵗ, which tfjs's Adam does not count among its weights: computed by `pow` it has other bits. */
const powers = ["accBeta1", "accBeta2"] as const;

/** All tensors of an optimiser by name; none if its class does not give them. */
export async function optimizerState(optimizer: tf.Optimizer): Promise<StoredTensors> {
  if (!hasState(optimizer)) return new Map();
  const [iterations, ...moments] = await optimizer.getWeights();
  const state: StoredTensors = new Map();
  for (const { name, tensor } of [iterations, ...moments, ...powersOf(optimizer)]) {
    state.set(name, await storedTensor(tensor));
  }
  iterations.tensor.dispose(); // created by getWeights, unlike the others
  return state;
}

/** The stored state of an optimiser, checked and in the order that `tf.Optimizer.setWeights` needs. */
interface OptimizerTensors {
  weights: { name: string; stored: StoredTensor }[];
  powers: StoredTensor[];
}

/**
 * Finds the tensors of an optimiser by name.
 *
 * @param tensors have what {@linkcode optimizerState} returned as "optimizer/…", in any order
 * @param weights those that are trained, in their order
 * @throws {RangeError} a tensor is missing, has another shape or type, or is not expected
 */
export function optimizerTensors(
  optimizer: tf.Optimizer,
  tensors: StoredTensors,
  weights: tf.LayersModel["trainableWeights"],
): OptimizerTensors {
  // tfjs numbers the weights of a second model with the same names: "encoder_2_dense/kernel_1/m".
  const state: StoredTensors = new Map();
  for (const [name, stored] of tensors) {
    if (name.startsWith("optimizer/")) state.set(name.replace(/_\d+(?=\/\w+$)/, ""), stored);
  }
  const iterations: ExpectedTensor = { name: "iter", shape: [], integers: true };
  const ofSteps: ExpectedTensor[] = powersOf(optimizer).map(({ name }) => ({ name, shape: [] }));
  const slots: ExpectedTensor[] = slotNames(optimizer).flatMap((slot) =>
    weights.map(({ originalName, shape }) => ({
      name: `${originalName}/${slot}`,
      shape: shape as number[],
    }))
  );
  // The first step creates the slots.
  const begun = state.size > 1 + ofSteps.length || state.get("optimizer/iter")?.values[0] !== 0;
  const restored = begun ? [iterations, ...slots] : [iterations];
  const stored = namedTensors(state, "optimizer/", [...restored, ...ofSteps]);
  return {
    weights: restored.map(({ name }, i) => ({ name, stored: stored[i] })),
    powers: stored.slice(restored.length),
  };
}

/** Puts a new optimiser into the state that {@linkcode optimizerState} returned. */
export async function restoreOptimizer(
  optimizer: tf.Optimizer,
  { weights, powers }: OptimizerTensors,
): Promise<void> {
  const named = weights.map(({ name, stored }) => ({ name, tensor: tensorOf(stored) }));
  await optimizer.setWeights(named);
  named.forEach(({ tensor }) => tensor.dispose());
  powersOf(optimizer).forEach(({ tensor }, i) => {
    tf.tidy(() => tensor.assign(tensorOf(powers[i])));
  });
}

function powersOf(optimizer: tf.Optimizer): { name: string; tensor: tf.Variable }[] {
  const fields = optimizer as unknown as Record<string, unknown>;
  return powers.flatMap((name) => {
    const field = fields[name];
    return field instanceof tf.Variable ? [{ name, tensor: field }] : [];
  });
}
