/** The initial size, 1 GiB of addresses: untouched pages take no memory. */
export const INITIAL_PAGES = 16384;
/** The largest size, 4 GiB: the limit of 32-bit addresses. */
export const MAXIMUM_PAGES = 65536;
export const PAGE_BYTES = 65536;
const GROWTH_PAGES = 4096;
const SMALLEST_PAGES = 1024;

/** The memory that all threads and tensors share. It grows in place. */
export function sharedMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES, shared: true });
}

/**
 * The memory of a single thread where none can be shared. It does not grow, as it would move: it has
 * the initial size of the shared one or, on a small machine, what can be had of that.
 *
 * @throws {RangeError} not even 64 MiB can be reserved
 */
export function plainMemory(): WebAssembly.Memory {
  for (let pages = INITIAL_PAGES;; pages /= 2) {
    try {
      return new WebAssembly.Memory({ initial: pages, maximum: pages });
    } catch (error) {
      if (!(error instanceof RangeError) || pages <= SMALLEST_PAGES) throw error;
    }
  }
}

// Unused bytes after each block. Without them, two blocks whose size is a power of two would use
// the same cache sets when a loop reads both.
const SLACK = 64;

/**
 * The size of a block for `bytes` bytes. There are four sizes per power of two, so that at most a
 * fifth is unused, and a freed block fits later requests of about its size.
 */
export function sizeClass(bytes: number): number {
  if (bytes <= 256) return 256;
  const quarter = 2 ** (31 - Math.clz32(bytes - 1)) / 4;
  return Math.ceil(bytes / quarter) * quarter;
}

/**
 * Allocates blocks of the shared memory, 64-byte aligned. Freed blocks are kept by size for the
 * next request of that size: each training step asks for the same sizes as the last.
 */
export class Heap {
  #top: number;
  #inUse = 0;
  readonly #free = new Map<number, number[]>();
  readonly #memory: WebAssembly.Memory;
  readonly #limit: number;
  /** is offered every released block; a block that it keeps stays allocated until it releases it */
  keeper?: { keep(address: number, bytes: number): boolean };

  /**
   * @param start the first address of the heap
   * @param limit the first address past the heap
   */
  constructor(memory: WebAssembly.Memory, start: number, limit = MAXIMUM_PAGES * PAGE_BYTES) {
    this.#memory = memory;
    this.#top = start;
    this.#limit = limit;
  }

  /** Bytes in allocated blocks. */
  get inUse(): number {
    return this.#inUse;
  }

  /**
   * The address of a block of at least `bytes` bytes, whose contents are arbitrary.
   *
   * @throws {RangeError} the heap is full
   */
  allocate(bytes: number): number {
    const size = sizeClass(bytes);
    const address = this.#free.get(size)?.pop() ?? this.#extend(size) ?? this.#cut(size);
    if (address === undefined) {
      throw new RangeError(
        `out of memory: ${bytes} bytes were requested, ${this.#inUse} are in use, and the ` +
          `backend's memory ends at ${this.#limit}`,
      );
    }
    this.#inUse += size;
    return address;
  }

  /** Frees the block at `address`, which was allocated with the same `bytes`. */
  release(address: number, bytes: number): void {
    if (this.keeper?.keep(address, bytes)) return;
    const size = sizeClass(bytes), list = this.#free.get(size);
    this.#inUse -= size;
    if (list) list.push(address);
    else this.#free.set(size, [address]);
  }

  #extend(size: number): number | undefined {
    const address = this.#top, end = address + size + SLACK;
    if (end > this.#limit) return undefined;
    const missing = Math.ceil(end / PAGE_BYTES) - this.#memory.buffer.byteLength / PAGE_BYTES;
    if (missing > 0 && !this.#grow(missing)) return undefined;
    this.#top = end;
    return address;
  }

  #grow(pages: number): boolean {
    const left = MAXIMUM_PAGES - this.#memory.buffer.byteLength / PAGE_BYTES;
    for (const more of [Math.min(Math.max(pages, GROWTH_PAGES), left), pages]) {
      try {
        this.#memory.grow(more);
        return true;
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    }
    return false;
  }

  // If the memory cannot grow, a larger free block is split into blocks of the requested size. They
  // are never joined again, so this is the last resort.
  #cut(size: number): number | undefined {
    let best: number | undefined;
    for (const [other, list] of this.#free) {
      if (other > size && list.length && (best === undefined || other < best)) best = other;
    }
    if (best === undefined) return undefined;
    const start = this.#free.get(best)!.pop()!, parts: number[] = [];
    for (let at = start; at + size <= start + best; at += size + SLACK) parts.push(at);
    this.#free.set(size, [...this.#free.get(size) ?? [], ...parts.slice(1)]);
    return start;
  }
}
