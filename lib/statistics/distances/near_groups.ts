import type { Codes } from "../../codes.ts";

/**
 * Divides points into groups of neighbours: halves them where they spread most, at their mean, until
 * no group is too large. A cluster far from the others gets groups of its own.
 *
 * @param most the size of a group
 * @yields the indices of the points of a group
 */
export function* nearGroups(points: Codes, most: number): Generator<Int32Array> {
  const left: Int32Array[] = [Int32Array.from({ length: points.count }, (_, i) => i)];
  while (left.length > 0) {
    const group = left.pop()!;
    if (group.length <= most) yield group;
    else left.push(...halves(points, group));
  }
}

/** The points below and above the mean of the dimension in which they vary most. */
function halves({ values, dimensions: d }: Codes, group: Int32Array): [Int32Array, Int32Array] {
  const mean = new Float64Array(d), square = new Float64Array(d);
  for (const i of group) for (let j = 0; j < d; j++) mean[j] += values[i * d + j] / group.length;
  for (const i of group) {
    for (let j = 0; j < d; j++) square[j] += (values[i * d + j] - mean[j]) ** 2;
  }
  let widest = 0;
  for (let j = 1; j < d; j++) if (square[j] > square[widest]) widest = j;
  let below: Int32Array = group.filter((i) => values[i * d + widest] < mean[widest]);
  let above: Int32Array = group.filter((i) => values[i * d + widest] >= mean[widest]);
  if (below.length === 0 || above.length === 0) { // all are equal
    const half = group.length >> 1;
    below = group.subarray(0, half);
    above = group.subarray(half);
  }
  return [below, above];
}
