import type { Neighbours } from "../neighbours/neighbours.ts";
import type { Quadtree } from "./quadtree.ts";

/** What pulls points together in t-SNE: each one's neighbours and how much it attends to them. */
export interface Attraction {
  readonly neighbours: Neighbours;
  /** n · k numbers, those of a point sum to 1: see {@linkcode affinities} */
  readonly affinities: Float64Array;
}

// ∂KL/∂yi = 4·Σj (e·pij − qij/Z)·qij·(yi − yj), qij = 1 / (1 + ‖yi − yj‖²), Z = Σ qij
//
// pij = (p(j|i) + p(i|j)) / 2n, so each pair i → j of a point and its neighbour gives p(j|i) / 2n
// to both: no symmetric matrix is made. The tree sums the qij², over all pairs, coarsely.
/**
 * t-SNE's gradient at the places of the points.
 *
 * @param places x and y of each point: 2n numbers
 * @param tree built anew over them
 * @param theta how coarse the repulsion may be; 0 is exact
 * @param exaggeration e, a factor of the attraction
 * @param gradient 2n numbers, overwritten
 */
export function tsneGradient(
  places: Float64Array,
  { neighbours, affinities }: Attraction,
  tree: Quadtree,
  theta: number,
  exaggeration: number,
  gradient: Float64Array,
): void {
  const { indices, each: k } = neighbours, n = places.length / 2;
  tree.build(places);
  gradient.fill(0);
  let z = 0;
  for (let i = 0; i < n; i++) z += tree.repel(places, i, theta, gradient);
  for (let i = 0; i < gradient.length; i++) gradient[i] *= -4 / z;
  const share = 4 * exaggeration / (2 * n);
  for (let i = 0; i < n; i++) {
    for (let edge = i * k; edge < (i + 1) * k; edge++) {
      const j = indices[edge];
      const dx = places[2 * i] - places[2 * j], dy = places[2 * i + 1] - places[2 * j + 1];
      const pull = share * affinities[edge] / (1 + dx * dx + dy * dy);
      gradient[2 * i] += pull * dx;
      gradient[2 * i + 1] += pull * dy;
      gradient[2 * j] -= pull * dx;
      gradient[2 * j + 1] -= pull * dy;
    }
  }
}
