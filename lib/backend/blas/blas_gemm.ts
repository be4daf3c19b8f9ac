import type { Gemm } from "../protocol/thread_context.ts";

/** A library with cblas_sgemm, and what its functions are called. */
export interface BlasLibrary {
  kind: "openblas" | "accelerate";
  path: string;
  /** before each function's name: "scipy_" in the wheel scipy-openblas32 */
  prefix: string;
  /** the kernels that the library chose for this CPU, where it says so */
  core?: string;
}

const ROW_MAJOR = 101, AS_IT_IS = 111, TRANSPOSED = 112;
// (order, transA, transB, m, n, k, α, A, lda, B, ldb, β, C, ldc)
const sgemm = {
  parameters: [
    ...["i32", "i32", "i32", "i32", "i32", "i32", "f32"],
    ...["usize", "i32", "usize", "i32", "f32", "usize", "i32"],
  ] as Deno.NativeType[],
  result: "void",
} as const;
const setThreads = { parameters: ["i32"], result: "void", optional: true } as const;

/** What OpenBLAS calls the kernels that it chose ("SkylakeX", "Haswell"), where it says so. */
export function coreName({ path, prefix }: BlasLibrary): string | undefined {
  const name = `${prefix}openblas_get_corename`;
  const library = Deno.dlopen(path, {
    [name]: { parameters: [], result: "pointer", optional: true },
  });
  const pointer = library.symbols[name]?.();
  return pointer ? Deno.UnsafePointerView.getCString(pointer) : undefined;
}

/**
 * The products of a BLAS that works right on `memory`, without a copy: the memory's address never
 * changes, so an address in it is a pointer after one addition.
 *
 * @throws where the library or its functions cannot be loaded
 */
export function blasGemm({ path, prefix }: BlasLibrary, memory: WebAssembly.Memory): Gemm {
  const name = `${prefix}cblas_sgemm`, threads = `${prefix}openblas_set_num_threads`;
  const library = Deno.dlopen(path, { [name]: sgemm, [threads]: setThreads });
  // The pool gives each thread its share; a library that made threads of its own would be in the way.
  library.symbols[threads]?.(1);
  const product = library.symbols[name] as (...parameters: number[]) => void;
  const bytes = new Uint8Array(memory.buffer as unknown as ArrayBuffer);
  const base = Number(Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)));
  return (transposeA, transposeB, m, n, k, a, lda, b, ldb, beta, c, ldc) => {
    const opA = transposeA ? TRANSPOSED : AS_IT_IS, opB = transposeB ? TRANSPOSED : AS_IT_IS;
    // deno-fmt-ignore
    product(ROW_MAJOR, opA, opB, m, n, k, 1, base + a, lda, base + b, ldb, beta, base + c, ldc);
  };
}
