import type { Neighbours } from "../../statistics/mod.ts";
import { bisect } from "./bisection.ts";

/** Enough to determine the entropy to about 10 digits. */
const BISECTIONS = 50;

/**
 * The similarity of each point to its neighbours as t-SNE's conditional probabilities (van der
 * Maaten & Hinton 2008): p(j|i) = exp(−β·d(i,j)²) / Σk exp(−β·d(i,k)²), with β for each point such
 * that −Σ p·ln p = ln(perplexity).
 *
 * @param perplexity less than the number of neighbours
 * @returns n · k numbers; each row sums to 1
 */
export function affinities({ distances, k }: Neighbours, perplexity: number): Float64Array {
  const n = distances.length / k, all = new Float64Array(distances.length);
  const squares = new Float64Array(k), wanted = Math.log(perplexity);
  for (let i = 0; i < n; i++) {
    const row = all.subarray(i * k, (i + 1) * k);
    // Relative to the nearest, so that not all exponentials underflow; the common factor cancels.
    for (let j = 0; j < k; j++) squares[j] = distances[i * k + j] ** 2 - distances[i * k] ** 2;
    const start = 1 / (squares[k - 1] || 1);
    // The entropy falls as β grows.
    entropy(
      squares,
      bisect((beta) => entropy(squares, beta, row) > wanted, start, BISECTIONS),
      row,
    );
  }
  return all;
}

/** Writes p and returns its entropy, −Σ p·ln p = ln Σ e + β·Σ p·d². */
function entropy(squares: Float64Array, beta: number, p: Float64Array): number {
  let sum = 0, mean = 0;
  for (let j = 0; j < p.length; j++) sum += p[j] = Math.exp(-beta * squares[j]);
  for (let j = 0; j < p.length; j++) mean += (p[j] /= sum) * squares[j];
  return Math.log(sum) + beta * mean;
}
