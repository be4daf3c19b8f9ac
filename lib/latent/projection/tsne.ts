import { type Codes, codesFrom, requireCodes } from "../../codes.ts";
import { partOfProgress, type ProgressOptions, ProgressReporter } from "../../progress/mod.ts";
import { type Random, requireRandom } from "../../random.ts";
import { requireInRange, requireInteger, requireKnown } from "../../require.ts";
import { allFinite, nearestNeighboursAsync } from "../../statistics/mod.ts";
import { affinities } from "./affinities.ts";
import { initialPositions } from "./project_pca.ts";
import { Quadtree } from "./quadtree.ts";
import { tsneGradient } from "./tsne_gradient.ts";

/** Options of {@linkcode projectTsne}. */
export interface TsneOptions extends ProgressOptions {
  /** the effective number of neighbours of a point; default 30, or (n − 1)/3 of few points */
  perplexity?: number;
  /** iterations of gradient descent, the first third with early exaggeration; default 750 */
  iterations?: number;
  /** accuracy of the repulsion: 0 is exact, larger is faster and coarser; default 0.5 */
  theta?: number;
}

/** Factor of the attraction in the first third, so that clusters form before they spread. */
const EXAGGERATION = 12;

/**
 * Projects points to the plane so that neighbours stay neighbours: t-SNE (van der Maaten & Hinton
 * 2008) with Barnes–Hut repulsion (van der Maaten 2014), started from PCA (Kobak & Berens 2019).
 *
 * Distances between clusters, their sizes and their densities mean little in the result: assess it
 * with {@linkcode trustworthiness} and {@linkcode neighbourPurity}.
 *
 * Existing libraries do not fit: druidjs 0.9.0 computes all pairs (5,000 points take minutes), and
 * wasm-bhtsne 1.2.5 cannot start its threads under Deno.
 *
 * @param codes n × k points
 * @param random generator for noise in the initial positions, which separates equal points
 * @returns n × 2
 * @throws {RangeError} there are fewer than 4 points, the perplexity is not in 1 to (n − 1)/3,
 * or another option is out of range
 * @throws the signal's reason, if it is aborted
 */
export async function projectTsne(
  codes: Codes,
  random: Random,
  options: TsneOptions = {},
): Promise<Codes> {
  requireCodes(codes);
  requireRandom(random);
  requireKnown("projectTsne", options, {
    perplexity: "number",
    iterations: true,
    theta: true,
    progress: "function",
    signal: true,
  });
  const most = (codes.count - 1) / 3;
  if (most < 1) throw new RangeError(`t-SNE needs at least 4 points, got ${codes.count}`);
  const { perplexity = Math.min(30, most), iterations = 750, theta = 0.5 } = options;
  if (!(perplexity >= 1 && perplexity <= most)) {
    throw new RangeError(
      `perplexity must be at least 1 and at most ${Math.floor(most * 10) / 10}, a third of the ` +
        `other ${codes.count - 1} points, got ${perplexity}`,
    );
  }
  requireInteger("iterations", iterations);
  requireInRange("theta", theta, 0);
  const k = Math.floor(3 * perplexity);
  const neighbours = await nearestNeighboursAsync(codes, k, partOfProgress(options, 0, 0.2));
  const attraction = { neighbours, affinities: affinities(neighbours, perplexity) };
  const positions = initialPositions(codes, 1e-4, random);
  const tree = new Quadtree(positions), gradient = new Float64Array(positions.length);
  const descend = gradientDescent(positions, Math.max(50, codes.count / (4 * EXAGGERATION)));
  const reporter = new ProgressReporter(partOfProgress(options, 0.2, 1));
  for (let iteration = 0; iteration < iterations; iteration++) {
    const early = iteration < iterations / 3;
    tsneGradient(positions, attraction, tree, theta, early ? EXAGGERATION : 1, gradient);
    descend(gradient, early ? 0.5 : 0.8);
    requireFinitePositions(positions, iteration);
    await reporter.report((iteration + 1) / iterations);
  }
  return codesFrom(positions, 2);
}

/** @throws {RangeError} a position is NaN or infinite */
export function requireFinitePositions(positions: Float64Array, pass: number): void {
  if (allFinite(positions)) return;
  throw new RangeError(
    `the projection diverged in pass ${pass + 1}: positions became NaN or infinite, as the codes ` +
      "are too far apart; divide them by a constant",
  );
}

/**
 * Gradient descent with momentum and an adaptive gain for each coordinate (Jacobs 1988), which
 * grows while the gradient keeps its sign and shrinks when it changes.
 */
function gradientDescent(positions: Float64Array, learningRate: number) {
  const velocity = new Float64Array(positions.length);
  const gain = new Float64Array(positions.length).fill(1);
  return (gradient: Float64Array, momentum: number) => {
    for (let i = 0; i < positions.length; i++) {
      const turned = gradient[i] * velocity[i] > 0;
      gain[i] = turned ? Math.max(0.01, 0.8 * gain[i]) : gain[i] + 0.2;
      velocity[i] = momentum * velocity[i] - learningRate * gain[i] * gradient[i];
      positions[i] += velocity[i];
    }
  };
}
