/**
 * What a thread needs to run its share of a job. The main thread and each worker have their own;
 * the memory and the code of the kernels are shared.
 */
export interface ThreadContext {
  /** holds every tensor; an address is a byte offset in it */
  readonly memory: WebAssembly.Memory;
  /** the exports of kernels.wasm, instantiated for this thread on that memory */
  readonly kernels: Kernels;
  /** the matrix product, single-threaded: each thread computes its own share */
  readonly gemm: Gemm;
  /** whether the matrix product is that of a BLAS: jobs choose their block sizes accordingly */
  readonly blas: boolean;
  /**
   * Writes a geometry of ../assembly/geometry.ts for a kernel and returns its address. It is valid
   * until the next call with the same slot.
   */
  geometry(numbers: ArrayLike<number>, slot?: 0 | 1): number;
  /** address of {@linkcode scratchBytes} bytes, 64-byte aligned, that no other thread uses */
  readonly scratch: number;
  /** 24 MiB, for blocks of columns, padded images and the like */
  readonly scratchBytes: number;
}

/** The functions of kernels.wasm: numbers and addresses in, a number or nothing out. */
export type Kernels = Record<string, (...parameters: number[]) => number>;

/**
 * C ← op(A) · op(B) + beta · C in float32, where op(X) is X or Xᵀ.
 *
 * op(A) is m × k, op(B) is k × n, C is m × n, all row-major; `lda`, `ldb` and `ldc` are the numbers
 * from one stored row to the next; `a`, `b` and `c` are addresses. With beta 0, C is not read. The
 * parameters are positional, as in every BLAS: this is called for every block of every product.
 */
export type Gemm = (
  transposeA: boolean,
  transposeB: boolean,
  m: number,
  n: number,
  k: number,
  a: number,
  lda: number,
  b: number,
  ldb: number,
  beta: number,
  c: number,
  ldc: number,
) => void;
