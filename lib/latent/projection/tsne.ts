import { type Codes, codesFrom } from "../../codes.ts";
import type { Random } from "../../random.ts";
import { affinities } from "./affinities.ts";
import { findNeighbours } from "../neighbours/neighbours.ts";
import { partOfProgress, type ProgressOptions, ProgressReporter } from "../../progress/mod.ts";
import { startFromPca } from "./project_pca.ts";
import { Quadtree } from "./quadtree.ts";
import { tsneGradient } from "./tsne_gradient.ts";

/** How {@linkcode projectTsne} works. */
export interface TsneOptions extends ProgressOptions {
  /** about how many neighbours a point attends to; 30 unless told */
  perplexity?: number;
  /** steps in all, the first third of them with exaggerated attraction; 750 unless told */
  steps?: number;
  /** how coarse the repulsion may be, 0 is exact; 0.5 unless told */
  theta?: number;
}

/** Attraction is this much stronger at first, so that clusters gather before they spread. */
const EXAGGERATION = 12;

/**
 * Lays points out in the plane so that neighbours stay neighbours: t-SNE (van der Maaten & Hinton
 * 2008) with Barnes–Hut repulsion (van der Maaten 2014), started from PCA (Kobak & Berens 2019).
 *
 * The distances between clusters, their sizes and their densities mean little in the picture: judge
 * it by {@linkcode trustworthiness} and {@linkcode neighbourPurity}.
 *
 * Of the libraries at hand druidjs 0.9.0 computes all pairs (5,000 points take minutes) and
 * wasm-bhtsne 1.2.5 cannot start its threads under Deno, hence one of our own.
 *
 * @param codes n × k points
 * @param random a little noise at the start, which parts equal points
 * @returns n × 2
 * @throws {RangeError} the perplexity is not in 1 to (n − 1)/3
 * @throws the signal's reason, once it is aborted
 */
export async function projectTsne(
  codes: Codes,
  random: Random,
  options: TsneOptions = {},
): Promise<Codes> {
  const { perplexity = 30, steps = 750, theta = 0.5 } = options;
  const most = (codes.count - 1) / 3;
  if (!(perplexity >= 1 && perplexity <= most)) {
    throw new RangeError(`perplexity must be in 1–${most.toFixed(1)}, got ${perplexity}`);
  }
  const neighbours = await findNeighbours(
    codes,
    Math.floor(3 * perplexity),
    partOfProgress(options, 0, 0.2),
  );
  const attraction = { neighbours, affinities: affinities(neighbours, perplexity) };
  const places = startFromPca(codes, 1e-4, () => random.normal());
  const tree = new Quadtree(places), gradient = new Float64Array(places.length);
  const move = descent(places, Math.max(50, codes.count / (4 * EXAGGERATION)));
  const reporter = new ProgressReporter(partOfProgress(options, 0.2, 1));
  for (let step = 0; step < steps; step++) {
    const early = step < steps / 3;
    tsneGradient(places, attraction, tree, theta, early ? EXAGGERATION : 1, gradient);
    move(gradient, early ? 0.5 : 0.8);
    await reporter.report((step + 1) / steps);
  }
  return codesFrom(places, 2);
}

/**
 * Gradient descent with momentum and a gain for each coordinate (Jacobs 1988), which grows while
 * the gradient keeps its direction and shrinks where it turns.
 */
function descent(places: Float64Array, learningRate: number) {
  const velocity = new Float64Array(places.length), gain = new Float64Array(places.length).fill(1);
  return (gradient: Float64Array, momentum: number) => {
    for (let i = 0; i < places.length; i++) {
      const turned = gradient[i] * velocity[i] > 0;
      gain[i] = turned ? Math.max(0.01, 0.8 * gain[i]) : gain[i] + 0.2;
      velocity[i] = momentum * velocity[i] - learningRate * gain[i] * gradient[i];
      places[i] += velocity[i];
    }
  };
}
