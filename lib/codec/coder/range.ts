import type { Bit } from "./bit_model.ts";
import { requireProbability } from "./bit_model.ts";

const TOP = 2 ** 24;

/**
 * A binary range coder: writes bits in as many bytes as the given probabilities allow.
 *
 * The message is a number in [low, low + range). A one takes the lower part of the interval, a zero the
 * upper part, in proportion to their probabilities; bytes that can no longer change are written out. The
 * arithmetic is that of LZMA (Pavlov 1998), carries included, with probabilities of 16 bits. All numbers
 * are integers below 2⁵³, so every engine computes the same bytes.
 *
 * n bits take at most information + 8 + 0.006 n bits: one byte ends the stream, and cutting the range to
 * 8 bits of precision loses at most log₂(1 + 1/256) bit each.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { RangeDecoder, RangeEncoder } from "@autoencoders/codec";
 *
 * const encoder = new RangeEncoder();
 * for (const bit of [1, 1, 0] as const) encoder.encode(bit, 60_000);
 * const decoder = new RangeDecoder(encoder.finish());
 * deepStrictEqual([1, 2, 3].map(() => decoder.decode(60_000)), [1, 1, 0]);
 * decoder.finish();
 * ```
 */
export class RangeEncoder {
  #low = 0;
  #range = 2 ** 32 - 1;
  /** the last byte that a carry can still change, and how many 255s follow it */
  #cache = -1;
  #pending = 0;
  #bytes = new Uint8Array(1024);
  #length = 0;

  /**
   * @param bit 0 or 1
   * @param probability of a one, in 65,536ths
   * @throws {RangeError} the bit is not 0 or 1, or the probability is not in 1–65,535
   */
  encode(bit: Bit, probability: number): void {
    requireProbability(probability);
    if (bit !== 0 && bit !== 1) throw new RangeError(`a bit must be 0 or 1, got ${bit}`);
    const ones = (this.#range >>> 16) * probability;
    if (bit === 1) this.#range = ones;
    else {
      this.#low += ones;
      this.#range -= ones;
    }
    while (this.#range < TOP) {
      this.#range *= 256;
      this.#shift();
    }
  }

  /** The stream: ends it, so that the encoder must not be used again. */
  finish(): Uint8Array {
    // range ≥ 2²⁴, so the interval holds a multiple of 2²⁴: one byte, and the decoder reads zeros after it
    this.#low = Math.ceil(this.#low / TOP) * TOP;
    this.#shift();
    this.#write(this.#cache);
    for (; this.#pending > 0; this.#pending--) this.#write(255);
    return this.#bytes.slice(0, this.#length);
  }

  /** Moves the top byte of low to the output, or counts it while a carry may still change it. */
  #shift(): void {
    const carry = this.#low >= 2 ** 32 ? 1 : 0;
    if (carry || this.#low < 255 * TOP) {
      if (this.#cache >= 0) this.#write(this.#cache + carry);
      for (; this.#pending > 0; this.#pending--) this.#write(255 + carry);
      this.#cache = Math.floor(this.#low / TOP) & 255;
    } else this.#pending++;
    this.#low = this.#low % TOP * 256;
  }

  #write(byte: number): void {
    if (byte < 0) return; // nothing before the first byte
    if (this.#length === this.#bytes.length) {
      const longer = new Uint8Array(2 * this.#length);
      longer.set(this.#bytes);
      this.#bytes = longer;
    }
    this.#bytes[this.#length++] = byte;
  }
}

/** Reads the bits that a {@linkcode RangeEncoder} wrote, given the same probabilities in the same order. */
export class RangeDecoder {
  #bytes: Uint8Array;
  #at = 0;
  #range = 2 ** 32 - 1;
  #code = 0;

  /** @throws {SyntaxError} no encoder writes such a stream: it is empty, or begins with four bytes of 255 */
  constructor(stream: Uint8Array) {
    requireStart(stream);
    this.#bytes = stream;
    for (let i = 0; i < 4; i++) this.#code = this.#code * 256 + this.#next();
  }

  /**
   * @param probability of a one, in 65,536ths: what the encoder was given for this bit
   * @throws {RangeError} the probability is not in 1–65,535
   * @throws {SyntaxError} the stream ends before this bit: it was cut, or coded with other probabilities
   */
  decode(probability: number): Bit {
    requireProbability(probability);
    const ones = (this.#range >>> 16) * probability;
    const bit = this.#code < ones ? 1 : 0;
    if (bit === 1) this.#range = ones;
    else {
      this.#code -= ones;
      this.#range -= ones;
    }
    while (this.#range < TOP) {
      this.#range *= 256;
      this.#code = this.#code * 256 + this.#next();
    }
    return bit;
  }

  /** @throws {SyntaxError} bytes are left: the stream has more bits, or was coded with other probabilities */
  finish(): void {
    const left = this.#bytes.length + 3 - this.#at;
    if (left > 0) throw new SyntaxError(`${left} bytes are left after the last bit of the stream`);
  }

  /** The next byte; three zeros follow the last one, which the encoder left out. */
  #next(): number {
    if (this.#at >= this.#bytes.length + 3) {
      throw new SyntaxError(`the stream of ${this.#bytes.length} bytes ends before its last bit`);
    }
    return this.#bytes[this.#at++] ?? 0;
  }
}

/** @throws {SyntaxError} no encoder begins a stream like this: the number is not below the first range */
export function requireStart(stream: Uint8Array): void {
  if (stream.length === 0) {
    throw new SyntaxError("a range-coded stream has at least one byte, got 0");
  }
  if (stream.length >= 4 && stream.subarray(0, 4).every((byte) => byte === 255)) {
    throw new SyntaxError("no range coder begins a stream with four bytes of 255");
  }
}
