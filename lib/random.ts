import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import { kindOf, requireInteger } from "./require.ts";

/**
 * A seeded stream of random numbers (xoroshiro128+, Blackman & Vigna 2018): the same seed gives the
 * same numbers on every machine. It is passed as an argument, never used as a global.
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
    requireInteger("seed", seed, 0, 0xffff_ffff);
    this.#generator = xoroshiro128plusFromState(stateFrom(seed));
  }

  /** A stream that continues from a {@linkcode state}. */
  static from(state: readonly number[]): Random {
    const random = new Random(0);
    random.#generator = xoroshiro128plusFromState(state);
    return random;
  }

  /** Four 32-bit integers from which {@linkcode Random.from} continues this stream. */
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

  /** A number from the normal distribution of mean 0 and variance 1. */
  normal(): number {
    return this.#normalPair()[0];
  }

  /** `count` numbers from the normal distribution of mean 0 and variance 1, rounded to float32. */
  normals(count: number): Float32Array {
    const values = new Float32Array(count);
    for (let i = 0; i < count; i += 2) {
      const [first, second] = this.#normalPair();
      values[i] = first;
      values[i + 1] = second; // ignored past the end of an odd count
    }
    return values;
  }

  /** √(−2·ln u)·(cos 2πv, sin 2πv): two normal numbers from uniform u, v (Box & Muller 1958). */
  #normalPair(): [number, number] {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  }

  /**
   * An integer from the uniform distribution on 0–`below`−1.
   *
   * @throws {RangeError} `below` is not an integer in 1–2³²
   */
  integer(below: number): number {
    requireInteger("below", below, 1, 2 ** 32);
    // Bits above the last whole multiple of `below` would favour small numbers, so they are rejected.
    // That multiple takes a division, which is needed only for bits among the last `below`.
    let bits = this.bits();
    if (bits >= 2 ** 32 - below) {
      const limit = 2 ** 32 - 2 ** 32 % below;
      while (bits >= limit) bits = this.bits();
    }
    return bits % below;
  }

  /** Shuffles the items in place (Fisher & Yates 1938) and returns them. */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [items[i], items[j]] = [items[j], items[i]];
    }
    return items;
  }

  /** The integers 0–n−1 in random order. */
  permutation(n: number): Int32Array {
    return this.shuffle(new Int32Array(n).map((_, i) => i));
  }

  /** A new stream, seeded from this one. */
  fork(): Random {
    return new Random(this.bits());
  }
}

/** @throws {TypeError} `random` is not a Random */
export function requireRandom(random: unknown): asserts random is Random {
  if (random instanceof Random) return;
  throw new TypeError(`random must be a Random, such as new Random(1), got ${kindOf(random)}`);
}

/**
 * Four well-mixed words from a seed (SplitMix32, after Steele, Lea & Flood 2014). Without mixing,
 * the streams of seeds 0, 1, 2 … begin with similar numbers.
 */
function stateFrom(seed: number): number[] {
  return Array.from({ length: 4 }, (_, i) => {
    let word = (seed + Math.imul(i + 1, 0x9e3779b9)) | 0;
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return (word ^ (word >>> 16)) | 0;
  });
}
