import { countClasses } from "./labels.ts";
import { requireList } from "../../require.ts";

/** Measures of how well clusters, found without labels, agree with classes. */
export interface Agreement {
  /** the fraction of points in the majority class of their cluster */
  readonly purity: number;
  /** normalised mutual information: 1 for the same partition, 0 for an independent one */
  readonly nmi: number;
  /** adjusted Rand index: 1 for the same partition, about 0 for a random one */
  readonly ari: number;
}

/**
 * Purity, NMI (arithmetic mean, scikit-learn's default) and ARI (Hubert & Arabie 1985) of clusters.
 * With n(k,c) points in both cluster k and class c:
 *
 * - purity = Σk maxc n(k,c) / n
 * - NMI = 2·I(K;C) / (H(K) + H(C)), I = Σ n(k,c)/n · ln(n·n(k,c) / (n(k)·n(c)))
 * - ARI = (Σ C2(n(k,c)) − E) / (½(Σ C2(n(k)) + Σ C2(n(c))) − E), E = Σ C2(n(k))·Σ C2(n(c)) / C2(n)
 *
 * Purity grows with the number of clusters; NMI and ARI correct for it.
 *
 * @param labels the class of each point
 * @param clusters the cluster of each point
 * @throws {RangeError} the lengths differ or are 0, or a label is not an integer of at least 0
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { agreement } from "@autoencoders";
 *
 * // The numbering of the clusters does not matter.
 * deepStrictEqual(agreement([0, 0, 1, 1], [3, 3, 0, 0]), { purity: 1, nmi: 1, ari: 1 });
 * ```
 */
export function agreement(labels: ArrayLike<number>, clusters: ArrayLike<number>): Agreement {
  requireList("labels", labels);
  requireList("clusters", clusters);
  const n = labels.length;
  if (n === 0) throw new RangeError("agreement needs at least one point, got none");
  const classCount = countClasses(labels, clusters.length);
  const clusterCount = countClasses(clusters, n);
  const both = Array.from({ length: clusterCount }, () => new Float64Array(classCount));
  const ofClass = new Float64Array(classCount), ofCluster = new Float64Array(clusterCount);
  for (let i = 0; i < n; i++) {
    both[clusters[i]][labels[i]]++;
    ofClass[labels[i]]++;
    ofCluster[clusters[i]]++;
  }
  const majority = both.reduce((sum, row) => sum + Math.max(...row), 0);
  const information = entropy(ofClass, n) + entropy(ofCluster, n) -
    entropy(both.flatMap((row) => [...row]), n);
  const meanEntropy = (entropy(ofClass, n) + entropy(ofCluster, n)) / 2;
  const together = both.reduce((sum, row) => sum + pairs(row), 0);
  const expected = pairs(ofClass) * pairs(ofCluster) / pairs([n]);
  const highest = (pairs(ofClass) + pairs(ofCluster)) / 2;
  return {
    purity: majority / n,
    // A single class and a single cluster have no entropy and agree.
    nmi: meanEntropy > 0 ? information / meanEntropy : 1,
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
