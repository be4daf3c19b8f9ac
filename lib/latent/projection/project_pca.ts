import { type Codes, codesFrom, requireCodes } from "../../codes.ts";
import type { Random } from "../../random.ts";
import { requireInteger } from "../../require.ts";
import { completeAxes, principalAxes } from "../../statistics/mod.ts";

/**
 * Projects points onto the directions in which they vary most: principal component analysis.
 *
 * @param codes n × k points
 * @param dimensions the number of directions, at most k; default 2, or 1 of codes of one number
 * @returns n × dimensions, in order of descending variance
 * @throws {RangeError} dimensions is not an integer in 1–k
 */
export function projectPca(codes: Codes, dimensions = Math.min(2, codes?.dimensions)): Codes {
  requireCodes(codes);
  const { values, count, dimensions: k } = codes;
  requireInteger(`dimensions of codes of length ${k}`, dimensions, 1, k);
  const { mean, axes } = completeAxes(principalAxes(values, k, dimensions), dimensions);
  const projected = new Float32Array(count * dimensions);
  for (let i = 0; i < count; i++) {
    for (let axis = 0; axis < dimensions; axis++) {
      let dot = 0;
      for (let j = 0; j < k; j++) dot += (values[i * k + j] - mean[j]) * axes[axis * k + j];
      projected[i * dimensions + axis] = dot;
    }
  }
  return codesFrom(projected, dimensions);
}

/**
 * The initial positions of t-SNE and UMAP: the first two principal components, scaled so that the
 * first has the deviation `spread`, plus noise of `spread`/1000, which separates equal points.
 *
 * @returns x and y of each point: 2n numbers
 */
export function initialPositions(codes: Codes, spread: number, random: Random): Float64Array {
  const flat = projectPca(codes), d = flat.dimensions;
  let square = 0;
  for (let i = 0; i < flat.count; i++) square += flat.values[i * d] ** 2 / flat.count;
  const scale = square > 0 ? spread / Math.sqrt(square) : 0;
  const positions = new Float64Array(2 * codes.count);
  for (let i = 0; i < positions.length; i++) {
    const axis = i % 2;
    const component = axis < d ? scale * flat.values[(i >> 1) * d + axis] : 0;
    positions[i] = component + spread * random.normal() / 1000;
  }
  return positions;
}
