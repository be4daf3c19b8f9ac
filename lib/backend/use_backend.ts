import * as tf from "@tensorflow/tfjs";
import { SharedMemoryBackend } from "./runtime/backend.ts";
import { sharedMemory } from "./runtime/heap.ts";
import type { BlasLibrary } from "./blas/blas_gemm.ts";
import { chooseBlas } from "./blas/choose_blas.ts";
import { readVariable } from "./env.ts";
import { register } from "./register.ts";
import { MAXIMUM_THREADS } from "./protocol/memory_map.ts";
import { requireKnown } from "./options.ts";

const preferences = ["auto", "openblas", "accelerate", "wasm", "cpu", "webgpu"] as const;
type Preference = typeof preferences[number];
type NativePreference = Exclude<Preference, "cpu" | "webgpu">;

/**
 * What {@linkcode useBackend} may choose. Environment variables give the defaults; a further one,
 * `AUTOENCODERS_REPLAY=0`, disables the replay of training steps.
 */
export interface BackendOptions {
  /** what computes; default `AUTOENCODERS_BACKEND`, else "auto", the fastest available */
  prefer?: Preference;
  /** default `AUTOENCODERS_THREADS`, else one for each core, at most 8 */
  threads?: number;
}

/** What {@linkcode useBackend} chose. */
export interface BackendInfo {
  /** the name of the backend in tfjs */
  name: string;
  /** what computes matrix products */
  gemm: "openblas" | "accelerate" | "wasm" | "none";
  /** the vector instructions in use */
  simd: string;
  /** computing threads */
  threads: number;
  /** the file of the library that computes matrix products, if there is one */
  library?: string;
  /** why something slower than preferred was chosen, in one line */
  note?: string;
}

/**
 * Selects the fastest tfjs backend that works on this machine and returns what it chose. It may be
 * called again.
 *
 * A preference that is not available is not an error: the next best is chosen, and `note` says why.
 *
 * @throws {RangeError} `prefer` is unknown, or `threads` is not an integer in 1–64
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { useBackend } from "@autoencoders/backend";
 *
 * const backend = await useBackend();
 * ok(backend.threads >= 1);
 * ```
 */
export async function useBackend(options: BackendOptions = {}): Promise<BackendInfo> {
  requireKnown("useBackend", options, { prefer: true, threads: true });
  const prefer = options.prefer === undefined
    ? readPreference("AUTOENCODERS_BACKEND", readVariable("AUTOENCODERS_BACKEND") ?? "auto")
    : readPreference("prefer", options.prefer);
  const threads = options.threads === undefined
    ? threadsFrom(readVariable("AUTOENCODERS_THREADS"))
    : readThreads("threads", options.threads, options.threads);
  await tf.ready();
  if (prefer === "cpu") return await useStock("cpu");
  if (prefer === "webgpu") return await useWebGpu(threads);
  return await useSharedMemory(prefer, threads);
}

function readPreference(from: string, prefer: string): Preference {
  const known = preferences.find((name) => name === prefer);
  if (known) return known;
  throw new RangeError(`${from} must be one of ${preferences.join(", ")}, got "${prefer}"`);
}

// With more threads, a training step of a small network is limited by memory.
const DEFAULT_MAXIMUM = 8;

function threadsFrom(variable?: string): number {
  if (variable === undefined) return Math.min(navigator.hardwareConcurrency || 1, DEFAULT_MAXIMUM);
  const digits = /^\s*\d+\s*$/.test(variable);
  return readThreads("AUTOENCODERS_THREADS", digits ? Number(variable) : NaN, `"${variable}"`);
}

function readThreads(from: string, count: number, given: unknown): number {
  if (Number.isSafeInteger(count) && count >= 1 && count <= MAXIMUM_THREADS) return count;
  throw new RangeError(`${from} must be an integer in 1–${MAXIMUM_THREADS}, got ${given}`);
}

async function useStock(name: string, note?: string): Promise<BackendInfo> {
  await tf.setBackend(name);
  return { name, gemm: "none", simd: "none", threads: 1, ...note && { note } };
}

async function useWebGpu(threads: number): Promise<BackendInfo> {
  // Not in the import map, so that it is downloaded only when it is used.
  const source = "npm:@tensorflow/tfjs-backend-webgpu@4.22.0";
  try {
    await import(source);
    if (await tf.setBackend("webgpu")) return await useStock("webgpu");
  } catch (error) {
    return await useSharedMemory("auto", threads, `WebGPU is not available: ${firstLine(error)}`);
  }
  return await useSharedMemory("auto", threads, "WebGPU is not available");
}

// By preference and threads: a backend keeps its memory, its tensors and its threads.
const created = new Map<string, BackendInfo>();
// Backends are created one after the other: two calls at once would create the same one twice.
let creating: Promise<unknown> = Promise.resolve();
let module: WebAssembly.Module | undefined;

async function useSharedMemory(
  prefer: NativePreference,
  threads: number,
  note?: string,
): Promise<BackendInfo> {
  const creation = creating.then(() => createOnce(prefer, threads));
  creating = creation.catch(() => {});
  let info: BackendInfo;
  try {
    info = await creation;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // the memory cannot be reserved
    return await useStock("cpu", `too little address space: ${firstLine(error)}`);
  }
  await tf.setBackend(info.name);
  return note ? { ...info, note } : { ...info };
}

async function createOnce(
  prefer: NativePreference,
  threads: number,
): Promise<BackendInfo> {
  const key = `${prefer} ${threads}`;
  const info = created.get(key) ?? await create(prefer, threads);
  created.set(key, info);
  return info;
}

async function create(
  prefer: NativePreference,
  threads: number,
): Promise<BackendInfo> {
  const memory = sharedMemory();
  const choice = prefer === "wasm" ? undefined : chooseBlas(memory, prefer);
  const blas = choice && "library" in choice ? choice.library : undefined;
  const notes = choice?.note ? [choice.note] : [];
  const name = `native-${blas?.kind ?? "wasm"}-${threads}`;
  const same = [...created.values()].find((info) => info.name === name);
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
