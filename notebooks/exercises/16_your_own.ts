import { exercise } from "@autoencoders/course";

/** The mean over the pixels of a square root that is rounded off near 0. */
function charbonnier(target: number[], output: number[], epsilon: number): number {
  const costs = target.map((t, i) => Math.hypot(output[i] - t, epsilon) - epsilon);
  return costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
}

/** Rises over the first steps, then falls along half a cosine wave. */
function warmUp(step: number, rate: number, warm: number, steps: number): number {
  if (step < warm) return rate * (step + 1) / warm;
  return rate * (1 + Math.cos(Math.PI * (step - warm) / (steps - warm))) / 2;
}

/** Each pixel is a mixture of both colours; the mask is the share of the ink. */
function compose(mask: number[], paper: number[], ink: number[]): number[] {
  return mask.flatMap((share) => paper.map((colour, c) => colour + share * (ink[c] - colour)));
}

export default [
  exercise(charbonnier, {
    hint: "for each pixel the root of the squared difference plus ε², minus ε; then the mean",
    reference: (target, output, epsilon) => {
      let sum = 0;
      for (let i = 0; i < target.length; i++) {
        sum += Math.sqrt((output[i] - target[i]) ** 2 + epsilon ** 2) - epsilon;
      }
      return sum / target.length;
    },
    cases: () => [[[0, 1, 0.5], [0.25, 1, 0.1], 0.1], [[1, 2], [1, 2], 0.5], [[0], [3], 4]],
    wrong: {
      "the sum": (target, output, epsilon) => target.length * charbonnier(target, output, epsilon),
      "without subtracting ε": (target, output, epsilon) =>
        charbonnier(target, output, epsilon) + epsilon,
      "ε not squared": (target, output, epsilon) => {
        const costs = target.map((t, i) => Math.sqrt((output[i] - t) ** 2 + epsilon) - epsilon);
        return costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
      },
      "the root of the mean": (target, output, epsilon) => {
        const squares = target.map((t, i) => (output[i] - t) ** 2);
        const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length;
        return Math.sqrt(mean + epsilon ** 2) - epsilon;
      },
    },
  }),
  exercise(warmUp, {
    hint:
      "two cases: step < warm, where the rate is proportional to step + 1; and the rest, where the " +
      "cosine goes from 1 to −1 between step = warm and step = steps",
    reference: (step, rate, warm, steps) =>
      step < warm
        ? (step + 1) * (rate / warm)
        : 0.5 * rate * (Math.cos((step - warm) / (steps - warm) * Math.PI) + 1),
    cases: () => [
      ...[0, 4, 9, 10, 30, 55, 99, 100].map((step) =>
        [step, 0.01, 10, 100] as [number, number, number, number]
      ),
      [0, 1, 1, 3],
      [5, 2, 0, 20],
    ],
    wrong: {
      "zero in the first step": (step, rate, warm, steps) =>
        step < warm ? rate * step / warm : warmUp(step, rate, warm, steps),
      "a whole wave": (step, rate, warm, steps) =>
        step < warm
          ? warmUp(step, rate, warm, steps)
          : rate * (1 + Math.cos(2 * Math.PI * (step - warm) / (steps - warm))) / 2,
      "the wave begins at step 0": (step, rate, warm, steps) =>
        step < warm
          ? warmUp(step, rate, warm, steps)
          : rate * (1 + Math.cos(Math.PI * step / steps)) / 2,
      "falls along a line": (step, rate, warm, steps) =>
        step < warm ? warmUp(step, rate, warm, steps) : rate * (steps - step) / (steps - warm),
    },
  }),
  exercise(compose, {
    hint: "three numbers for each pixel: where the mask is 0 the paper's, where it is 1 the ink's",
    reference: (mask, paper, ink) => {
      const picture: number[] = [];
      for (const share of mask) {
        for (let c = 0; c < 3; c++) picture.push((1 - share) * paper[c] + share * ink[c]);
      }
      return picture;
    },
    cases: () => [
      [[0, 1, 0.5], [0.1, 0.2, 0.3], [1, 0.8, 0]],
      [[0.25], [1, 1, 1], [0, 0.5, 1]],
    ],
    wrong: {
      "colour by colour": (mask, paper, ink) =>
        paper.flatMap((colour, c) => mask.map((share) => colour + share * (ink[c] - colour))),
      "ink added to the paper": (mask, paper, ink) =>
        mask.flatMap((share) => paper.map((colour, c) => colour + share * ink[c])),
      "ink and paper exchanged": (mask, paper, ink) => compose(mask, ink, paper),
      "the mask rounded": (mask, paper, ink) => compose(mask.map(Math.round), paper, ink),
    },
  }),
];
