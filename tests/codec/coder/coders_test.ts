/** The law of an entropy coder: what comes out is what went in, in hardly more bits than its information. */
import { deepStrictEqual, ok, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { type Bit, RangeDecoder, RangeEncoder, Rans } from "../../../lib/codec/mod.ts";

/** Bits with the probability of a one that each is coded with: all kinds of bits under all kinds of models. */
const message = fc.array(
  fc.tuple(
    fc.constantFrom<Bit>(0, 1),
    fc.oneof(fc.integer({ min: 1, max: 65_535 }), fc.constantFrom(1, 2, 255, 256, 65_534, 65_535)),
  ),
  { maxLength: 400 },
);

type Message = [Bit, number][];

/** −Σ log₂ p, in bits */
const information = (bits: Message) =>
  bits.reduce((sum, [bit, p]) => sum - Math.log2((bit ? p : 65_536 - p) / 65_536), 0);

function encode(bits: Message): Uint8Array {
  const encoder = new RangeEncoder();
  for (const [bit, probability] of bits) encoder.encode(bit, probability);
  return encoder.finish();
}

function decode(stream: Uint8Array, bits: Message): Bit[] {
  const decoder = new RangeDecoder(stream);
  const decoded = bits.map(([, probability]) => decoder.decode(probability));
  decoder.finish();
  return decoded;
}

const bitsOf = (bits: Message) => bits.map(([bit]) => bit);

Deno.test("the range coder gives the bits back, in information + 8 + 0.006 n bits at most", () => {
  fc.assert(
    fc.property(message, (bits) => {
      const stream = encode(bits);
      deepStrictEqual(decode(stream, bits), bitsOf(bits));
      ok(8 * stream.length <= information(bits) + 8 + 0.006 * bits.length);
    }),
    { numRuns: 300 },
  );
});

Deno.test("the range coder carries through a long row of 255s", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), message, (zeros, rest) => {
    const bits: Message = [
      [0, 1],
      ...Array.from({ length: 20 * zeros }, (): [Bit, number] => [0, 65_535]),
      ...rest,
    ];
    deepStrictEqual(decode(encode(bits), bits), bitsOf(bits));
  }));
});

Deno.test("a likely message of 100,000 bits takes .02 % more than its information", () => {
  const bits = Array.from(
    { length: 100_000 },
    (_, i): [Bit, number] => [i % 10 === 0 ? 1 : 0, 6554],
  );
  const ratio = 8 * encode(bits).length / information(bits);
  ok(ratio < 1.0002, `${ratio}`);
});

Deno.test("a stream cut anywhere throws or decodes to other bits", () => {
  fc.assert(
    fc.property(message, fc.nat(), (bits, at) => {
      const stream = encode(bits);
      const cut = stream.subarray(0, at % stream.length);
      try {
        ok(
          decode(cut, bits).join() !== bitsOf(bits).join(),
          "cut, but decoded as if it were whole",
        );
      } catch (error) {
        ok(error instanceof SyntaxError, `${error}`);
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("a stream that no encoder begins so is refused", () => {
  throws(() => new RangeDecoder(new Uint8Array()), /at least one byte, got 0/);
  throws(() => new RangeDecoder(new Uint8Array(9).fill(255)), /four bytes of 255/);
});

Deno.test("a stream with bytes left over is refused", () => {
  throws(() => decode(new Uint8Array([...encode([[1, 40_000]]), 7]), [[1, 40_000]]), SyntaxError);
});

for (
  const [name, code] of Object.entries({
    "RangeEncoder.encode": (p: number) => new RangeEncoder().encode(1, p),
    "RangeDecoder.decode": (p: number) => new RangeDecoder(new Uint8Array(4)).decode(p),
    "Rans.pushBit": (p: number) => new Rans().pushBit(1, p),
    "Rans.popBit": (p: number) => new Rans([1, 2, 3]).popBit(p),
  })
) {
  Deno.test(`${name}() refuses a probability outside 1–65,535`, () => {
    for (const p of [0, 65_536, 0.5, NaN, -1]) throws(() => code(p), /in 1–65,535, got/);
  });
}

Deno.test("the stack gives the bits back in reverse, in information + 0.0001 (n + 1) bits at most", () => {
  fc.assert(
    fc.property(message, fc.array(fc.nat(65_535), { maxLength: 9 }), (bits, words) => {
      const stack = new Rans(words), before = stack.bits, bottom = stack.bytes();
      for (const [bit, probability] of bits) stack.pushBit(bit, probability);
      ok(stack.bits - before <= information(bits) + 0.0001 * (bits.length + 1));
      const copy = Rans.fromBytes(stack.bytes());
      deepStrictEqual(
        bits.toReversed().map(([, probability]) => copy.popBit(probability)),
        bitsOf(bits).reverse(),
      );
      deepStrictEqual(copy.bytes(), bottom, "what was below is as before");
    }),
    { numRuns: 300 },
  );
});

Deno.test("popping from random words and pushing back gives the same words: bits back", () => {
  fc.assert(fc.property(message, (bits) => {
    const stack = new Rans(Array.from({ length: 2000 }, (_, i) => (i * 40_503) % 65_536));
    const before = stack.bytes();
    const sampled = bits.map(([, p]): [Bit, number] => [stack.popBit(p), p]);
    for (const [bit, p] of sampled.reverse()) stack.pushBit(bit, p);
    deepStrictEqual(stack.bytes(), before);
  }));
});

Deno.test("an empty stack, a slot that is not the symbol's and damaged bytes are refused", () => {
  const stack = new Rans();
  throws(() => {
    for (let i = 0; i < 9; i++) stack.popBit(1);
  }, /the stack is empty/);
  throws(() => new Rans().pop(7, 2), /slot 0 is not in the 2 slots from 7 on/);
  throws(() => new Rans().push(65_000, 1000), /slots of 0–65,535/);
  for (const length of [0, 5, 7]) throws(() => Rans.fromBytes(new Uint8Array(length)), SyntaxError);
  throws(() => Rans.fromBytes(new Uint8Array(8)), /state is at least 2³²/);
});
