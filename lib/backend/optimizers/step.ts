import * as tf from "@tensorflow/tfjs-core";
import type { Arguments } from "../protocol/arguments.ts";
import type { JobType } from "../protocol/job.ts";
import { SharedMemoryBackend } from "../runtime/backend.ts";
import { eachNumber } from "../runtime/kernel.ts";
import { ROW } from "./jobs.ts";

/** What tfjs passes to an optimizer: gradients by the names of their variables. */
export type Gradients = Parameters<tf.AdamOptimizer["applyGradients"]>[0];

/** How the optimizers of tfjs store a slot, such as a moment of a variable. */
export interface Slot {
  originalName: string;
  variable: tf.Variable;
}

/** A variable in a step, with its gradient and its slots. */
export interface Part {
  variable: tf.Variable;
  gradient: tf.Tensor;
  slots: tf.Variable[];
}

/** Names and gradients, in the order in which the optimizers of tfjs use them. */
export function named(gradients: Gradients): [name: string, gradient: tf.Tensor | null][] {
  return Array.isArray(gradients)
    ? gradients.map(({ name, tensor }) => [name, tensor])
    : Object.entries(gradients);
}

/** The native backend, if it can update all of the variables in place. */
export function fusedBackend(gradients: Gradients): SharedMemoryBackend | undefined {
  const backend = tf.backend();
  if (!(backend instanceof SharedMemoryBackend)) return undefined;
  const isFloat = (x: tf.Tensor | null) => !x || x.dtype === "float32";
  const all = named(gradients).every(([name, gradient]) =>
    isFloat(gradient) && isFloat(tf.engine().registeredVariables[name])
  );
  return all ? backend : undefined;
}

/** The slot of a variable, zero in the beginning. */
export function slotOf(slots: Slot[], index: number, name: string, like: tf.Tensor): tf.Variable {
  slots[index] ??= {
    originalName: name,
    variable: tf.tidy(() => tf.variable(tf.zerosLike(like), false)),
  };
  return slots[index].variable;
}

/**
 * Runs one step of `job` over all parts.
 *
 * @param next what the job computes with, apart from the variables, in the next step
 */
export function step<Name extends string>(
  backend: SharedMemoryBackend,
  job: JobType<"table" | "variables" | Name>,
  parts: Part[],
  next: () => Arguments<Name>,
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
  const args = () => ({ table, variables: parts.length, ...next() });
  const call = backend.run(job, eachNumber(size), args());
  backend.heap.release(table, bytes);
  const { tape } = backend;
  if (!tape) return;
  const changed = parts.flatMap(({ variable, slots }) => [variable, ...slots]);
  const addresses = changed.map((variable) => backend.address(variable));
  tape.require(() =>
    changed.every((variable, i) =>
      backend.address(variable) === addresses[i] && backend.refCount(variable.dataId) === 1
    )
  );
  tape.beforeEachRun(() => {
    call.args = job.layout.pack(args());
  });
}

/** The address of the numbers of a variable, after a copy if another tensor shares them. */
function ownAddress(backend: SharedMemoryBackend, variable: tf.Variable): number {
  if (backend.refCount(variable.dataId) > 1) {
    const copy = tf.mul(variable, 1);
    variable.assign(copy);
    copy.dispose();
  }
  return backend.address(variable);
}
