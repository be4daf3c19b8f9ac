/**
 * The map of the shared memory below the heap of tensors; addresses in bytes.
 *
 *     64       the counters of the pool                (Int32)
 *     1,024    index, items and arguments of the job   (Float64)
 *     2,048    partial results, 8 numbers per thread   (Float64)
 *     8,192    the error message of a worker           (text)
 *     16,384   constants of kernels.wasm, ≤ 48 KiB
 *     65,536   geometries, 256 bytes per thread        (Int32)
 *     131,072  scratch of thread 0, of thread 1, …; then the heap
 */
export const CONTROL = 64;
export const ARGUMENTS = 1024;
export const RESULTS = 2048;
export const FAILURE = 8192;
export const CONSTANTS = 16384;
const GEOMETRIES = 65536;
const SCRATCH = 131072;

/** Words of the Int32 array at {@linkcode CONTROL}. */
export const Control = {
  /** incremented for each job; workers wait for it to change */
  sequence: 0,
  /** pieces of the job that workers have finished */
  finished: 1,
  /** workers that sleep */
  sleeping: 2,
  /** 1 while the main thread sleeps until the workers have finished */
  waiting: 3,
  /** 1 + the share that failed, or 0 */
  failed: 4,
  /** length of the text at {@linkcode FAILURE} */
  failureLength: 5,
  /** workers that have started */
  started: 6,
  /** incremented when the pool is closed: workers of an earlier generation end */
  generation: 7,
} as const;

/** Word of the Int32 array at {@linkcode CONTROL} with the ticket of a share: see pieces.ts. */
export const ticketOf = (share: number): number => 16 + share;

/** Words of the Int32 array at {@linkcode CONTROL}: the counters above and the tickets. */
export const CONTROL_WORDS = 16 + 64;

/** The Float64 array at {@linkcode ARGUMENTS}; the packed arguments begin at `first`. */
export const Call = { job: 0, count: 1, align: 2, block: 3, first: 4, capacity: 120 } as const;

/** Float64 numbers at {@linkcode RESULTS} for each thread. */
export const RESULTS_PER_THREAD = 8;
export const MAXIMUM_THREADS = 64;

/** Bytes of a thread for its jobs, and for the packed panels of a matrix product. */
export const SCRATCH_BYTES = 24 << 20;
export const PACKING_BYTES = 4 << 20;
// Not a power of two, so that the threads' blocks use different cache sets.
const STRIDE = SCRATCH_BYTES + PACKING_BYTES + 4160;

/** Numbers in a geometry of {@linkcode geometryOf}. */
export const GEOMETRY_NUMBERS = 32;

/** Address of one of the two geometries of a thread, which its jobs write and kernels read. */
export const geometryOf = (thread: number, slot: 0 | 1): number =>
  GEOMETRIES + (2 * thread + slot) * 4 * GEOMETRY_NUMBERS;

/**
 * Address of the scratch of a thread; {@linkcode SCRATCH_BYTES} further its packing space begins.
 */
export const scratchOf = (thread: number): number => SCRATCH + thread * STRIDE;

/** Where the heap begins, above the scratch of all threads. */
export const heapStart = (threads: number): number => Math.ceil(scratchOf(threads) / 65536) * 65536;
