import * as tf from "@tensorflow/tfjs";
import { SharedMemoryBackend } from "../runtime/backend.ts";
import { WORTH_THREADS } from "../runtime/kernel.ts";
import { ROW } from "./jobs.ts";

/** What tfjs hands to an optimiser: the gradient of each variable by the variable's name. */
export type Gradients = Parameters<tf.AdamOptimizer["applyGradients"]>[0];

/** How tfjs's optimisers keep what they remember of a variable. */
export interface Slot {
  originalName: string;
  variable: tf.Variable;
}

/** One variable's part in a step: itself, its gradient, and what the optimiser remembers of it. */
export interface Part {
  variable: tf.Variable;
  gradient: tf.Tensor;
  slots: tf.Variable[];
}

/** Names and gradients in the order that tfjs's own optimisers go through them. */
export function named(gradients: Gradients): [name: string, gradient: tf.Tensor | null][] {
  return Array.isArray(gradients)
    ? gradients.map(({ name, tensor }) => [name, tensor])
    : Object.entries(gradients);
}

/** The backend, where it can update all of these in place; undefined: tfjs's own step has to do. */
export function fusedBackend(gradients: Gradients): SharedMemoryBackend | undefined {
  const backend = tf.backend();
  if (!(backend instanceof SharedMemoryBackend)) return undefined;
  const isFloat = (x: tf.Tensor | null) => !x || x.dtype === "float32";
  const all = named(gradients).every(([name, gradient]) =>
    isFloat(gradient) && isFloat(tf.engine().registeredVariables[name])
  );
  return all ? backend : undefined;
}

/** The optimiser's memory of a variable, zero to begin with. */
export function slotOf(slots: Slot[], index: number, name: string, like: tf.Tensor): tf.Variable {
  slots[index] ??= {
    originalName: name,
    variable: tf.tidy(() => tf.variable(tf.zerosLike(like), false)),
  };
  return slots[index].variable;
}

/**
 * Runs `job` over all parts as one: see jobs.ts for its table and the numbers that follow it.
 *
 * @param next those numbers, for each step anew
 */
export function step(
  backend: SharedMemoryBackend,
  job: "adam" | "momentum",
  parts: Part[],
  next: () => number[],
): void {
  const bytes = 8 * ROW * Math.max(1, parts.length), table = backend.heap.allocate(bytes);
  let size = 0;
  const rows = parts.map(({ variable, gradient, slots }) => {
    size += variable.size;
    const [first, second = 0] = slots.map((slot) => ownAddress(backend, slot));
    const addresses = [ownAddress(backend, variable), backend.address(gradient), first, second];
    return [...addresses, variable.size];
  });
  new Float64Array(backend.shared.buffer, table, ROW * parts.length).set(rows.flat());
  const args = [table, parts.length, ...next()], { tape } = backend;
  backend.run(job, size, WORTH_THREADS, 16, args);
  backend.heap.release(table, bytes);
  if (!tape) return;
  const changed = parts.flatMap(({ variable, slots }) => [variable, ...slots]);
  const addresses = changed.map((variable) => backend.address(variable));
  tape.require(() =>
    changed.every((variable, i) =>
      backend.address(variable) === addresses[i] && backend.refCount(variable.dataId) === 1
    )
  );
  tape.renew(() => args.splice(2, args.length, ...next()));
}

/** The address of a variable's numbers, copied first where another tensor shares them. */
function ownAddress(backend: SharedMemoryBackend, variable: tf.Variable): number {
  if (backend.refCount(variable.dataId) > 1) {
    const copy = tf.mul(variable, 1);
    variable.assign(copy);
    copy.dispose();
  }
  return backend.address(variable);
}
