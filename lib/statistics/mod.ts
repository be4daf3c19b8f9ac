/** Statistics of points ({@linkcode Codes}): moments, distances, clusters, densities, ROC curves. */
export { distanceBlocks } from "./distances.ts";
export { frechetDistance } from "./frechet.ts";
export { type Density, fitGaussian, Gaussian } from "./gaussian.ts";
export { type Clusters, kMeans, type KMeansOptions, nearestCentres } from "./kmeans.ts";
export { minimise } from "./lbfgs.ts";
export { fitMixture, GaussianMixture, type MixtureOptions } from "./mixture.ts";
export { type PrincipalAxes, principalAxes } from "./principal_axes.ts";
export { quantile } from "./quantile.ts";
export { type RocCurve, rocCurve } from "./roc.ts";
