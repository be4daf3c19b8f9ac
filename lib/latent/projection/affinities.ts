import type { Neighbours } from "../neighbours/neighbours.ts";

/** Bisections of a width: the entropy is right to about 10 digits after them. */
const HALVINGS = 50;

// p(j|i) = exp(−β·d(i,j)²) / Σk exp(−β·d(i,k)²), with β such that −Σ p·ln p = ln(perplexity)
//
// The entropy falls as β grows, so bisection finds it.
/**
 * How much each point attends to each of its neighbours: t-SNE's conditional probabilities (van der
 * Maaten & Hinton 2008), with a width a point that gives all the same perplexity.
 *
 * @param perplexity below the neighbours of a point
 * @returns n · k numbers, those of a point sum to 1
 */
export function affinities({ distances, each: k }: Neighbours, perplexity: number): Float64Array {
  const n = distances.length / k, all = new Float64Array(distances.length);
  const squares = new Float64Array(k), wanted = Math.log(perplexity);
  for (let i = 0; i < n; i++) {
    const row = all.subarray(i * k, (i + 1) * k);
    // From the nearest on, lest every exponential be 0; a common factor leaves p as it is.
    for (let j = 0; j < k; j++) squares[j] = distances[i * k + j] ** 2 - distances[i * k] ** 2;
    let low = 0, high = Infinity, beta = 1 / (squares[k - 1] || 1);
    for (let halving = 0; halving < HALVINGS; halving++) {
      if (entropy(squares, beta, row) > wanted) low = beta;
      else high = beta;
      beta = high === Infinity ? 2 * beta : (low + high) / 2;
    }
    entropy(squares, beta, row);
  }
  return all;
}

/** Fills in p and gives its entropy, −Σ p·ln p = ln Σ e + β·Σ p·d². */
function entropy(squares: Float64Array, beta: number, p: Float64Array): number {
  let sum = 0, mean = 0;
  for (let j = 0; j < p.length; j++) sum += p[j] = Math.exp(-beta * squares[j]);
  for (let j = 0; j < p.length; j++) mean += (p[j] /= sum) * squares[j];
  return Math.log(sum) + beta * mean;
}
