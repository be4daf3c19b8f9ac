import * as tf from "@tensorflow/tfjs";
import type { StoredTensor } from "../../files/mod.ts";
import type { StatefulOptimizer } from "../optimizers/optimizer.ts";

/** Tensors as a file stores them, by name. */
export type StoredTensors = Map<string, StoredTensor>;

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

/** βᵗ, which tfjs's Adam does not count among its weights: computed by `pow` it has other bits. */
const powers = ["accBeta1", "accBeta2"] as const;

/** The whole state of an optimiser. */
export async function optimizerState(optimizer: StatefulOptimizer): Promise<StoredTensors> {
  const [iterations, ...moments] = await optimizer.getWeights();
  const state: StoredTensors = new Map();
  for (const { name, tensor } of [iterations, ...moments, ...powersOf(optimizer)]) {
    state.set(name, await storedTensor(tensor));
  }
  iterations.tensor.dispose(); // made by getWeights, unlike the others
  return state;
}

/** Puts a new optimiser into the state that {@linkcode optimizerState} returned. */
export async function restoreOptimizer(
  optimizer: StatefulOptimizer,
  state: StoredTensors,
): Promise<void> {
  const tensors = [...state].map(([name, stored]) => ({ name, tensor: tensorOf(stored) }));
  const isPower = ({ name }: { name: string }) => powers.some((power) => power === name);
  await optimizer.setWeights(tensors.filter((weight) => !isPower(weight)));
  for (const { name, tensor } of powersOf(optimizer)) {
    const saved = tensors.find((weight) => weight.name === name);
    if (saved) tensor.assign(saved.tensor);
  }
  tensors.forEach(({ tensor }) => tensor.dispose());
}

function powersOf(optimizer: StatefulOptimizer): { name: string; tensor: tf.Variable }[] {
  const fields = optimizer as unknown as Record<string, unknown>;
  return powers.flatMap((name) => {
    const field = fields[name];
    return field instanceof tf.Variable ? [{ name, tensor: field }] : [];
  });
}
