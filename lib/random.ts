import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/**
 * A seeded stream of random numbers (xoroshiro128+, Blackman & Vigna 2018): the same seed gives the
 * same numbers on every machine. Handed to whatever draws, never a global.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { Random } from "@autoencoders";
 *
 * deepStrictEqual(new Random(7).permutation(5), new Random(7).permutation(5));
 * ```
 */
export class Random {
  #generator: ReturnType<typeof xoroshiro128plusFromState>;

  /** @throws {RangeError} the seed is not an integer in 0–2³²−1 */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
      throw new RangeError(`seed must be an integer in 0–4294967295, got ${seed}`);
    }
    this.#generator = xoroshiro128plusFromState(spread(seed));
  }

  /** A stream that goes on where `state` was taken: see {@linkcode state}. */
  static from(state: readonly number[]): Random {
    const random = new Random(0);
    random.#generator = xoroshiro128plusFromState(state);
    return random;
  }

  /** What {@linkcode Random.from} needs to go on from here: four 32-bit integers. */
  get state(): readonly number[] {
    return this.#generator.getState();
  }

  /** 32 random bits, 0–2³²−1. */
  bits(): number {
    return this.#generator.next() >>> 0;
  }

  /** A number in [0, 1), a multiple of 2⁻³². */
  uniform(): number {
    return this.bits() / 2 ** 32;
  }

  /** A number from the normal distribution of mean 0 and variance 1 (Box & Muller 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /**
   * An integer in 0–`below`−1, each as likely as the others.
   *
   * @throws {RangeError} `below` is not an integer in 1–2³²
   */
  integer(below: number): number {
    if (!Number.isSafeInteger(below) || below < 1 || below > 2 ** 32) {
      throw new RangeError(`below must be an integer in 1–4294967296, got ${below}`);
    }
    // Draws past the last whole multiple of `below` would favour small numbers, so they are dropped.
    const limit = 2 ** 32 - 2 ** 32 % below;
    let bits = this.bits();
    while (bits >= limit) bits = this.bits();
    return bits % below;
  }

  /** Puts the items in random order, in place (Fisher & Yates), and returns them. */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [items[i], items[j]] = [items[j], items[i]];
    }
    return items;
  }

  /** The integers 0–n−1 in random order. */
  permutation(n: number): Int32Array {
    return this.shuffle(Int32Array.from({ length: n }, (_, i) => i));
  }

  /** A new stream of its own, seeded by this one. */
  fork(): Random {
    return new Random(this.bits());
  }
}

/**
 * Four well-mixed words from a seed (SplitMix32, after Steele, Lea & Flood 2014). Seeded without
 * mixing, the generator begins seeds 0, 1, 2 … alike, with several numbers near 1.
 */
function spread(seed: number): number[] {
  return Array.from({ length: 4 }, (_, i) => {
    let word = (seed + Math.imul(i + 1, 0x9e3779b9)) | 0;
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return (word ^ (word >>> 16)) | 0;
  });
}
