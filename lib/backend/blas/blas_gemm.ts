import { words } from "../protocol/arguments.ts";
import type { Gemm } from "../protocol/thread_context.ts";

/** A library with cblas_sgemm, and the names of its functions. */
export interface BlasLibrary {
  kind: "openblas" | "accelerate";
  path: string;
  /** prefix of function names: "scipy_" in the wheel scipy-openblas32 */
  prefix: string;
  /** the kernels that the library uses on this CPU, if it says so */
  core?: string;
}

// Constants of the CBLAS interface.
const ROW_MAJOR = 101, NOT_TRANSPOSED = 111, TRANSPOSED = 112;
// (order, transA, transB, m, n, k, α, A, lda, B, ldb, β, C, ldc)
const parameters: Deno.NativeType[] = words(
  "i32 i32 i32 i32 i32 i32 f32 usize i32 usize i32 f32 usize i32",
);
const sgemm = { parameters, result: "void" } as const;
const setThreads = { parameters: ["i32"], result: "void", optional: true } as const;

/** The name of the kernels that OpenBLAS uses ("SkylakeX", "Haswell"), if it says so. */
export function coreName({ path, prefix }: BlasLibrary): string | undefined {
  const name = `${prefix}openblas_get_corename`;
  const library = Deno.dlopen(path, {
    [name]: { parameters: [], result: "pointer", optional: true },
  });
  const pointer = library.symbols[name]?.();
  return pointer ? Deno.UnsafePointerView.getCString(pointer) : undefined;
}

/**
 * The matrix product of a BLAS, directly on `memory`: the memory never moves, so an address in it
 * becomes a pointer by one addition.
 *
 * @throws {Error} the library or its functions cannot be loaded
 */
export function blasGemm({ path, prefix }: BlasLibrary, memory: WebAssembly.Memory): Gemm {
  const name = `${prefix}cblas_sgemm`, threads = `${prefix}openblas_set_num_threads`;
  const library = Deno.dlopen(path, { [name]: sgemm, [threads]: setThreads });
  // The pool shares the work between threads; threads of the library would compete with them.
  library.symbols[threads]?.(1);
  const product = library.symbols[name] as (...parameters: number[]) => void;
  const bytes = new Uint8Array(memory.buffer as unknown as ArrayBuffer);
  const base = Number(Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)));
  return (transposeA, transposeB, m, n, k, a, lda, b, ldb, beta, c, ldc) => {
    const opA = transposeA ? TRANSPOSED : NOT_TRANSPOSED,
      opB = transposeB ? TRANSPOSED : NOT_TRANSPOSED;
    // deno-fmt-ignore
    product(ROW_MAJOR, opA, opB, m, n, k, 1, base + a, lda, base + b, ldb, beta, base + c, ldc);
  };
}
