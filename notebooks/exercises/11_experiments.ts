import { exercise } from "@autoencoders/course";

/** Sum for the mean; the extremes by one pass each. */
function spread(errors: number[]): number[] {
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  return [mean, Math.min(...errors), Math.max(...errors)];
}

/** Apart means that the intervals from least to greatest do not touch. */
function apart(a: number[], b: number[]): boolean {
  return Math.max(...a) < Math.min(...b) || Math.max(...b) < Math.min(...a);
}

const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;

/** Two of all ways to choose n runs of 2n separate the two variants completely. */
function smallestP(seeds: number): number {
  let ways = 1;
  for (let i = 1; i <= seeds; i++) ways = ways * (seeds + i) / i;
  return 2 / ways;
}

export default [
  exercise(spread, {
    hint: "sort() without a comparison sorts numbers as text: 10 comes before 2",
    reference: (errors) => {
      const sorted = errors.toSorted((a, b) => a - b);
      return [errors.reduce((a, b) => a + b) / errors.length, sorted[0], sorted.at(-1)!];
    },
    cases: () => [[[3, 1, 2]], [[0.5]], [[4, 4, 10, 2]]],
    wrong: {
      "sorts as text": (errors) => {
        const sorted = errors.toSorted();
        return [mean(errors), sorted[0], sorted.at(-1)!];
      },
      "the median": (errors) => {
        const sorted = errors.toSorted((a, b) => a - b);
        return [sorted[sorted.length >> 1], sorted[0], sorted.at(-1)!];
      },
      "the first and the last": (errors) => [mean(errors), errors[0], errors.at(-1)!],
      "another order": (errors) => [Math.min(...errors), mean(errors), Math.max(...errors)],
      "the standard deviation": (errors) => [
        mean(errors),
        Math.sqrt(mean(errors.map((error) => (error - mean(errors)) ** 2))),
        Math.max(...errors),
      ],
    },
  }),
  exercise(apart, {
    hint: "compare the largest error of the one with the smallest of the other, both ways",
    reference: (a, b) => {
      const below = (low: number[], high: number[]) => low.every((x) => high.every((y) => x < y));
      return below(a, b) || below(b, a);
    },
    cases: () => [
      [[1, 2], [3, 4]],
      [[3, 4], [1, 2]],
      [[1, 3], [2, 4]],
      [[1], [1]],
      [[1, 5], [4, 9]],
      [[5, 2], [6, 3]],
    ],
    wrong: {
      "compares seed by seed": (a, b) => a.every((x, i) => x < b[i]) || a.every((x, i) => x > b[i]),
      "one way only": (a, b) => Math.max(...a) < Math.min(...b),
      "compares the means": (a, b) => mean(a) !== mean(b),
      "counts a tie as apart": (a, b) =>
        Math.max(...a) <= Math.min(...b) || Math.max(...b) <= Math.min(...a),
    },
  }),
  exercise(smallestP, {
    hint: "for two seeds there are 6 ways to choose two of four runs; 2 of them are the extremes",
    reference: (seeds) => {
      const factorial = (n: number): number => n <= 1 ? 1 : n * factorial(n - 1);
      return 2 * factorial(seeds) ** 2 / factorial(2 * seeds);
    },
    cases: () => [[1], [2], [3], [5], [10]],
    wrong: {
      "one extreme": (seeds) => smallestP(seeds) / 2,
      "as if each run were tossed": (seeds) => 2 / 2 ** (2 * seeds),
      "pairs": (seeds) => 2 / 2 ** seeds,
      "the order of all runs": (seeds) => {
        let orders = 1;
        for (let i = 1; i <= 2 * seeds; i++) orders *= i;
        return 2 / orders;
      },
    },
  }),
];
