/** Statistics of points: moments, distances, neighbours, clusters, densities, ROC curves. */
export { type DistanceBlock, distanceBlocks, squaredDistance } from "./distances.ts";
export { frechetDistance } from "./frechet.ts";
export { type Density, fitGaussian, Gaussian } from "./gaussian.ts";
export { type Clusters, kMeans, type KMeansOptions } from "./kmeans.ts";
export { minimise } from "./lbfgs.ts";
export { fitMixture, GaussianMixture, type MixtureOptions } from "./mixture.ts";
export {
  nearestNeighbours,
  nearestNeighboursAsync,
  type Neighbours,
} from "./nearest_neighbours.ts";
export { type PrincipalAxes } from "./orthogonal.ts";
export { completeAxes, principalAxes, principalAxesAsync } from "./principal_axes.ts";
export { mean, quantile, rowArgmax } from "./reductions.ts";
export { type RocCurve, rocCurve } from "./roc.ts";
