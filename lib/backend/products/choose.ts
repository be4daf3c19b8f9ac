import type { Gemm } from "../job.ts";
import { scratchOf } from "../threads/layout.ts";
import { blasGemm, type BlasLibrary, coreName } from "./blas.ts";
import { findBlas, readVariable } from "./find_blas.ts";
import { checkProduct } from "./check.ts";

/** A BLAS that gave the right results, or in one line why there is none. */
export type Choice = { library: BlasLibrary } | { note: string };

/**
 * The first BLAS of the wanted kind that loads and multiplies right.
 *
 * @param memory in which the test product is computed, in the scratch of thread 0
 */
export function chooseBlas(
  memory: WebAssembly.Memory,
  wanted: "auto" | "openblas" | "accelerate",
): Choice {
  if (!mayLoad()) return { note: "no permission to load a BLAS (--allow-ffi)" };
  tellOpenBlas();
  const reasons: string[] = [];
  for (const library of findBlas()) {
    if (wanted !== "auto" && library.kind !== wanted) continue;
    const fault = tryLibrary(library, memory);
    if (!fault) return { library: { ...library, core: coreName(library) } };
    reasons.push(`${library.path}: ${fault}`);
  }
  const looked = reasons.length ? ` (${reasons.join("; ")})` : "";
  return { note: `no usable BLAS was found; \`deno task setup\` brings one${looked}` };
}

function tryLibrary(library: BlasLibrary, memory: WebAssembly.Memory): string | undefined {
  let gemm: Gemm;
  try {
    gemm = blasGemm(library, memory);
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).split("\n")[0];
  }
  return checkProduct(gemm, memory, scratchOf(0)) ? undefined : "its products are wrong";
}

function mayLoad(): boolean {
  return Deno.permissions.querySync({ name: "ffi" }).state === "granted";
}

/**
 * OpenBLAS reads these when it is loaded. One thread: the pool has threads of its own. And on AMD's
 * CPUs with AVX-512 it would use its AVX2 kernels, which reach 250 GFLOP/s where the AVX-512 ones
 * reach 435 (two Zen 5 cores).
 */
function tellOpenBlas(): void {
  try {
    Deno.env.set("OPENBLAS_NUM_THREADS", "1");
    Deno.env.set("VECLIB_MAXIMUM_THREADS", "1");
    if (hasAvx512() && !readVariable("OPENBLAS_CORETYPE")) {
      Deno.env.set("OPENBLAS_CORETYPE", "SkylakeX");
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
  }
}

/** Whether the CPU has all the parts of AVX-512 that OpenBLAS's SkylakeX kernels use. */
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
