// The code rounded to integers that a file stores, and what they take.
import { codec } from "./codec.js";

/**
 * @param {{
 *   matrix: Float32Array,
 *   inverse: Float32Array,
 *   offset: Float32Array,
 *   weights: Float32Array,
 *   means: Float32Array,
 *   factors: Float32Array,
 * }} model coordinates of codes and their distribution: z = y · matrix + offset
 * @returns {(code: Float32Array, step: number) => { bits: number, code: Float32Array }}
 */
export function roundedCodes(model) {
  const { matrix, inverse, offset } = model, k = offset.length;
  let step, distribution;
  return (code, size) => {
    if (size !== step) {
      [step, distribution] = [size, new codec.CodeDistribution(model, size)];
    }
    const centred = code.map((value, i) => value - offset[i]);
    const rotated = Float64Array.from(times(centred, inverse, k), (value) => value / step);
    const integers = codec.quantiseCodes(rotated, distribution);
    const back = times(Float64Array.from(integers, (value) => value * step), matrix, k);
    return {
      bits: codec.codeBits(integers, distribution),
      code: Float32Array.from(back, (value, i) => value + offset[i]),
    };
  };
}

/** A row of k numbers times a k × k matrix. */
function times(row, matrix, k) {
  return Float64Array.from(
    { length: k },
    (_, j) => row.reduce((sum, value, i) => sum + value * matrix[i * k + j], 0),
  );
}
