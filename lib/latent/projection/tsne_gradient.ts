import type { Neighbours } from "../../statistics/mod.ts";
import type { Quadtree } from "./quadtree.ts";

/** The attractive part of t-SNE: the neighbours of each point and its affinity to them. */
export interface Attraction {
  readonly neighbours: Neighbours;
  /** n · k numbers; each row sums to 1, see {@linkcode affinities} */
  readonly affinities: Float64Array;
}

/**
 * t-SNE's gradient at the positions of the points:
 * ∂KL/∂yi = 4·Σj (e·pij − qij/Z)·qij·(yi − yj), qij = 1 / (1 + ‖yi − yj‖²), Z = Σ qij.
 *
 * pij = (p(j|i) + p(i|j)) / 2n, so each pair of a point i and its neighbour j adds p(j|i) / 2n to
 * both, and no symmetric matrix is needed. The tree approximates the sums of qij² over all pairs.
 *
 * @param positions x and y of each point: 2n numbers
 * @param tree rebuilt from the positions
 * @param theta accuracy of the repulsion; 0 is exact
 * @param exaggeration e, a factor of the attraction
 * @param gradient 2n numbers, overwritten
 */
export function tsneGradient(
  positions: Float64Array,
  { neighbours, affinities }: Attraction,
  tree: Quadtree,
  theta: number,
  exaggeration: number,
  gradient: Float64Array,
): void {
  const { indices, k } = neighbours, n = positions.length / 2;
  tree.build(positions);
  gradient.fill(0);
  const totals = new Float64Array(n);
  for (const i of tree.order()) totals[i] = tree.repel(positions, i, theta, gradient);
  const z = totals.reduce((sum, total) => sum + total, 0);
  for (let i = 0; i < gradient.length; i++) gradient[i] *= -4 / z;
  const factor = 4 * exaggeration / (2 * n);
  for (let i = 0; i < n; i++) {
    for (let edge = i * k; edge < (i + 1) * k; edge++) {
      const j = indices[edge];
      const dx = positions[2 * i] - positions[2 * j];
      const dy = positions[2 * i + 1] - positions[2 * j + 1];
      const pull = factor * affinities[edge] / (1 + dx * dx + dy * dy);
      gradient[2 * i] += pull * dx;
      gradient[2 * i + 1] += pull * dy;
      gradient[2 * j] -= pull * dx;
      gradient[2 * j + 1] -= pull * dy;
    }
  }
}
