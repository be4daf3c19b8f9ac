import { exercise } from "@autoencoders/course";

/** σ is e^(½ ln σ²). */
function reparameterise(means: number[], logVariances: number[], noise: number[]): number[] {
  return means.map((mean, i) => mean + Math.exp(logVariances[i] / 2) * noise[i]);
}

/** ½ Σ (μ² + σ² − 1) − ln σ. */
function rate(means: number[], deviations: number[]): number {
  return means.reduce(
    (nats, mean, i) => nats + (mean ** 2 + deviations[i] ** 2 - 1) / 2 - Math.log(deviations[i]),
    0,
  );
}

/** The largest, m, comes out of the sum: m + ln (1/k · Σ e^(l − m)). */
function logMean(logWeights: number[]): number {
  const largest = Math.max(...logWeights);
  const sum = logWeights.reduce((total, value) => total + Math.exp(value - largest), 0);
  return largest + Math.log(sum / logWeights.length);
}

/** The logarithm of the mean, with `shift` taken out of the sum. */
const shifted = (logWeights: number[], shift: number) =>
  shift + Math.log(logWeights.reduce((sum, l) => sum + Math.exp(l - shift), 0) / logWeights.length);

export default [
  exercise(reparameterise, {
    hint: "σ is e to half the log-variance; z = μ + σ · ε for each number by itself",
    reference: (means, logVariances, noise) => {
      const code: number[] = [];
      for (let i = 0; i < means.length; i++) {
        const variance = Math.exp(logVariances[i]);
        code.push(means[i] + Math.sqrt(variance) * noise[i]);
      }
      return code;
    },
    cases: () => [
      [[0, 2], [0, 0], [1.5, -0.5]],
      [[0, 2, -1], [0, -2, 1], [0.8, -1.3, 0.1]],
      [[1], [-2000], [3]],
      [[0.5, 0.5], [2, 2], [0, 1]],
    ],
    wrong: {
      "the variance for σ": (means, logVariances, noise) =>
        means.map((mean, i) => mean + Math.exp(logVariances[i]) * noise[i]),
      "the logarithm itself for σ": (means, logVariances, noise) =>
        means.map((mean, i) => mean + logVariances[i] * noise[i]),
      "half the logarithm, without the exponential": (means, logVariances, noise) =>
        means.map((mean, i) => mean + logVariances[i] / 2 * noise[i]),
      "one noise for all numbers": (means, logVariances, noise) =>
        means.map((mean, i) => mean + Math.exp(logVariances[i] / 2) * noise[0]),
      "σ added, not multiplied": (means, logVariances, noise) =>
        means.map((mean, i) => mean + Math.exp(logVariances[i] / 2) + noise[i]),
      "noise of its own": (means, logVariances) =>
        means.map((mean, i) => mean + Math.exp(logVariances[i] / 2) * (Math.random() - 0.5)),
      "the mean alone": (means) => means,
    },
  }),
  exercise(rate, {
    hint: "½ (μ² + σ² − 1) − ln σ for each number; a posterior equal to the prior costs nothing",
    reference: (means, deviations) => {
      let nats = 0; // by adding up q · ln(q/p) in small steps, number by number
      for (const [i, mean] of means.entries()) {
        for (let u = -8; u < 8; u += 1e-3) {
          const z = mean + deviations[i] * u, q = Math.exp(-u * u / 2) / Math.sqrt(2 * Math.PI);
          nats += 1e-3 * q * ((z * z - u * u) / 2 - Math.log(deviations[i]));
        }
      }
      return nats;
    },
    cases: () => [[[0], [1]], [[2], [1]], [[0, -1], [0.5, 3]]],
    wrong: {
      "the logarithm of the variance for that of σ": (means, deviations) =>
        means.reduce(
          (sum, m, i) => sum + (m ** 2 + deviations[i] ** 2 - 1) / 2 - Math.log(deviations[i] ** 2),
          0,
        ),
      "σ where its square belongs": (means, deviations) =>
        means.reduce(
          (sum, m, i) => sum + (m ** 2 + deviations[i] - 1) / 2 - Math.log(deviations[i]),
          0,
        ),
      "the mean over the numbers": (means, deviations) => rate(means, deviations) / means.length,
      "without the half": (means, deviations) => 2 * rate(means, deviations),
      "bits instead of nats": (means, deviations) => rate(means, deviations) / Math.LN2,
      "no − 1": (means, deviations) => rate(means, deviations) + means.length / 2,
    },
  }),
  exercise(logMean, {
    hint: "factor the largest weight out of the sum: then no exponent is positive, and one is zero",
    reference: (logWeights) => {
      const sorted = logWeights.toSorted((a, b) => a - b); // the small ones first
      let sum = sorted[0]; // ln(eᵃ + eᵇ) = b + ln(1 + eᵃ⁻ᵇ), for a ≤ b
      for (const next of sorted.slice(1)) {
        const [a, b] = sum < next ? [sum, next] : [next, sum];
        sum = b + Math.log1p(Math.exp(a - b));
      }
      return sum - Math.log(logWeights.length);
    },
    cases: () => [
      [[0, 0]],
      [[-90, -92, -89.5]],
      [[-2000, -800]],
      [[-800, -2000, -801]],
      [[800, -800]],
    ],
    wrong: {
      "the weights themselves": (logWeights) => shifted(logWeights, 0),
      "shifts by the first weight": (logWeights) => shifted(logWeights, logWeights[0]),
      "shifts by the smallest": (logWeights) => shifted(logWeights, Math.min(...logWeights)),
      "shifts by the mean": (logWeights) =>
        shifted(logWeights, logWeights.reduce((a, b) => a + b) / logWeights.length),
      "the mean of the logarithms": (logWeights) =>
        logWeights.reduce((a, b) => a + b) / logWeights.length,
      "the largest": (logWeights) => Math.max(...logWeights),
      "the logarithm of the sum": (logWeights) => logMean(logWeights) + Math.log(logWeights.length),
    },
  }),
];
