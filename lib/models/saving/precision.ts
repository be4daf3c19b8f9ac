import * as tf from "@tensorflow/tfjs";

/**
 * How weights are stored: as they are, in half the bytes, or in a quarter of them. float16 keeps
 * three digits; int8 rounds each kernel to 256 steps between its least and its greatest number.
 */
export type Precision = "float32" | "float16" | "int8";

type Specs = tf.io.WeightsManifestEntry[];

/** Weights as tfjs stores them. */
export interface EncodedWeights {
  specs: Specs;
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Stores float32 weights in another precision, in the notation that stock tfjs reads. Vectors (biases
 * and the like: a few numbers that much depends on) stay float32.
 *
 * @throws {RangeError} a weight cannot be represented in that precision: it is not finite, or of 65520 and
 * more in float16
 */
export function inPrecision(weights: EncodedWeights, precision: Precision): EncodedWeights {
  if (precision === "float32") return weights;
  const specs: Specs = [], parts: Uint8Array[] = [];
  let at = 0;
  for (const spec of weights.specs) {
    const size = tf.util.sizeFromShape(spec.shape);
    const values = new Float32Array(weights.bytes.slice(at, at + 4 * size).buffer);
    at += 4 * size;
    const stored = spec.shape.length < 2 ? { spec, values } : smaller[precision](spec, values);
    specs.push(stored.spec);
    parts.push(new Uint8Array(stored.values.buffer));
  }
  return { specs, bytes: joined(parts) };
}

const smaller = { float16: halved, int8: rounded };

function halved(spec: Specs[number], values: Float32Array) {
  const halves = new Float16Array(values);
  requireFinite(spec.name, values, halves, "float16");
  return { spec: { ...spec, quantization: { dtype: "float16" } as const }, values: halves };
}

// q = round((w − min) ÷ scale) in 0–255;  w ≈ q · scale + min
function rounded(spec: Specs[number], values: Float32Array) {
  requireFinite(spec.name, values, values, "int8");
  let min = Infinity, max = -Infinity;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const scale = max > min ? (max - min) / 255 : 1;
  const quantization = { dtype: "uint8", scale, min } as const;
  const steps = Uint8Array.from(values, (value) => Math.round((value - min) / scale));
  return { spec: { ...spec, quantization }, values: steps };
}

function requireFinite(
  name: string,
  values: Float32Array,
  stored: Float32Array | Float16Array,
  precision: Precision,
): void {
  const at = stored.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const most = precision === "float16" ? " of less than 65520" : "";
  throw new RangeError(
    `the weight ${name} must have finite numbers${most} to be saved as ${precision}, got ` +
      `${values[at]}; "float32" keeps it as it is`,
  );
}

function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
