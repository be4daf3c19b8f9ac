import type { Bit } from "./bit_model.ts";
import { requireProbability } from "./bit_model.ts";

/** The smallest state. */
const LEAST = 2 ** 32;

/**
 * A stack of symbols in as many bits as their probabilities allow: range asymmetric numeral systems
 * (Duda 2013). What is pushed last is popped first, and popping from random bytes samples: that is what
 * bits-back coding needs.
 *
 * The state x is an integer in [2³², 2⁴⁸), exact in a double; a symbol that has the slots start … start +
 * size − 1 of 65,536 maps x to ⌊x / size⌋ · 65,536 + start + x mod size. Words of 16 bits move between x
 * and the stack. n symbols take at most information + 0.0001 (n + 1) bits beyond what was on the stack.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { Rans } from "@autoencoders/codec";
 *
 * const stack = new Rans();
 * for (const bit of [1, 1, 0] as const) stack.pushBit(bit, 60_000);
 * const copy = Rans.fromBytes(stack.bytes());
 * deepStrictEqual([1, 2, 3].map(() => copy.popBit(60_000)), [0, 1, 1]);
 * ```
 */
export class Rans {
  #state = LEAST;
  #words: Uint16Array;
  #count = 0;

  /** @param words of 16 bits at the bottom of the stack, for instance random ones; default none */
  constructor(words: ArrayLike<number> = []) {
    this.#words = Uint16Array.from(words);
    this.#count = words.length;
  }

  /** Bits that the stack takes, the state included. */
  get bits(): number {
    return 16 * this.#count + Math.log2(this.#state);
  }

  /**
   * Pushes the symbol of the slots `start` … `start + size − 1` of 65,536.
   *
   * @throws {RangeError} the slots are not integers in 0–65,535, or the size is 0
   */
  push(start: number, size: number): void {
    if (
      !(Number.isInteger(start) && Number.isInteger(size) && start >= 0 && size >= 1) ||
      start + size > 65_536
    ) {
      throw new RangeError(`a symbol has slots of 0–65,535, got ${size} from ${start} on`);
    }
    if (this.#state >= size * LEAST) {
      if (this.#count === this.#words.length) {
        const longer = new Uint16Array(2 * this.#count + 512);
        longer.set(this.#words);
        this.#words = longer;
      }
      this.#words[this.#count++] = this.#state % 65_536;
      this.#state = Math.floor(this.#state / 65_536);
    }
    const quotient = Math.floor(this.#state / size);
    this.#state = quotient * 65_536 + start + this.#state - quotient * size;
  }

  /** The slot in 0–65,535 of the symbol on top; {@linkcode pop} removes it. */
  peek(): number {
    return this.#state % 65_536;
  }

  /**
   * Removes the symbol on top, which has the slots `start` … `start + size − 1`.
   *
   * @throws {RangeError} the slot of {@linkcode peek} is not one of these
   * @throws {SyntaxError} the stack is empty: more is popped than was pushed
   */
  pop(start: number, size: number): void {
    const slot = this.peek();
    if (!(slot >= start && slot < start + size)) {
      throw new RangeError(`slot ${slot} is not in the ${size} slots from ${start} on`);
    }
    this.#state = size * Math.floor(this.#state / 65_536) + slot - start;
    if (this.#state < LEAST) {
      if (this.#count === 0) {
        throw new SyntaxError("the stack is empty: more is popped than was pushed");
      }
      this.#state = this.#state * 65_536 + this.#words[--this.#count];
    }
  }

  /** @param probability of a one, in 65,536ths */
  pushBit(bit: Bit, probability: number): void {
    requireProbability(probability);
    if (bit === 1) this.push(0, probability);
    else this.push(probability, 65_536 - probability);
  }

  /** @param probability of a one, in 65,536ths */
  popBit(probability: number): Bit {
    requireProbability(probability);
    const bit = this.peek() < probability ? 1 : 0;
    if (bit === 1) this.pop(0, probability);
    else this.pop(probability, 65_536 - probability);
    return bit;
  }

  /** The stack as bytes: the words from the bottom up, then the state of 48 bits; little-endian. */
  bytes(): Uint8Array {
    const bytes = new Uint8Array(2 * this.#count + 6);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < this.#count; i++) view.setUint16(2 * i, this.#words[i], true);
    view.setUint32(2 * this.#count, this.#state % LEAST, true);
    view.setUint16(2 * this.#count + 4, Math.floor(this.#state / LEAST), true);
    return bytes;
  }

  /** @throws {SyntaxError} these are not the bytes of a stack: an odd length, or a state below 2³² */
  static fromBytes(bytes: Uint8Array): Rans {
    if (bytes.length < 6 || bytes.length % 2 !== 0) {
      throw new SyntaxError(`a stack has an even number of at least 6 bytes, got ${bytes.length}`);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const words = Array.from(
      { length: bytes.length / 2 - 3 },
      (_, i) => view.getUint16(2 * i, true),
    );
    const stack = new Rans(words);
    const at = bytes.length - 6;
    stack.#state = view.getUint32(at, true) + LEAST * view.getUint16(at + 4, true);
    if (stack.#state < LEAST) {
      throw new SyntaxError(`a stack's state is at least 2³², got ${stack.#state}`);
    }
    return stack;
  }
}
