import type { DataType, TensorInfo } from "@tensorflow/tfjs-core";
import type { RunJob } from "../protocol/job.ts";
import type { Heap } from "./heap.ts";

/** A tensor that a kernel has just made; its numbers are whatever lay there before. */
export interface Output {
  /** what the kernel returns to tfjs */
  info: TensorInfo;
  address: number;
  /** how many numbers it holds */
  size: number;
}

/** What a kernel sees of the backend. */
export interface Workspace {
  readonly threads: number;
  /** holds every tensor; an address is a byte offset in it */
  readonly shared: WebAssembly.Memory;
  readonly heap: Heap;
  /** 8 numbers a thread, where jobs leave partial results */
  readonly results: Float64Array;
  readonly run: RunJob;
  /** Where the numbers of a float32 or int32 tensor lie in the shared memory. */
  address(x: TensorInfo): number;
  /** The same numbers as a view. */
  values(x: TensorInfo): Float32Array | Int32Array;
  /** A new tensor, whose numbers the kernel is to write. */
  output(shape: number[], dtype?: DataType): Output;
}

/** Tensors by the names that tfjs gives them. */
// deno-lint-ignore no-explicit-any
export type Inputs = Record<string, any>;
/** A kernel's settings by the names that tfjs gives them. */
// deno-lint-ignore no-explicit-any
export type Attributes = Record<string, any>;

/**
 * A tfjs kernel on the shared memory. It returns undefined where it does not cover a case, also a
 * wrong one: then the stock cpu kernel computes it, or says what is wrong.
 */
export type Kernel = (
  workspace: Workspace,
  inputs: Inputs,
  attributes: Attributes,
) => TensorInfo | TensorInfo[] | undefined;

/** Kernels by the names under which tfjs asks for them. */
export type KernelFamily = Record<string, Kernel>;

/** Jobs over fewer numbers than this stay on one thread. */
export const WORTH_THREADS = 1 << 14;

/** Whether every tensor holds float32. */
export const areFloats = (...tensors: TensorInfo[]): boolean =>
  tensors.every(({ dtype }) => dtype === "float32");
