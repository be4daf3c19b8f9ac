import * as tf from "@tensorflow/tfjs";
import { SharedMemoryBackend } from "./runtime/backend.ts";
import { sharedMemory } from "./runtime/heap.ts";
import type { BlasLibrary } from "./blas/blas_gemm.ts";
import { chooseBlas } from "./blas/choose_blas.ts";
import { readVariable } from "./env.ts";
import { register } from "./register.ts";
import { MAXIMUM_THREADS } from "./threads/memory_map.ts";

const preferences = ["auto", "openblas", "accelerate", "wasm", "cpu", "webgpu"] as const;
type Preference = typeof preferences[number];

/**
 * How {@linkcode useBackend} is to choose; each has an environment variable of its own. A further
 * one, `AUTOENCODERS_REPLAY=0`, keeps training steps from being replayed, see replay.ts.
 */
export interface BackendOptions {
  /** what to compute with; `AUTOENCODERS_BACKEND`, or else "auto": the fastest that works here */
  prefer?: Preference;
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
 * A preference that cannot be had is no error: the next best is chosen, and `note` says why.
 *
 * @throws {RangeError} there is no such preference, or the threads are not an integer in 1–64
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
export async function useBackend(options: BackendOptions = {}): Promise<BackendInfo> {
  const prefer = readPreference(options.prefer ?? readVariable("AUTOENCODERS_BACKEND") ?? "auto");
  const threads = readThreads(options.threads ?? readVariable("AUTOENCODERS_THREADS"));
  await tf.ready();
  if (prefer === "cpu") return await useStock("cpu");
  if (prefer === "webgpu") return await useWebGpu(threads);
  return await useSharedMemory(prefer, threads);
}

function readPreference(prefer: string): Preference {
  const known = preferences.find((name) => name === prefer);
  if (known) return known;
  throw new RangeError(`backend must be one of ${preferences.join(", ")}, got "${prefer}"`);
}

// Past eight threads a training step of these networks waits for memory, not for products.
const DEFAULT_LIMIT = 8;

function readThreads(threads?: number | string): number {
  if (threads === undefined) return Math.min(navigator.hardwareConcurrency || 1, DEFAULT_LIMIT);
  const count = Number(threads);
  if (Number.isSafeInteger(count) && count >= 1 && count <= MAXIMUM_THREADS) return count;
  throw new RangeError(`threads must be an integer in 1–${MAXIMUM_THREADS}, got ${threads}`);
}

async function useStock(name: string, note?: string): Promise<BackendInfo> {
  await tf.setBackend(name);
  return { name, gemm: "none", simd: "none", threads: 1, ...note && { note } };
}

async function useWebGpu(threads: number): Promise<BackendInfo> {
  // Not in the import map: who never asks for it never downloads it.
  const source = "npm:@tensorflow/tfjs-backend-webgpu@4.22.0";
  try {
    await import(source);
    if (await tf.setBackend("webgpu")) return await useStock("webgpu");
  } catch (error) {
    return await useSharedMemory("auto", threads, `no WebGPU here: ${firstLine(error)}`);
  }
  return await useSharedMemory("auto", threads, "no WebGPU here: tfjs refused it");
}

// By product and threads: a backend once made keeps its memory, its tensors and its threads.
const made = new Map<string, BackendInfo>();
// One after the other: two calls at once would make two backends of one name.
let making: Promise<unknown> = Promise.resolve();
let module: WebAssembly.Module | undefined;

async function useSharedMemory(
  prefer: "auto" | "openblas" | "accelerate" | "wasm",
  threads: number,
  note?: string,
): Promise<BackendInfo> {
  const mine = making.then(() => makeOnce(prefer, threads));
  making = mine.catch(() => {});
  let info: BackendInfo;
  try {
    info = await mine;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // no room for the memory's addresses
    return await useStock("cpu", `too little address space: ${firstLine(error)}`);
  }
  await tf.setBackend(info.name);
  return note ? { ...info, note } : { ...info };
}

async function makeOnce(
  prefer: "auto" | "openblas" | "accelerate" | "wasm",
  threads: number,
): Promise<BackendInfo> {
  const key = `${prefer} ${threads}`;
  const info = made.get(key) ?? await make(prefer, threads);
  made.set(key, info);
  return info;
}

async function make(
  prefer: "auto" | "openblas" | "accelerate" | "wasm",
  threads: number,
): Promise<BackendInfo> {
  const memory = sharedMemory();
  const choice = prefer === "wasm" ? undefined : chooseBlas(memory, prefer);
  const blas = choice && "library" in choice ? choice.library : undefined;
  const notes = choice && "note" in choice ? [choice.note] : [];
  const name = `native-${blas?.kind ?? "wasm"}-${threads}`;
  const same = [...made.values()].find((info) => info.name === name);
  if (same) return { ...same, ...notes.length && { note: notes.join("; ") } };
  module ??= await WebAssembly.compile(
    await Deno.readFile(new URL("./kernels.wasm", import.meta.url)),
  );
  const plan = { memory, module, blas, threads };
  let backend = new SharedMemoryBackend(plan);
  try {
    await backend.ready();
  } catch (error) {
    backend.close();
    notes.push(`one thread only: ${firstLine(error)}`);
    backend = new SharedMemoryBackend({ ...plan, threads: 1 });
  }
  register(name, backend);
  return describe(name, backend.threads, blas, notes);
}

function describe(
  name: string,
  threads: number,
  blas: BlasLibrary | undefined,
  notes: string[],
): BackendInfo {
  return {
    name,
    gemm: blas?.kind ?? "wasm",
    simd: blas?.core ?? "128-bit WebAssembly",
    threads,
    ...blas && { library: blas.path },
    ...notes.length && { note: notes.join("; ") },
  };
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0];
