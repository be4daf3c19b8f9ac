/** Statistics of points: moments, distances, neighbours, clusters, densities, ROC curves. */
export { type DistanceBlock, distanceBlocks, squaredDistance } from "./distances/distances.ts";
export { frechetDistance } from "./densities/frechet.ts";
export { type Density, fitGaussian, Gaussian } from "./densities/gaussian.ts";
export { type Clusters, kMeans, type KMeansOptions } from "./distances/kmeans.ts";
export { minimise } from "./lbfgs.ts";
export { fitMixture, GaussianMixture, type MixtureOptions } from "./densities/mixture.ts";
export {
  nearestNeighbours,
  nearestNeighboursAsync,
  type Neighbours,
} from "./distances/nearest_neighbours.ts";
export { type PrincipalAxes } from "./moments/orthogonal.ts";
export { completeAxes, principalAxes, principalAxesAsync } from "./moments/principal_axes.ts";
export { allFinite, mean, quantile, rowArgmax } from "./reductions.ts";
export { type RocCurve, rocCurve } from "./roc.ts";
