import { exercise } from "@autoencoders/course";

/** Every pair of an in-distribution image and an anomaly counts 1, ½ or 0. */
function auc(inDistribution: number[], anomalies: number[]): number {
  let points = 0;
  for (const anomaly of anomalies) {
    for (const known of inDistribution) {
      if (anomaly > known) points += 1;
      if (anomaly === known) points += 0.5;
    }
  }
  return points / (inDistribution.length * anomalies.length);
}

/** In descending order, ⌊rate · n⌋ scores may be above the threshold. */
function thresholdFor(scores: number[], rate: number): number {
  const descending = scores.toSorted((a, b) => b - a);
  const allowed = Math.floor(rate * scores.length);
  return descending[Math.min(allowed, scores.length - 1)];
}

/** An image without a white pixel counts as if it had one. */
function natsPerWhitePixel(nats: number[], images: number[][]): number[] {
  return nats.map((value, i) => {
    const white = images[i].filter((pixel) => pixel > 0).length;
    return value / Math.max(1, white);
  });
}

export default [
  exercise(auc, {
    hint:
      "compare every anomaly with every in-distribution image, and divide by the number of pairs",
    reference: (inDistribution, anomalies) => {
      let better = 0;
      for (const high of anomalies) {
        for (const low of inDistribution) better += (Math.sign(high - low) + 1) / 2;
      }
      return better / (inDistribution.length * anomalies.length);
    },
    cases: () => [
      [[1, 2], [3]],
      [[1, 2, 3], [2, 0]],
      [[5], [1, 1, 5, 9]],
      [[10, 9], [100, 2, 9.5]],
    ],
    wrong: {
      "a tie counts 0": (low, high) =>
        high.flatMap((h) => low.map((l) => h > l ? 1 : 0)).reduce((a: number, b) => a + b, 0) /
        (low.length * high.length),
      "a tie counts 1": (low, high) =>
        high.flatMap((h) => low.map((l) => h >= l ? 1 : 0)).reduce((a: number, b) => a + b, 0) /
        (low.length * high.length),
      "the lists swapped": (low, high) => auc(high, low),
      "the mean of one against the mean of the other": (low, high) =>
        Number(
          high.reduce((a, b) => a + b) / high.length > low.reduce((a, b) => a + b) / low.length,
        ),
      "the share above all of the others": (low, high) =>
        high.filter((h) => h > Math.max(...low)).length / high.length,
      "pairs by position only": (low, high) =>
        low.filter((l, i) => high[i] > l).length / low.length,
    },
  }),
  exercise(thresholdFor, {
    hint:
      "sort the scores in descending order: Math.floor(rate · n) of them may be above the threshold",
    reference: (scores, rate) => {
      const above = (t: number) => scores.filter((score) => score > t).length / scores.length;
      return Math.min(...scores.filter((score) => above(score) <= rate));
    },
    cases: () => [
      [[3, 1, 2, 4], 0.25],
      [[1, 2, 3, 4, 5], 0],
      [[10, 9, 100], 0.4],
      [[2, 2, 2, 1], 0.5],
      [[1, 2], 1],
      [Array.from({ length: 200 }, (_, i) => i * 7 % 200), 0.05],
    ],
    wrong: {
      "the share below it": (scores, rate) => {
        const ascending = scores.toSorted((a, b) => a - b);
        return ascending[Math.min(Math.floor(rate * scores.length), scores.length - 1)];
      },
      "sorted as text": (scores, rate) => {
        const descending = scores.toSorted().toReversed();
        return descending[Math.min(Math.floor(rate * scores.length), scores.length - 1)];
      },
      "one image too few": (scores, rate) => {
        const descending = scores.toSorted((a, b) => b - a);
        return descending[Math.max(0, Math.floor(rate * scores.length) - 1)];
      },
      "a share of the largest score": (scores, rate) => (1 - rate) * Math.max(...scores),
      "unsorted": (scores, rate) => scores[Math.floor(rate * (scores.length - 1))],
    },
  }),
  exercise(natsPerWhitePixel, {
    hint: "count the pixels above 0 of each image; an image without any would divide by zero",
    reference: (nats, images) => {
      const scores: number[] = [];
      for (let i = 0; i < nats.length; i++) {
        let white = 0;
        for (const pixel of images[i]) if (pixel > 0) white++;
        scores.push(nats[i] / (white === 0 ? 1 : white));
      }
      return scores;
    },
    cases: () => [
      [[80, 100], [[0, 1, 1, 0], [1, 1, 1, 1]]],
      [[30], [[0, 0, 0]]],
      [[60, 60], [[0, 1, 0], [1, 0, 1]]],
    ],
    wrong: {
      "divides by zero": (nats, images) =>
        nats.map((value, i) => value / images[i].filter((pixel) => pixel > 0).length),
      "divides by all pixels": (nats, images) => nats.map((value, i) => value / images[i].length),
      "multiplies": (nats, images) =>
        nats.map((value, i) => value * images[i].filter((pixel) => pixel > 0).length),
      "always one pixel more": (nats, images) =>
        nats.map((value, i) => value / (1 + images[i].filter((pixel) => pixel > 0).length)),
    },
  }),
];
