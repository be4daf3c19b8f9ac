import { exercise } from "@autoencoders/course";

/** from + t · (to − from). */
function blend(from: number[], to: number[], t: number): number[] {
  return from.map((value, i) => value + t * (to[i] - value));
}

/** One table of counts, the largest of each row. */
function purity(labels: number[], clusters: number[]): number {
  const counts = new Map<number, Map<number, number>>();
  labels.forEach((label, i) => {
    const row = counts.get(clusters[i]) ?? new Map<number, number>();
    counts.set(clusters[i], row.set(label, (row.get(label) ?? 0) + 1));
  });
  const largest = [...counts.values()].map((row) => Math.max(...row.values()));
  return largest.reduce((sum, count) => sum + count, 0) / labels.length;
}

export default [
  exercise(blend, {
    hint: "start at the first code, and add the share t of the difference to the second",
    reference: (from, to, t) => from.map((value, i) => value * (1 - t) + to[i] * t),
    cases: () => [
      [[0, 0], [2, 4], 0.5],
      [[1], [3], 0],
      [[1, 5], [3, 1], 1],
      [[1, -2], [2, 6], 0.25],
    ],
    wrong: {
      "always half way": (from, to) => from.map((value, i) => (value + to[i]) / 2),
      "from the second to the first": (from, to, t) => blend(to, from, t),
      "adds the share of the second": (from, to, t) => from.map((value, i) => value + t * to[i]),
      "the difference alone": (from, to, t) => from.map((value, i) => t * (to[i] - value)),
    },
  }),
  exercise(purity, {
    hint:
      "for each cluster count its labels, take the largest count, and divide the sum by all points",
    reference: (labels, clusters) => {
      let right = 0;
      for (const cluster of new Set(clusters)) {
        const members = labels.filter((_, i) => clusters[i] === cluster);
        right += Math.max(...members.map((label) => members.filter((m) => m === label).length));
      }
      return right / labels.length;
    },
    cases: () => [
      [[0, 0, 1, 1], [0, 0, 1, 1]],
      [[0, 1, 1, 2], [0, 0, 0, 1]],
      [[3, 3, 3, 5, 7, 7], [1, 1, 1, 1, 0, 0]],
      [[0, 0, 1, 1], [1, 1, 0, 0]],
    ],
    wrong: {
      "clusters that have the number of their class": (labels, clusters) =>
        labels.filter((label, i) => label === clusters[i]).length / labels.length,
      "the mean of the clusters' shares": (labels, clusters) => {
        const shares = [...new Set(clusters)].map((cluster) => {
          const members = labels.filter((_, i) => clusters[i] === cluster);
          return purity(members, members.map(() => 0));
        });
        return shares.reduce((sum, share) => sum + share, 0) / shares.length;
      },
      "the share of the commonest class of all": (labels) => purity(labels, labels.map(() => 0)),
      "the best cluster of each class": (labels, clusters) => purity(clusters, labels),
    },
  }),
];
