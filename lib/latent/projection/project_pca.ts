import { type Codes, codesFrom } from "../../codes.ts";
import { principalAxes } from "../../statistics/mod.ts";

/**
 * Points seen along the directions in which they vary most: exact principal component analysis.
 *
 * @param codes n × k points
 * @param dimensions how many directions, at most k; 2 unless told
 * @returns n × dimensions, the widest direction first
 * @throws {RangeError} dimensions is not an integer in 1–k
 */
export function projectPca(codes: Codes, dimensions = 2): Codes {
  const { values, count, dimensions: k } = codes;
  if (!Number.isSafeInteger(dimensions) || dimensions < 1 || dimensions > k) {
    throw new RangeError(`dimensions must be an integer in 1–${k}, got ${dimensions}`);
  }
  const { mean, axes } = principalAxes(values, k);
  const seen = new Float32Array(count * dimensions);
  for (let i = 0; i < count; i++) {
    for (let axis = 0; axis < dimensions; axis++) {
      let dot = 0;
      for (let j = 0; j < k; j++) dot += (values[i * k + j] - mean[j]) * axes[axis * k + j];
      seen[i * dimensions + axis] = dot;
    }
  }
  return codesFrom(seen, dimensions);
}

/**
 * A start for layouts that then move points about: the first two principal components, the first of
 * them with the deviation `spread`, and a thousandth of it as noise, which parts equal points.
 *
 * @param noise draws from mean 0 and variance 1
 * @returns x and y of each point: 2n numbers
 */
export function startFromPca(codes: Codes, spread: number, noise: () => number): Float64Array {
  const flat = projectPca(codes, Math.min(2, codes.dimensions)), d = flat.dimensions;
  let square = 0;
  for (let i = 0; i < flat.count; i++) square += flat.values[i * d] ** 2 / flat.count;
  const scale = square > 0 ? spread / Math.sqrt(square) : 0;
  const start = new Float64Array(2 * codes.count);
  for (let i = 0; i < start.length; i++) {
    const axis = i % 2;
    const place = axis < d ? scale * flat.values[(i >> 1) * d + axis] : 0;
    start[i] = place + spread * noise() / 1000;
  }
  return start;
}
