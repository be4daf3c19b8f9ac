import { exercise } from "@autoencoders/course";

/** Each bit costs its information, −log₂ of its probability. */
function cost(message: number[], ones: number[]): number {
  return message.reduce((sum, bit, i) => sum - Math.log2(bit === 1 ? ones[i] : 1 - ones[i]), 0);
}

/** The number lies in the part of the bit that comes; the interval becomes that part. */
function decode(number: number, one: number, count: number): number[] {
  const bits: number[] = [];
  let from = 0, size = 1;
  for (let i = 0; i < count; i++) {
    const bit = number < from + one * size ? 1 : 0;
    if (bit === 0) from += one * size;
    size *= bit === 1 ? one : 1 - one;
    bits.push(bit);
  }
  return bits;
}

/** The counts before each bit give its probability. */
function adaptiveCost(message: number[]): number {
  let bits = 0, ones = 0;
  for (const [before, bit] of message.entries()) {
    const one = (ones + 0.5) / (before + 1);
    bits -= Math.log2(bit === 1 ? one : 1 - one);
    ones += bit;
  }
  return bits;
}

export default [
  exercise(cost, {
    hint: "a bit of probability p costs −log₂ p; the probability of a 0 is 1 − p of a 1",
    reference: (message, ones) => {
      let length = 1; // of the interval
      for (const [i, bit] of message.entries()) length *= bit === 1 ? ones[i] : 1 - ones[i];
      return -Math.log2(length);
    },
    cases: () => [[[1], [0.5]], [[0, 0, 1], [0.1, 0.2, 0.3]], [[1, 0], [0.9, 0.25]], [[], []]],
    wrong: {
      "every bit as if it were a 1": (message, ones) =>
        message.reduce((sum, _, i) => sum - Math.log2(ones[i]), 0),
      "the entropy, which is the mean": (message, ones) =>
        message.reduce(
          (sum, _, i) =>
            sum - ones[i] * Math.log2(ones[i]) - (1 - ones[i]) * Math.log2(1 - ones[i]),
          0,
        ),
      "nats instead of bits": (message, ones) => cost(message, ones) * Math.LN2,
      "rounds each bit up to a whole one": (message, ones) =>
        message.reduce(
          (sum, bit, i) => sum + Math.ceil(-Math.log2(bit === 1 ? ones[i] : 1 - ones[i])),
          0,
        ),
    },
  }),
  exercise(decode, {
    hint:
      "keep the start and the size of the interval; each bit makes it the part that holds the number",
    reference: (number, one, count) => {
      const bits: number[] = []; // exhaustive search over all messages
      for (let code = 0; code < 2 ** count; code++) {
        const message = Array.from({ length: count }, (_, i) => (code >> (count - 1 - i)) & 1);
        let [from, size] = [0, 1];
        for (const bit of message) {
          if (bit === 0) from += one * size;
          size *= bit === 1 ? one : 1 - one;
        }
        if (number >= from && number < from + size) bits.push(...message);
      }
      return bits;
    },
    cases: () => [[0.1, 0.2, 1], [0.44, 0.2, 10], [0.9, 0.5, 3]],
    wrong: {
      "a 1 takes the upper part": (number, one, count) => {
        let from = 0, size = 1;
        return Array.from({ length: count }, () => {
          const bit = number >= from + (1 - one) * size ? 1 : 0;
          if (bit === 1) from += (1 - one) * size;
          size *= bit === 1 ? one : 1 - one;
          return bit;
        });
      },
      "does not narrow the interval": (number, one, count) =>
        new Array(count).fill(number < one ? 1 : 0),
      "narrows by the same share for both bits": (number, one, count) => {
        let from = 0, size = 1;
        return Array.from({ length: count }, () => {
          const bit = number < from + one * size ? 1 : 0;
          if (bit === 0) from += one * size;
          size *= one;
          return bit;
        });
      },
      "halves the interval, whatever the probability": (number, _one, count) =>
        decode(number, 0.5, count),
    },
  }),
  exercise(adaptiveCost, {
    hint: "the bit that is coded does not count yet: update the counts after it",
    reference: (message) =>
      message.reduce((sum, bit, i) => {
        const before = message.slice(0, i), ones = before.filter((b) => b === 1).length;
        const one = (ones + 0.5) / (before.length + 1);
        return sum - Math.log2(bit === 1 ? one : 1 - one);
      }, 0),
    cases: () => [[[1]], [[0, 0, 0, 0, 0, 0, 0, 1]], [[1, 0, 1, 0]], [[]]],
    wrong: {
      "counts the bit itself, which a decoder does not know": (message) => {
        let bits = 0, ones = 0;
        for (const [before, bit] of message.entries()) {
          ones += bit;
          const one = (ones + 0.5) / (before + 2);
          bits -= Math.log2(bit === 1 ? one : 1 - one);
        }
        return bits;
      },
      "the share of ones in the whole message": (message) => {
        const one = (message.reduce((a, b) => a + b, 0) + 0.5) / (message.length + 1);
        return cost(message, message.map(() => one));
      },
      "does not learn": (message) => message.length,
      "Laplace's rule, one for each": (message) => {
        let bits = 0, ones = 0;
        for (const [before, bit] of message.entries()) {
          const one = (ones + 1) / (before + 2);
          bits -= Math.log2(bit === 1 ? one : 1 - one);
          ones += bit;
        }
        return bits;
      },
    },
  }),
];
