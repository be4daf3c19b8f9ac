/** Exercise 1: each bit costs its information, −log₂ of its probability. */
export function cost(message: number[], ones: number[]): number {
  return message.reduce((sum, bit, i) => sum - Math.log2(bit === 1 ? ones[i] : 1 - ones[i]), 0);
}

/** Exercise 2: the number lies in the part of the bit that comes; the interval becomes that part. */
export function decode(number: number, one: number, count: number): number[] {
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

/** Exercise 3: the counts before each bit give its probability. */
export function adaptiveCost(message: number[]): number {
  let bits = 0, ones = 0;
  for (const [before, bit] of message.entries()) {
    const one = (ones + 0.5) / (before + 1);
    bits -= Math.log2(bit === 1 ? one : 1 - one);
    ones += bit;
  }
  return bits;
}
