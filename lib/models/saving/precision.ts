import type { StoredTensor } from "../../files/mod.ts";

/** Every {@linkcode Precision}. */
export const precisions = ["float32", "float16", "int8"] as const;

/**
 * How weights are stored: exactly, in half the bytes or in a quarter of them. float16 keeps three
 * digits; int8 rounds each kernel to 256 steps between its minimum and its maximum.
 */
export type Precision = typeof precisions[number];

/** The float32 weight of a stored byte q is w = q · scale + minimum. */
export interface Quantization {
  scale: number;
  minimum: number;
}

/** A tensor as stored, and what its bytes mean if it is stored in int8. */
export interface EncodedTensor {
  tensor: StoredTensor;
  quantization?: Quantization;
}

/**
 * A weight in the precision of the file. Vectors, such as biases, are few numbers with a large effect
 * and stay float32.
 *
 *     int8: q = round((w − minimum) ÷ scale) in 0–255,  scale = (maximum − minimum) ÷ 255
 *
 * @throws {RangeError} a number is NaN or infinite, or too large for the precision: at least 65520 in
 * float16
 */
export function encodeWeight(
  name: string,
  shape: number[],
  values: Float32Array,
  precision: Precision,
): EncodedTensor {
  requireFinite(name, values, precision);
  if (precision === "float32" || shape.length < 2) return { tensor: { shape, values } };
  if (precision === "float16") {
    const halves = new Float16Array(values);
    requireFinite(name, values, precision, halves);
    return { tensor: { shape, values: halves } };
  }
  let minimum = Infinity, maximum = -Infinity;
  for (const value of values) {
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  const scale = maximum > minimum ? (maximum - minimum) / 255 : 1;
  const bytes = Uint8Array.from(values, (value) => Math.round((value - minimum) / scale));
  return { tensor: { shape, values: bytes }, quantization: { scale, minimum } };
}

/**
 * The float32 numbers of a stored weight.
 *
 * @throws {TypeError} it is stored as int32, or as bytes without a scale and a minimum
 */
export function decodeWeight({ tensor, quantization }: EncodedTensor): Float32Array {
  const { values } = tensor;
  if (values instanceof Float32Array) return values;
  if (values instanceof Float16Array) return new Float32Array(values);
  if (values instanceof Int32Array) throw new TypeError("a weight cannot be int32");
  const { scale = NaN, minimum = NaN } = quantization ?? {};
  if (!Number.isFinite(scale) || !Number.isFinite(minimum)) {
    throw new TypeError("a uint8 weight must have a finite scale and minimum");
  }
  return Float32Array.from(values, (q) => q * scale + minimum);
}

/**
 * @param stored the values as the precision stores them
 * @throws {RangeError} a number is NaN or infinite, or is stored so
 */
export function requireFinite(
  name: string,
  values: Float32Array,
  precision: Precision = "float32",
  stored: Float32Array | Float16Array = values,
): void {
  const at = stored.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const large = Number.isFinite(values[at]);
  throw new RangeError(
    `the weight ${name} must have finite numbers${
      large ? " of less than 65520" : ""
    } to be saved ` +
      `as ${precision}, got ${values[at]}; ` +
      (large ? '"float32" stores it exactly' : "train the model again with a lower learning rate"),
  );
}
