export { projectPca } from "./projection/project_pca.ts";
export { projectTsne, type TsneOptions } from "./projection/tsne.ts";
export { projectUmap, type UmapOptions } from "./projection/umap.ts";
export { nearestNeighbours, type Neighbours } from "./neighbours/neighbours.ts";
export { classifyByNeighbours, neighbourPurity } from "./neighbours/neighbour_votes.ts";
export { trustworthiness } from "./projection/trustworthiness.ts";
export { type Agreement, agreement } from "./clusters/agreement.ts";
export { accuracy } from "./clusters/labels.ts";
export { fitLinearProbe, type LinearProbe, type ProbeOptions } from "./clusters/linear_probe.ts";
export { blendImages, interpolate } from "./moves/interpolate.ts";
export { traverse, unitRange, unitsByVariance } from "./moves/traverse.ts";
export { addCodes, classMeans, shiftCodes } from "./moves/arithmetic.ts";
export { codePlane, type Plane } from "./moves/plane.ts";
export {
  type AnomalyScore,
  detectAnomalies,
  type Detection,
  detectionTable,
} from "./clusters/anomaly.ts";
