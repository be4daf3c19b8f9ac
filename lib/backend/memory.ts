/** 1 GiB of addresses to begin with: pages that nobody touches take no memory. */
export const INITIAL_PAGES = 16384;
/** 4 GiB, all that 32-bit addresses reach. */
export const MAXIMUM_PAGES = 65536;
const PAGE = 65536;
const GROWTH_PAGES = 4096;

/** The memory that all threads and all tensors share. Growing it moves nothing. */
export function sharedMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES, shared: true });
}

// Of two blocks that a loop reads in step, one should not fall on the other's cache sets, as blocks
// of a power of two would: each is followed by this many bytes that belong to nobody.
const SLACK = 64;

/**
 * Bytes that a block for `bytes` bytes takes: four sizes to each power of two, so that at most a
 * fifth is unused, and a freed block fits the next request of about its size.
 */
export function sizeClass(bytes: number): number {
  if (bytes <= 256) return 256;
  const quarter = 2 ** (31 - Math.clz32(bytes - 1)) / 4;
  return Math.ceil(bytes / quarter) * quarter;
}

/**
 * Blocks of the shared memory, 64-byte aligned. Freed blocks are kept by size and handed out again,
 * which suits training: each step asks for the same sizes as the last.
 */
export class Heap {
  #top: number;
  #inUse = 0;
  readonly #free = new Map<number, number[]>();
  readonly #memory: WebAssembly.Memory;
  readonly #limit: number;
  /** asked before giving up, to free what JavaScript has collected; says whether it freed any */
  reclaim: () => boolean = () => false;

  /**
   * @param start the first address that is the heap's
   * @param limit the first address that is not
   */
  constructor(memory: WebAssembly.Memory, start: number, limit = MAXIMUM_PAGES * PAGE) {
    this.#memory = memory;
    this.#top = start;
    this.#limit = limit;
  }

  /** Bytes in blocks that are handed out. */
  get inUse(): number {
    return this.#inUse;
  }

  /**
   * The address of a block of at least `bytes` bytes, whose contents are arbitrary.
   *
   * @throws {RangeError} there is no room for it
   */
  allocate(bytes: number): number {
    const size = sizeClass(bytes);
    const address = this.#free.get(size)?.pop() ?? this.#extend(size) ?? this.#scavenge(size);
    if (address === undefined) {
      throw new RangeError(
        `out of memory: ${bytes} bytes were asked for, ${this.#inUse} are in use, and the ` +
          `backend's memory ends at ${this.#limit}`,
      );
    }
    this.#inUse += size;
    return address;
  }

  /** Takes back the block at `address` that was asked for with the same `bytes`. */
  release(address: number, bytes: number): void {
    const size = sizeClass(bytes), list = this.#free.get(size);
    this.#inUse -= size;
    if (list) list.push(address);
    else this.#free.set(size, [address]);
  }

  #extend(size: number): number | undefined {
    const address = this.#top, end = address + size + SLACK;
    if (end > this.#limit) return undefined;
    const missing = Math.ceil(end / PAGE) - this.#memory.buffer.byteLength / PAGE;
    if (missing > 0 && !this.#grow(missing)) return undefined;
    this.#top = end;
    return address;
  }

  #grow(pages: number): boolean {
    const left = MAXIMUM_PAGES - this.#memory.buffer.byteLength / PAGE;
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

  // Nothing of this size is free: what JavaScript collected, or the smallest larger block.
  #scavenge(size: number): number | undefined {
    if (this.reclaim()) {
      const address = this.#free.get(size)?.pop();
      if (address !== undefined) return address;
    }
    let best: number | undefined;
    for (const [other, list] of this.#free) {
      if (other > size && list.length && (best === undefined || other < best)) best = other;
    }
    return best === undefined ? undefined : this.#split(best, size);
  }

  // A large block becomes several of the size asked for (they can never be one again).
  #split(large: number, size: number): number {
    const start = this.#free.get(large)!.pop()!;
    const parts: number[] = [];
    for (let at = start; at + size <= start + large; at += size + SLACK) parts.push(at);
    const first = parts.shift()!;
    const list = this.#free.get(size);
    if (list) list.push(...parts);
    else this.#free.set(size, parts);
    return first;
  }
}
