// @ts-types="@types/d3-array"
import { extent } from "d3-array";
import type { Codes } from "../../codes.ts";
import { completeAxes, principalAxes } from "../../statistics/mod.ts";

/** The range of all numbers in the codes and 0, with a small margin. */
export function barRange({ values }: Codes): [number, number] {
  const [low, high] = extent([0, ...values]) as [number, number];
  const margin = 0.05 * (high - low || 1);
  return [low < 0 ? low - margin : 0, high + margin];
}

/** A plane in the space of codes. */
export interface Plane {
  /** the code at its origin */
  mean: Float32Array<ArrayBuffer>;
  /** 2 × k numbers: a direction in each row */
  axes: Float32Array<ArrayBuffer>;
  /** n × 2 numbers: each code's coordinates */
  points: Float32Array<ArrayBuffer>;
}

/**
 * The plane of the codes' first two principal components, and each code's coordinates on it.
 *
 * @param before the plane of an earlier state of the network; axes that point away from its own are reversed
 */
export function principalPlane(codes: Codes, before?: Plane): Plane {
  const { values, count, dimensions: k } = codes;
  const most = Math.min(2, k), found = completeAxes(principalAxes(values, k, most), most);
  const axes = new Float32Array(2 * k);
  axes.set(found.axes); // a code of one number has only one axis
  if (before?.axes.length === axes.length) alignAxes(axes, before.axes);
  const mean = Float32Array.from(found.mean);
  const points = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    for (let axis = 0; axis < 2; axis++) {
      for (let j = 0; j < k; j++) {
        points[2 * i + axis] += (values[i * k + j] - mean[j]) * axes[axis * k + j];
      }
    }
  }
  return { mean, axes, points };
}

/** The sign of an axis is arbitrary: reverses those whose product with the axis before is negative. */
function alignAxes(axes: Float32Array, before: Float32Array): void {
  const k = axes.length / 2;
  for (const start of [0, k]) {
    let product = 0;
    for (let j = start; j < start + k; j++) product += axes[j] * before[j];
    if (product < 0) { for (let j = start; j < start + k; j++) axes[j] *= -1; }
  }
}
