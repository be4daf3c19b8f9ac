/** 1 GiB of addresses to begin with: pages that nobody touches take no memory. */
export const INITIAL_PAGES = 16384;
/** 4 GiB, all that 32-bit addresses reach. */
export const MAXIMUM_PAGES = 65536;
export const PAGE_BYTES = 65536;
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
  /** is offered every block that is released, and has it handed to nobody until it does so itself */
  keeper?: { keep(address: number, bytes: number): boolean };

  /**
   * @param start the first address that is the heap's
   * @param limit the first address that is not
   */
  constructor(memory: WebAssembly.Memory, start: number, limit = MAXIMUM_PAGES * PAGE_BYTES) {
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
    const address = this.#free.get(size)?.pop() ?? this.#extend(size) ?? this.#cut(size);
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

  // Where the memory ends, a larger free block is cut into blocks of the size asked for. They can
  // never be one again, so this comes last.
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
