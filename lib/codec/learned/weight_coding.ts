import type { Bit } from "../coder/bit_model.ts";
import { RangeDecoder, RangeEncoder } from "../coder/range.ts";
import { type PixelNetworkShape, tensorSizes } from "./network.ts";

/** Codes a bit under a probability in 65,536ths: an encoder writes the bit, a decoder reads it. */
type CodeBit = (bit: Bit, probability: number) => Bit;

const writingTo = (encoder: RangeEncoder): CodeBit => (bit, probability) => {
  encoder.encode(bit, probability);
  return bit;
};

/** A bit's probability, learned from those before it, in integers. */
class AdaptiveBit {
  #probability = 32_768;
  #count = 0;

  code(code: CodeBit, bit: Bit): Bit {
    const coded = code(bit, Math.max(64, Math.min(65_472, this.#probability)));
    // 1/2, 1/3, … 1/64 of the way
    const rate = 2 + Math.min(this.#count++, 62);
    this.#probability += Math.trunc(((coded ? 65_535 : 0) - this.#probability) / rate);
    return coded;
  }
}

/**
 * Codes integers that are mostly small: zero or not, the sign, the number of digits one by one, then the
 * digits below the first one. Each of these bits has an adaptive probability.
 */
class IntegerCoder {
  readonly #bits = new Map<number, AdaptiveBit>();
  readonly #code: CodeBit;

  constructor(code: CodeBit) {
    this.#code = code;
  }

  /** @param value ignored by a decoder */
  code(value: number): number {
    const size = Math.abs(value);
    if (this.#bit(0, size === 0)) return 0;
    const negative = this.#bit(1, value < 0);
    const digits = 31 - Math.clz32(size);
    let count = 0;
    while (this.#bit(2 + count, count < digits)) {
      // 24 digits are more than any sum has
      if (++count > 24) throw new SyntaxError("a weight of the model has more than 24 digits");
    }
    let coded = 1;
    for (let i = count - 1; i >= 0; i--) {
      // the first two digits in the context of those before them
      const context = i >= count - 2 ? coded : 0;
      coded = 2 * coded + this.#bit(32 + 256 * count + 8 * i + context, (size >> i) & 1);
    }
    return negative ? -coded : coded;
  }

  #bit(context: number, bit: boolean | number): Bit {
    let model = this.#bits.get(context);
    if (!model) this.#bits.set(context, model = new AdaptiveBit());
    return model.code(this.#code, Number(bit) as Bit);
  }
}

/** How a tensor is coded. */
export interface TensorKind {
  kind: string;
  /** of each row to the one before */
  differences?: boolean;
}

/**
 * Tensors of the same kind share what is learned of their numbers; neighbouring rows, and columns, are so
 * much alike that their differences are coded.
 */
const kinds: Record<string, TensorKind> = {
  window: { kind: "window" },
  rows: { kind: "places", differences: true },
  columns: { kind: "places", differences: true },
  weights: { kind: "weights" },
  bias: { kind: "biases" },
  biases: { kind: "biases" },
  output: { kind: "output" },
  outputBias: { kind: "outputBias" },
};

/** How the tensor of this name in `tensorSizes()` is coded. */
export const tensorKind = (name: string): TensorKind => kinds[name.split(" ")[0]];

/** Codes all tensors; a decoder has none and gets them. */
function codeTensors(
  code: CodeBit,
  shape: PixelNetworkShape,
  tensors?: readonly Int32Array[],
): Int32Array[] {
  const coders = new Map<string, IntegerCoder>();
  return tensorSizes(shape).map(([name, size], t) => {
    const { kind, differences } = tensorKind(name);
    const coder = coders.get(kind) ?? new IntegerCoder(code);
    coders.set(kind, coder);
    const values = new Int32Array(size), before = differences ? shape.channels : Infinity;
    for (let i = 0; i < size; i++) {
      const expected = i >= before ? values[i - before] : 0;
      values[i] = expected + coder.code((tensors?.[t][i] ?? 0) - expected);
    }
    return values;
  });
}

/** The tensors of a network as one range-coded stream. */
export function encodeTensors(
  shape: PixelNetworkShape,
  tensors: readonly Int32Array[],
): Uint8Array {
  const encoder = new RangeEncoder();
  codeTensors(writingTo(encoder), shape, tensors);
  return encoder.finish();
}

/**
 * The tensors of a network of this shape from the stream of {@linkcode encodeTensors}.
 *
 * @throws {SyntaxError} the stream is cut, has bytes left, or a weight has too many digits
 */
export function decodeTensors(stream: Uint8Array, shape: PixelNetworkShape): Int32Array[] {
  const decoder = new RangeDecoder(stream);
  const tensors = codeTensors((_, probability) => decoder.decode(probability), shape);
  decoder.finish();
  return tensors;
}

/** Codes arrays of integers, each with probabilities of its own; a decoder has none and gets them. */
function codeIntegers(
  code: CodeBit,
  sizes: readonly number[],
  arrays?: readonly Int32Array[],
): Int32Array[] {
  return sizes.map((size, t) => {
    const coder = new IntegerCoder(code);
    return new Int32Array(size).map((_, i) => coder.code(arrays?.[t][i] ?? 0));
  });
}

/** Arrays of integers as one range-coded stream. */
export function encodeIntegers(arrays: readonly Int32Array[]): Uint8Array {
  const encoder = new RangeEncoder();
  codeIntegers(writingTo(encoder), arrays.map(({ length }) => length), arrays);
  return encoder.finish();
}

/**
 * Arrays of these sizes from the stream of {@linkcode encodeIntegers}.
 *
 * @throws {SyntaxError} the stream is cut, has bytes left, or an integer has too many digits
 */
export function decodeIntegers(stream: Uint8Array, sizes: readonly number[]): Int32Array[] {
  const decoder = new RangeDecoder(stream);
  const arrays = codeIntegers((_, probability) => decoder.decode(probability), sizes);
  decoder.finish();
  return arrays;
}
