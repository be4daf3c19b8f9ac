/** Latent spaces: projections, clusters, classes, anomalies, interpolation and arithmetic. */
export { type Agreement, agreement } from "./clusters/agreement.ts";
export { type AnomalyScore, detectAnomalies, type Detection } from "./clusters/detect_anomalies.ts";
export { accuracy } from "./clusters/labels.ts";
export { fitLinearProbe, type LinearProbe, type ProbeOptions } from "./clusters/linear_probe.ts";
export { classifyByNeighbours, neighbourPurity } from "./clusters/neighbour_votes.ts";
export { addCodes, classMeans, shiftCodes } from "./moves/arithmetic.ts";
export { blendImages, interpolate } from "./moves/interpolate.ts";
export { codePlane, type Plane } from "./moves/plane.ts";
export { traverse, unitRange, unitsByVariance } from "./moves/traverse.ts";
export { projectPca } from "./projection/project_pca.ts";
export { trustworthiness } from "./projection/trustworthiness.ts";
export { projectTsne, type TsneOptions } from "./projection/tsne.ts";
export { projectUmap, type UmapOptions } from "./projection/umap.ts";
