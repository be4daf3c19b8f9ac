import { readVariable } from "../host.ts";
import type { Gemm } from "../protocol/thread_context.ts";
import { scratchOf } from "../protocol/memory_map.ts";
import { blasGemm, type BlasLibrary, coreName } from "./blas_gemm.ts";
import { checkGemm } from "./check_gemm.ts";
import { findBlas } from "./find_blas.ts";

/** A BLAS with correct results, or why there is none; what is not as asked for, in one line. */
export type Choice = { library: BlasLibrary; note?: string } | { note: string };

/**
 * The first BLAS of that kind that can be loaded and multiplies correctly.
 *
 * @param memory in which a test product is computed, in the scratch of thread 0
 */
export function chooseBlas(
  memory: WebAssembly.Memory,
  kind: "auto" | "openblas" | "accelerate",
): Choice {
  if (typeof Deno === "undefined") {
    return { note: "matrix products by WebAssembly: only Deno loads a BLAS" };
  }
  if (!mayLoad()) return { note: "no permission to load a BLAS (--allow-ffi)" };
  const reasons: string[] = [];
  for (const library of findBlas()) {
    if (kind !== "auto" && library.kind !== kind) continue;
    const fault = withEnvironment(() => tryLibrary(library, memory));
    if (!fault) {
      const core = coreName(library), note = otherCore(core);
      return { library: { ...library, core }, ...note && { note } };
    }
    reasons.push(`${library.path}: ${fault}`);
  }
  const tried = reasons.length ? ` (${reasons.join("; ")})` : "";
  const named = readVariable("AUTOENCODERS_BLAS");
  if (named) {
    return {
      note: `AUTOENCODERS_BLAS must be the file of a usable BLAS, got "${named}"${tried}`,
    };
  }
  return { note: `no usable BLAS was found; \`deno task setup\` installs one${tried}` };
}

/** What to report if OpenBLAS does not use the kernels that `AUTOENCODERS_CORETYPE` names. */
function otherCore(core: string | undefined): string | undefined {
  const named = readVariable("AUTOENCODERS_CORETYPE");
  if (!named || !core || core.toLowerCase() === named.toLowerCase()) return undefined;
  return `AUTOENCODERS_CORETYPE must be kernels that this OpenBLAS has, got "${named}": ` +
    `it uses ${core}`;
}

function tryLibrary(library: BlasLibrary, memory: WebAssembly.Memory): string | undefined {
  let gemm: Gemm;
  try {
    gemm = blasGemm(library, memory);
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).split("\n")[0];
  }
  return checkGemm(gemm, memory, scratchOf(0)) ? undefined : "its products are wrong";
}

function mayLoad(): boolean {
  return Deno.permissions.querySync({ name: "ffi" }).state === "granted";
}

/**
 * Runs `load` with the environment variables that OpenBLAS reads while it is loaded, and restores
 * the old ones. One thread, because the pool has its own threads. On AMD CPUs with AVX-512,
 * OpenBLAS would use its AVX2 kernels, which reach 250 GFLOP/s instead of 435 (two Zen 5 cores);
 * `AUTOENCODERS_CORETYPE` selects other kernels.
 */
function withEnvironment<T>(load: () => T): T {
  const core = readVariable("AUTOENCODERS_CORETYPE") ?? (hasAvx512() ? "SkylakeX" : undefined);
  const variables = {
    OPENBLAS_NUM_THREADS: "1",
    VECLIB_MAXIMUM_THREADS: "1",
    ...core && { OPENBLAS_CORETYPE: core },
  };
  const old = Object.keys(variables).map((name) => [name, readVariable(name)] as const);
  setVariables(Object.entries(variables));
  try {
    return load();
  } finally {
    setVariables(old);
  }
}

function setVariables(variables: (readonly [string, string | undefined])[]): void {
  try {
    for (const [name, value] of variables) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  } catch (error) {
    // Without this permission the library chooses its own kernels.
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
  }
}

/** Whether the CPU has all extensions of AVX-512 that the SkylakeX kernels of OpenBLAS use. */
function hasAvx512(): boolean {
  if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64") return false;
  try {
    const flags = Deno.readTextFileSync("/proc/cpuinfo").match(/^flags\s*:(.*)$/m)?.[1] ?? "";
    const words = new Set(flags.split(" "));
    return ["avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"].every((w) => words.has(w));
  } catch {
    return false;
  }
}
