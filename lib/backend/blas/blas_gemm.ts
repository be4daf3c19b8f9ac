import { words } from "../protocol/arguments.ts";
import type { Gemm } from "../protocol/thread_context.ts";
import { addressOf, bind, type Ffi, type Native } from "./ffi.ts";

/** A library with cblas_sgemm, and the names of its functions. */
export interface BlasLibrary {
  kind: "openblas" | "accelerate";
  path: string;
  /** prefix of function names: "scipy_" in the wheel scipy-openblas32 */
  prefix: string;
  /** the kernels that the library uses on this CPU, if it says so */
  core?: string;
}

/** A library, and what calls it. */
export type CallableBlas = BlasLibrary & { ffi: Ffi };

// Constants of the CBLAS interface.
const ROW_MAJOR = 101, NOT_TRANSPOSED = 111, TRANSPOSED = 112;
// (order, transA, transB, m, n, k, α, A, lda, B, ldb, β, C, ldc)
const parameters: Native[] = words("i32 i32 i32 i32 i32 i32 f32 usize i32 usize i32 f32 usize i32");

/** The name of the kernels that OpenBLAS uses ("SkylakeX", "Haswell"), if it says so. */
export function coreName({ ffi, path, prefix }: CallableBlas): string | undefined {
  return bind(ffi, path, `${prefix}openblas_get_corename`, [], "text")?.() as string | undefined;
}

/**
 * The matrix product of a BLAS, directly on `memory`: the memory never moves, so an address in it
 * becomes a pointer by one addition.
 *
 * @throws {Error} the library or its functions cannot be loaded
 */
export function blasGemm({ ffi, path, prefix }: CallableBlas, memory: WebAssembly.Memory): Gemm {
  const name = `${prefix}cblas_sgemm`, product = bind(ffi, path, name, parameters, "void");
  if (!product) throw new Error(`it has no ${name}`);
  // The pool shares the work between threads; threads of the library would compete with them.
  bind(ffi, path, `${prefix}openblas_set_num_threads`, ["i32"], "void")?.(1);
  const base = addressOf(ffi, memory.buffer);
  return (transposeA, transposeB, m, n, k, a, lda, b, ldb, beta, c, ldc) => {
    const opA = transposeA ? TRANSPOSED : NOT_TRANSPOSED,
      opB = transposeB ? TRANSPOSED : NOT_TRANSPOSED;
    // deno-fmt-ignore
    product(ROW_MAJOR, opA, opB, m, n, k, 1, base + a, lda, base + b, ldb, beta, base + c, ldc);
  };
}
