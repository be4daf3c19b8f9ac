import { exercise } from "@autoencoders/course";

/** (1/m) Σ (t − y)². */
function squaredError(original: number[], reconstruction: number[]): number {
  let sum = 0;
  for (let i = 0; i < original.length; i++) sum += (original[i] - reconstruction[i]) ** 2;
  return sum / original.length;
}

/** max(z, 0) − t·z + ln(1 + e^−|z|); the exponent is never positive. */
function costFromLogit(target: number, logit: number): number {
  return Math.max(logit, 0) - target * logit + Math.log1p(Math.exp(-Math.abs(logit)));
}

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

export default [
  exercise(squaredError, {
    hint: "square each difference before you add it up, and divide by the number of pixels",
    reference: (original, reconstruction) =>
      original.map((t, i) => (t - reconstruction[i]) ** 2).reduce((a, b) => a + b) /
      original.length,
    cases: () => [
      [[0, 1], [0, 1]],
      [[0, 1, 1, 0], [0.5, 0.5, 1, 0]],
      [[1], [0.25]],
    ],
    wrong: {
      "the sum, not the mean": (a, b) => a.reduce((sum, t, i) => sum + (t - b[i]) ** 2, 0),
      "the mean of the differences, which cancel": (a, b) =>
        a.reduce((sum, t, i) => sum + t - b[i], 0) / a.length,
      "the mean absolute error": (a, b) =>
        a.reduce((sum, t, i) => sum + Math.abs(t - b[i]), 0) / a.length,
      "the square of the mean difference": (a, b) =>
        (a.reduce((sum, t, i) => sum + t - b[i], 0) / a.length) ** 2,
      "its square root": (a, b) =>
        Math.sqrt(a.reduce((sum, t, i) => sum + (t - b[i]) ** 2, 0) / a.length),
    },
  }),
  exercise(costFromLogit, {
    hint:
      "ln(1 + eˣ) = x + ln(1 + e⁻ˣ): for positive x use the right side, whose exponent is negative, for others the left",
    reference: (t, z) =>
      t * (z < -30 ? -z : Math.log1p(Math.exp(-z))) +
      (1 - t) * (z > 30 ? z : Math.log1p(Math.exp(z))),
    cases: () => [[1, 0], [0, 2], [0.3, -1.5], [1, -800], [0, 800]],
    wrong: {
      "ln p, of p computed first": (t, z) =>
        -t * Math.log(sigmoid(z)) - (1 - t) * Math.log(1 - sigmoid(z)),
      "p kept away from 0 and 1": (t, z) => {
        const p = Math.min(Math.max(sigmoid(z), 1e-7), 1 - 1e-7);
        return -t * Math.log(p) - (1 - t) * Math.log(1 - p);
      },
      "finite for negative logits only": (t, z) => -t * z + Math.log1p(Math.exp(z)),
      "without the target's part": (_t, z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
    },
  }),
];
