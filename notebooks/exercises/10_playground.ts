import { exercise } from "@autoencoders/course";

/** Count the steps from the smallest value, round, and go back. */
function quantise(values: number[], levels: number): number[] {
  const low = Math.min(...values), step = (Math.max(...values) - low) / (levels - 1);
  return values.map((value) => low + Math.round((value - low) / step) * step);
}

export default [
  exercise(quantise, {
    hint: "between `levels` numbers there are levels − 1 steps; count them from the smallest value",
    reference: (values, levels) => {
      const low = Math.min(...values), step = (Math.max(...values) - low) / (levels - 1);
      const steps = Array.from({ length: levels }, (_, i) => low + i * step);
      return values.map((v) =>
        steps.reduce((best, s) => Math.abs(s - v) < Math.abs(best - v) ? s : best)
      );
    },
    cases: () => [[[0, 0.2, 0.9, 1], 2], [[-1, -0.4, 0.3, 1], 5], [[0, 10, 4], 11], [
      [1.3, 3.3, 2.1],
      3,
    ]],
    wrong: {
      "as many steps as levels": (values, levels) => quantise(values, levels + 1),
      "counts from zero": (values, levels) => {
        const step = (Math.max(...values) - Math.min(...values)) / (levels - 1);
        return values.map((value) => Math.round(value / step) * step);
      },
      "rounds down": (values, levels) => {
        const low = Math.min(...values), step = (Math.max(...values) - low) / (levels - 1);
        return values.map((value) => low + Math.floor((value - low) / step) * step);
      },
      "the numbers of the steps": (values, levels) => {
        const low = Math.min(...values), step = (Math.max(...values) - low) / (levels - 1);
        return values.map((value) => Math.round((value - low) / step));
      },
    },
  }),
];
