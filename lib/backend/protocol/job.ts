/**
 * What a thread needs to do its share of a job. The main thread and each worker have one of their
 * own; the memory and the kernels' code are the same for all.
 */
export interface ThreadContext {
  /** holds every tensor; an address is a byte offset in it */
  readonly memory: WebAssembly.Memory;
  /** the exports of kernels.wasm, instantiated for this thread on that memory */
  readonly kernels: Kernels;
  /** the matrix product, single-threaded: a thread computes its own share */
  readonly gemm: Gemm;
  /** the product is a library's: blocks of a job are chosen to suit it */
  readonly blas: boolean;
  /** address of {@linkcode scratchBytes} bytes, 64-byte aligned, that no other thread touches */
  readonly scratch: number;
  /** 24 MiB: what a block of columns, a padded block of images and so on may take together */
  readonly scratchBytes: number;
}

/** Functions of kernels.wasm: numbers and addresses in, a number out or nothing. */
export type Kernels = Record<string, (...parameters: number[]) => number>;

/**
 * C ← op(A) · op(B) + beta · C in float32, where op(X) is X or Xᵀ.
 *
 * op(A) is m × k, op(B) is k × n, C is m × n, all row-major; `lda`, `ldb` and `ldc` are the numbers
 * from one stored row to the next; `a`, `b` and `c` are addresses. With beta 0, C is not read.
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

/**
 * One thread's share of a job: the items low…high−1 (images, rows, numbers: the job says what).
 * It may be empty (low = high); where a job stays on one thread, the others' shares are.
 * `args[offset]`, `args[offset + 1]`, … are the job's own numbers, the same for all threads. A job that
 * adds up over its items leaves one partial result a thread.
 */
export type Job = (
  low: number,
  high: number,
  thread: number,
  args: ArrayLike<number>,
  offset: number,
) => void;

/** Jobs by name, made for one thread. Listed in jobs/mod.ts, which every thread loads. */
export type JobFamily = (context: ThreadContext) => Record<string, Job>;

/**
 * Runs a job over `count` items on all threads and returns when each has finished.
 *
 * Shares begin at multiples of `align`. Fewer than `minimum` items stay on the calling thread,
 * because waking the others costs about as much as 2^14 additions.
 */
export type RunJob = (
  name: string,
  count: number,
  minimum: number,
  align: number,
  args: readonly number[],
) => void;
