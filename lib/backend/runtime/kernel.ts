import { type DataType, type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { RunJob } from "../protocol/job.ts";
import type { Heap } from "./heap.ts";

/** A tensor that a kernel has just allocated; its contents are arbitrary. */
export interface Output {
  /** what the kernel returns to tfjs */
  info: TensorInfo;
  address: number;
  /** how many numbers it holds */
  size: number;
}

/** The backend as a kernel sees it. */
export interface Workspace {
  readonly threads: number;
  /** holds every tensor; an address is a byte offset in it */
  readonly shared: WebAssembly.Memory;
  readonly heap: Heap;
  readonly run: RunJob;
  /** The address of the numbers of a float32 or int32 tensor. */
  address(x: TensorInfo): number;
  /** The same numbers as a view. */
  values(x: TensorInfo): Float32Array | Int32Array;
  /** A new tensor, for the kernel to fill. */
  output(shape: number[], dtype?: DataType): Output;
}

/** Tensors by the names that tfjs gives them. */
// deno-lint-ignore no-explicit-any
export type Inputs = Record<string, any>;
/** A kernel's settings by the names that tfjs gives them. */
// deno-lint-ignore no-explicit-any
export type Attributes = Record<string, any>;

/**
 * A tfjs kernel on the shared memory. It returns undefined for a case that it does not cover, valid
 * or not; the stock cpu kernel then computes it or reports what is wrong.
 */
export type Kernel = (
  workspace: Workspace,
  inputs: Inputs,
  attributes: Attributes,
) => TensorInfo | TensorInfo[] | undefined;

/** Kernels by the names that tfjs gives them. */
export type KernelFamily = Record<string, Kernel>;

/** Jobs over fewer numbers than this stay on one thread. */
export const WORTH_THREADS = 1 << 14;

/** The items of a job over `size` numbers, of which threads take whole cache lines. */
export const eachNumber = (
  size: number,
): { count: number; minimum: number; align: number } => ({
  count: size,
  minimum: WORTH_THREADS,
  align: 16,
});

/** Whether every tensor is float32. */
export const areFloats = (...tensors: TensorInfo[]): boolean =>
  tensors.every(({ dtype }) => dtype === "float32");

/** Whether `bias` is absent, or one float32 number for each of `channels` channels. */
export const isBias = (bias: TensorInfo | undefined, channels: number): boolean =>
  !bias || areFloats(bias) && bias.shape.at(-1) === channels &&
    util.sizeFromShape(bias.shape) === channels;
