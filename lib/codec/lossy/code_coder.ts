import type { Bit } from "../coder/bit_model.ts";
import { RangeDecoder, RangeEncoder } from "../coder/range.ts";
import type { CodeDistribution } from "./code_distribution.ts";

/** Integers of codes are at most this far from their mean. */
const FARTHEST = 2 ** 15;

/** λ of {@linkcode quantiseCodes}, chosen on held-out training images. */
export const LAMBDA = 0.1;

/** a / b in 65,536ths, as a coder takes it */
function probability(a: number, b: number): number {
  const share = b > 0 ? Math.floor(65_536 * (a / b)) : 32_768;
  return share < 1 ? 1 : share > 65_535 ? 65_535 : share;
}

/**
 * Asks whether the next integer is at least as large as its mean, then, in that direction, whether it is
 * farther away, step by step, until the answer is no.
 *
 * @param answer whether a question's answer is yes, a one, given the probability of that
 */
function find(
  distribution: CodeDistribution,
  answer: (threshold: number, up: boolean, probability: number) => Bit,
): number {
  const start = Math.floor(distribution.mean + 0.5);
  let mass = distribution.tail(start);
  const up = answer(start, true, probability(mass, 1)) === 1;
  if (!up) mass = 1 - mass;
  let value = up ? start : start - 1;
  for (let steps = 0; steps < FARTHEST; steps++) {
    const next = up ? value + 1 : value - 1;
    const beyond = up ? distribution.tail(next) : 1 - distribution.tail(value);
    if (answer(next, up, probability(beyond, mass)) === 0) return value;
    value = next;
    mass = beyond;
  }
  throw new SyntaxError(`an integer of a code is more than ${FARTHEST} from its mean`);
}

/** Tells of each answer that makes up the integers of codes, and of the probability of a yes. */
function eachAnswer(
  codes: Int32Array,
  distribution: CodeDistribution,
  tell: (bit: Bit, probability: number) => void,
): void {
  for (let i = 0; i < codes.length; i++) {
    if (i % distribution.dimensions === 0) distribution.restart();
    find(distribution, (threshold, up, share) => {
      const bit = (up ? codes[i] >= threshold : codes[i] <= threshold) ? 1 : 0;
      tell(bit, share);
      return bit;
    });
    distribution.observe(codes[i]);
  }
}

/**
 * Writes codes by a range coder, in as many bits as the distribution says and a byte.
 *
 * @param codes n × k integers
 * @throws {SyntaxError} an integer is too far from its mean
 */
export function encodeCodes(codes: Int32Array, distribution: CodeDistribution): Uint8Array {
  const encoder = new RangeEncoder();
  eachAnswer(codes, distribution, (bit, share) => encoder.encode(bit, share));
  return encoder.finish();
}

/**
 * The bits that codes take in a stream: −log₂ of the probability of their integers.
 *
 * @param codes n × k integers
 * @throws {SyntaxError} an integer is too far from its mean
 */
export function codeBits(codes: Int32Array, distribution: CodeDistribution): number {
  let bits = 0;
  eachAnswer(codes, distribution, (bit, share) => {
    bits -= Math.log2((bit ? share : 65_536 - share) / 65_536);
  });
  return bits;
}

/**
 * The codes that {@linkcode encodeCodes} wrote.
 *
 * @param count n, the codes in the stream
 * @returns n × k integers
 * @throws {SyntaxError} the stream is cut, has bytes left over or is of another distribution
 */
export function decodeCodes(
  stream: Uint8Array,
  count: number,
  distribution: CodeDistribution,
): Int32Array {
  const decoder = new RangeDecoder(stream), codes = new Int32Array(count * distribution.dimensions);
  for (let i = 0; i < codes.length; i++) {
    if (i % distribution.dimensions === 0) distribution.restart();
    codes[i] = find(distribution, (_threshold, _up, share) => decoder.decode(share));
    distribution.observe(codes[i]);
  }
  decoder.finish();
  return codes;
}

/**
 * Rounds codes to integers so that distance² + λ · bits is small, number by number: the nearest integer,
 * or the one beside it towards the mean if that saves enough bits.
 *
 * @param codes n × k numbers in steps
 * @param lambda λ, steps² a bit; 0 rounds to the nearest integer
 */
export function quantiseCodes(
  codes: Float64Array,
  distribution: CodeDistribution,
  lambda = LAMBDA,
): Int32Array {
  const rounded = new Int32Array(codes.length);
  for (let i = 0; i < codes.length; i++) {
    if (i % distribution.dimensions === 0) distribution.restart();
    const code = codes[i], nearest = Math.round(code);
    rounded[i] = nearest;
    if (lambda > 0) {
      const other = distribution.mean < nearest ? nearest - 1 : nearest + 1;
      const [above, middle, below] = [nearest + 1, nearest, nearest - 1]
        .map((value) => distribution.tail(value));
      const mass = middle - above;
      const otherMass = other < nearest ? below - middle : above - distribution.tail(nearest + 2);
      const cost = (value: number, mass: number) =>
        (value - code) ** 2 - lambda * Math.log2(mass + 1e-9);
      if (cost(other, otherMass) < cost(nearest, mass)) rounded[i] = other;
    }
    distribution.observe(rounded[i]);
  }
  return rounded;
}
