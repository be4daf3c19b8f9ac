/** Exercise 1: the nearest multiple is the rounded quotient. */
export function quantise(values: number[], step: number): number[] {
  return values.map((value) => Math.round(value / step));
}

/** Exercise 2: the information of every integer, from how often it occurs. */
export function bytesOf(integers: number[]): number {
  const counts = new Map<number, number>();
  for (const value of integers) counts.set(value, (counts.get(value) ?? 0) + 1);
  return integers.reduce(
    (sum, value) => sum - Math.log2(counts.get(value)! / integers.length) / 8,
    0,
  );
}
