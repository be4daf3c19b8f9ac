import * as tf from "@tensorflow/tfjs-core";
import { SharedMemoryBackend } from "./runtime/backend.ts";
import { type CompiledKernels, compileKernels } from "./runtime/compile_kernels.ts";
import { plainMemory, sharedMemory } from "./runtime/heap.ts";
import { blasEigen, type Eigensystem } from "./blas/blas_eigen.ts";
import type { BlasLibrary, CallableBlas } from "./blas/blas_gemm.ts";
import { chooseBlas } from "./blas/choose_blas.ts";
import { cores, readVariable, unshared } from "./host.ts";
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
 * Selects the fastest tfjs backend that works on this machine and returns what it chose.
 *
 * It may be called again: the threads of the backend that was selected before end, and its memory is
 * freed when it has no tensors left. Tensors move to the selected backend when they are used.
 * `tf.removeBackend(name)` frees a backend at once, and its tensors with it.
 *
 * A preference that is not available is not an error: the next best is chosen, and `note` says why.
 * "webgpu" is experimental: it has not been run on a graphics processor by the tests, and software adapters
 * are refused.
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
  const info = prefer === "cpu"
    ? await useStock("cpu")
    : prefer === "webgpu"
    ? await useWebGpu(threads)
    : await useSharedMemory(prefer, threads);
  latest = info.name;
  return info;
}

/** The name of the backend that {@linkcode useBackend} has chosen last. */
let latest: string | undefined;

/** Whether the selected backend is what {@linkcode useBackend} has chosen, not the default of tfjs. */
export function isChosen(): boolean {
  return tf.getBackend() === latest;
}

/** What was chosen for the selected backend; undefined for a stock backend. */
const selectedChoice = (): Chosen | undefined =>
  [...chosen.values()].find(({ info }) => info.name === tf.getBackend());

/**
 * The eigenvectors and eigenvalues of a symmetric matrix, in double precision, by the LAPACK that comes with
 * the OpenBLAS of the selected backend. Of 784 × 784 numbers it takes about 0.05 s.
 *
 * @param symmetric n · n numbers; only those on the diagonal and on one side of it are read
 * @returns undefined if the backend has no LAPACK, or it fails, as of a matrix with NaN
 * @throws {RangeError} n is not a positive integer, or `symmetric` does not have n · n numbers
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { eigensystem, useBackend } from "@autoencoders/backend";
 *
 * await useBackend();
 * const found = eigensystem(Float64Array.of(2, 1, 1, 2), 2);
 * if (found) strictEqual(found.values[1].toFixed(6), "3.000000");
 * ```
 */
export function eigensystem(symmetric: Float64Array, n: number): Eigensystem | undefined {
  if (!Number.isSafeInteger(n) || n < 1) {
    throw new RangeError(`n must be a positive integer, got ${n}`);
  }
  if (symmetric.length !== n * n) {
    throw new RangeError(
      `a ${n} × ${n} matrix must have ${n * n} numbers, got ${symmetric.length}`,
    );
  }
  const choice = selectedChoice();
  if (!choice?.blas) return undefined;
  choice.eigen ??= blasEigen(choice.blas) ?? (() => undefined);
  return choice.eigen(symmetric, n);
}

/**
 * What decides the last bits of a result, in words: the selected backend, what computes its matrix
 * products, and its threads.
 */
export function arithmetic(): string {
  const info = selectedChoice()?.info;
  if (!info) return tf.getBackend();
  const { gemm, simd, threads, library } = info;
  const file = library?.split(/[\\/]/).at(-1);
  return [gemm, simd, ...file ? [file] : [], `${threads} ${threads === 1 ? "thread" : "threads"}`]
    .join(", ");
}

function readPreference(from: string, prefer: string): Preference {
  const known = preferences.find((name) => name === prefer);
  if (known) return known;
  throw new RangeError(`${from} must be one of ${preferences.join(", ")}, got "${prefer}"`);
}

// With more threads, a training step of a small network is limited by memory.
const DEFAULT_MAXIMUM = 8;

function threadsFrom(variable?: string): number {
  if (variable === undefined) return Math.min(cores(), DEFAULT_MAXIMUM);
  const digits = /^\s*\d+\s*$/.test(variable);
  return readThreads("AUTOENCODERS_THREADS", digits ? Number(variable) : NaN, `"${variable}"`);
}

function readThreads(from: string, count: number, given: unknown): number {
  if (Number.isSafeInteger(count) && count >= 1 && count <= MAXIMUM_THREADS) return count;
  throw new RangeError(`${from} must be an integer in 1–${MAXIMUM_THREADS}, got ${given}`);
}

async function useStock(name: string, note?: string): Promise<BackendInfo> {
  await tf.setBackend(name);
  letOthersGo(name);
  return { name, gemm: "none", simd: "none", threads: 1, ...note && { note } };
}

/** What the web's standard says of a graphics processor, as far as it is needed here. */
interface Gpu {
  requestAdapter(): Promise<
    { info?: { isFallbackAdapter?: boolean; description?: string; architecture?: string } } | null
  >;
}

/** Why WebGPU would not compute on a graphics processor, if so. */
async function gpuRefusal(): Promise<string | undefined> {
  const { gpu } = (globalThis.navigator ?? {}) as { gpu?: Gpu };
  if (!gpu) return "WebGPU is not available: there is no navigator.gpu";
  const adapter = await gpu.requestAdapter();
  if (!adapter) return "WebGPU is not available: it has no adapter";
  const { isFallbackAdapter, description = "", architecture = "" } = adapter.info ?? {};
  if (isFallbackAdapter || /swiftshader|llvmpipe/i.test(description + architecture)) {
    return "WebGPU has a software adapter only, which is slower than this processor's own backend";
  }
}

async function useWebGpu(threads: number): Promise<BackendInfo> {
  const refusal = await gpuRefusal();
  if (refusal) return await useSharedMemory("auto", threads, refusal);
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

/** What was chosen, and what creates the backend, again if it was let go. */
interface Chosen {
  info: BackendInfo;
  blas?: CallableBlas;
  /** set when it is first needed */
  eigen?: NonNullable<ReturnType<typeof blasEigen>>;
  create: () => SharedMemoryBackend;
}

// By preference and threads.
const chosen = new Map<string, Chosen>();
// Backends are created one after the other: two calls at once would create the same one twice.
let creating: Promise<unknown> = Promise.resolve();
let kernels: CompiledKernels | undefined;

async function useSharedMemory(
  prefer: NativePreference,
  threads: number,
  note?: string,
): Promise<BackendInfo> {
  const creation = creating.then(() => select(prefer, threads));
  creating = creation.catch(() => {});
  try {
    const info = await creation;
    return note ? { ...info, note } : { ...info };
  } catch (error) {
    const reason = error instanceof RangeError // the memory cannot be reserved
      ? "too little address space"
      : error instanceof WebAssembly.CompileError
      ? "this engine has no WebAssembly SIMD"
      : undefined;
    if (!reason) throw error;
    return await useStock("cpu", `${reason}: ${firstLine(error)}`);
  }
}

async function select(prefer: NativePreference, threads: number): Promise<BackendInfo> {
  const key = `${prefer} ${threads}`, choice = chosen.get(key) ?? await choose(prefer, threads);
  chosen.set(key, choice);
  const { info: { name }, create } = choice;
  register(name, create);
  if (!await tf.setBackend(name)) throw new RangeError(`${name} cannot be created`);
  await (tf.findBackend(name) as SharedMemoryBackend).ready();
  letOthersGo(name);
  return choice.info;
}

/**
 * Ends the threads of the backends that are no longer selected, and frees those without tensors. Tensors
 * of the others follow when they are used.
 */
function letOthersGo(selected: string): void {
  const { registry } = tf.engine();
  for (const { info: { name }, create } of chosen.values()) {
    const backend = registry[name];
    if (name === selected || !backend) continue;
    if (backend.numDataIds() > 0) {
      backend.dispose();
    } else {
      tf.removeBackend(name);
      register(name, create); // so that it can still be selected by its name
    }
  }
}

async function choose(prefer: NativePreference, threads: number): Promise<Chosen> {
  const alone = unshared();
  const reserve = alone ? plainMemory : sharedMemory;
  const memory = reserve();
  const choice = prefer === "wasm" ? undefined : chooseBlas(memory, prefer);
  const blas = choice && "library" in choice ? choice.library : undefined;
  const notes = choice?.note ? [choice.note] : [];
  if (alone && threads > 1) notes.push(alone);
  if (alone) threads = 1;
  kernels ??= await compileKernels(!alone);
  if (kernels.note) notes.push(kernels.note);
  const name = `native-${blas?.kind ?? "wasm"}-${threads}`;
  const same = [...chosen.values()].find(({ info }) => info.name === name);
  if (same) {
    const note = notes.length > 0 ? { note: notes.join("; ") } : {};
    return { ...same, info: { ...same.info, ...note } };
  }
  const plan = { module: kernels.module, blas, threads };
  const backendOn = (memory: WebAssembly.Memory) =>
    new SharedMemoryBackend({ ...plan, memory }, alone ? memory.buffer.byteLength : undefined);
  let first: SharedMemoryBackend | undefined = backendOn(memory);
  try {
    await first.ready();
  } catch (error) {
    first.dispose();
    notes.push(`one thread only: ${firstLine(error)}`);
    plan.threads = 1;
    first = backendOn(memory);
  }
  const create = () => {
    const backend = first ?? backendOn(reserve());
    first = undefined;
    return backend;
  };
  return { info: describe(name, plan.threads, blas, kernels, notes), blas, create };
}

function describe(
  name: string,
  threads: number,
  blas: BlasLibrary | undefined,
  { simd }: CompiledKernels,
  notes: string[],
): BackendInfo {
  return {
    name,
    gemm: blas?.kind ?? "wasm",
    simd: blas?.core ?? simd,
    threads,
    ...blas && { library: blas.path },
    ...notes.length && { note: notes.join("; ") },
  };
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0];
