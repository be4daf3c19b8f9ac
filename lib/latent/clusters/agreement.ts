import { checkLabels } from "./labels.ts";

/** How well clusters agree with classes that they were not told. */
export interface Agreement {
  /** the share of points in their cluster's commonest class */
  readonly purity: number;
  /** normalised mutual information: 1 for the same partition, 0 for an independent one */
  readonly nmi: number;
  /** adjusted Rand index: 1 for the same partition, about 0 for a random one */
  readonly ari: number;
}

// purity = Σc maxk n(k,c) / n
// NMI = 2·I(K;C) / (H(K) + H(C)), I = Σ n(k,c)/n · ln(n·n(k,c) / (n(k)·n(c)))
// ARI = (Σ C2(n(k,c)) − E) / (½(Σ C2(n(k)) + Σ C2(n(c))) − E), E = Σ C2(n(k))·Σ C2(n(c)) / C2(n)
/**
 * Purity, NMI (arithmetic mean, scikit-learn's default) and ARI (Hubert & Arabie 1985) of clusters.
 *
 * Purity grows with the number of clusters; the other two hold that against them.
 *
 * @param labels the class of each point
 * @param clusters the cluster of each point
 * @throws {RangeError} there are not as many of both, or none, or one is no integer from 0 on
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { agreement } from "@autoencoders";
 *
 * // The names of the clusters do not matter.
 * deepStrictEqual(agreement([0, 0, 1, 1], [3, 3, 0, 0]), { purity: 1, nmi: 1, ari: 1 });
 * ```
 */
export function agreement(labels: ArrayLike<number>, clusters: ArrayLike<number>): Agreement {
  const n = labels.length;
  if (n === 0) throw new RangeError("agreement needs at least one point, got 0");
  const classCount = checkLabels(labels, clusters.length), clusterCount = checkLabels(clusters, n);
  const both = Array.from({ length: clusterCount }, () => new Float64Array(classCount));
  const ofClass = new Float64Array(classCount), ofCluster = new Float64Array(clusterCount);
  for (let i = 0; i < n; i++) {
    both[clusters[i]][labels[i]]++;
    ofClass[labels[i]]++;
    ofCluster[clusters[i]]++;
  }
  const most = both.map((row) => row.reduce((max, value) => Math.max(max, value), 0));
  const information = entropy(ofClass, n) + entropy(ofCluster, n) -
    entropy(both.flatMap((row) => [...row]), n);
  const uncertainty = (entropy(ofClass, n) + entropy(ofCluster, n)) / 2;
  const together = both.reduce((sum, row) => sum + pairs(row), 0);
  const expected = pairs(ofClass) * pairs(ofCluster) / pairs([n]);
  const highest = (pairs(ofClass) + pairs(ofCluster)) / 2;
  return {
    purity: most.reduce((sum, value) => sum + value, 0) / n,
    // Where there is one class and one cluster nothing is left to know, and they agree.
    nmi: uncertainty > 0 ? information / uncertainty : 1,
    ari: n > 1 && highest !== expected ? (together - expected) / (highest - expected) : 1,
  };
}

/** −Σ m/n·ln(m/n). */
function entropy(counts: ArrayLike<number>, n: number): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] > 0) sum -= counts[i] / n * Math.log(counts[i] / n);
  }
  return sum;
}

/** Σ m(m − 1)/2, the pairs within each group. */
function pairs(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i] * (counts[i] - 1) / 2;
  return sum;
}
