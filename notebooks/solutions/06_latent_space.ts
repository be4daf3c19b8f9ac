/** Exercise 1: from + t · (to − from). */
export function blend(from: number[], to: number[], t: number): number[] {
  return from.map((value, i) => value + t * (to[i] - value));
}

/** Exercise 2: one table of counts, the largest of each row. */
export function purity(labels: number[], clusters: number[]): number {
  const counts = new Map<number, Map<number, number>>();
  labels.forEach((label, i) => {
    const row = counts.get(clusters[i]) ?? new Map<number, number>();
    counts.set(clusters[i], row.set(label, (row.get(label) ?? 0) + 1));
  });
  const largest = [...counts.values()].map((row) => Math.max(...row.values()));
  return largest.reduce((sum, count) => sum + count, 0) / labels.length;
}
