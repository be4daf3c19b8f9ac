import { deepStrictEqual, ok } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import { readKernels } from "../../lib/backend/assets.ts";
import { useBackend } from "../../lib/backend/mod.ts";
import { register } from "../../lib/backend/register.ts";
import { SharedMemoryBackend } from "../../lib/backend/runtime/backend.ts";
import { withPlainMemory } from "../../lib/backend/runtime/compile_kernels.ts";
import { plainMemory } from "../../lib/backend/runtime/heap.ts";

/** As in a page that is not isolated, by the kernels without relaxed SIMD. */
async function registerPlain(): Promise<string> {
  const module = await WebAssembly.compile(withPlainMemory(await readKernels("kernels_simd.wasm")));
  register("plain", () => {
    const memory = plainMemory();
    return new SharedMemoryBackend({ memory, module, threads: 1 }, memory.buffer.byteLength);
  });
  return "plain";
}

/** The native backends of this machine: with a BLAS, if there is one, and with kernels.wasm. */
export const nativeBackends: string[] = [
  ...new Set([
    (await useBackend({ prefer: "auto", threads: 2 })).name,
    (await useBackend({ prefer: "wasm", threads: 2 })).name,
    await registerPlain(),
  ]),
];

/** Normally distributed float32 numbers of that shape, the same for the same seed. */
export function normals(shape: number[], seed: number): tf.TensorBuffer<tf.Rank> {
  // For tfjs, 0 is no seed.
  const tensor = tf.randomNormal(shape, 0, 1, "float32", seed + 1), buffer = tensor.bufferSync();
  tensor.dispose();
  return buffer;
}

/** The results of `compute` on the backend of that name. */
export function on(
  name: string,
  compute: () => tf.Tensor[],
): { shape: number[]; values: Float32Array }[] {
  const before = tf.getBackend();
  tf.setBackend(name);
  try {
    return tf.tidy(() =>
      compute().map((tensor) => ({
        shape: tensor.shape,
        values: tensor.dataSync() as Float32Array,
      }))
    );
  } finally {
    tf.setBackend(before);
  }
}

/**
 * Asserts that each native backend computes what the stock cpu backend computes, to within
 * `tolerance` of the largest number of each result or of `least`, if that is larger; NaN and
 * infinity must be in the same places. Inputs are of size 1 or so: where they cancel, no better
 * accuracy can be required.
 */
export function sameAsStock(tolerance: number, compute: () => tf.Tensor[], least = 1): void {
  const expected = on("cpu", compute);
  for (const name of nativeBackends) {
    on(name, compute).forEach(({ shape, values }, r) => {
      deepStrictEqual(shape, expected[r].shape, `${name}, result ${r}`);
      const right = expected[r].values;
      const largest = right.reduce(
        (most, value) => Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most,
        least,
      );
      for (let i = 0; i < right.length; i++) {
        const same = Object.is(right[i], values[i]) ||
          Math.abs(right[i] - values[i]) <= tolerance * largest;
        ok(same, `${name}, result ${r}: number ${i} is ${values[i]}, not ${right[i]}`);
      }
    });
  }
}

/** Rows and columns of zeros around each image, as tfjs specifies them. */
export type Padding = [[0, 0], [number, number], [number, number], [0, 0]];

/** A convolution that fast-check can shrink. */
export interface ConvolutionCase {
  batch: number;
  height: number;
  width: number;
  channels: number;
  filters: number;
  kernel: [number, number];
  strides: [number, number];
  dilations: [number, number];
  pad: "same" | "valid" | Padding;
  seed: number;
}

const side = fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 11), taps = fc.integer({ min: 1, max: 5 });
const depth = fc.constantFrom(1, 3, 5, 8, 12, 16);

/**
 * Convolutions of various strides, paddings and kernels, with odd sizes and few or many channels.
 */
export const convolutions: fc.Arbitrary<ConvolutionCase> = fc.record({
  batch: fc.constantFrom(1, 2, 3, 0),
  height: side,
  width: side,
  channels: depth,
  filters: depth,
  kernel: fc.oneof(fc.constant<[number, number]>([3, 3]), fc.tuple(taps, taps)),
  strides: fc.oneof(
    fc.constantFrom<[number, number]>([1, 1], [2, 2]),
    fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  ),
  dilations: fc.constant<[number, number]>([1, 1]),
  pad: fc.oneof(
    fc.constantFrom<"same" | "valid">("same", "valid"),
    fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(3)).map(
      ([top, bottom, left, right]): Padding => [[0, 0], [top, bottom], [left, right], [0, 0]],
    ),
  ),
  seed: fc.nat(),
}).filter(({ height, width, kernel, pad }) => {
  if (pad === "same") return true;
  const [, [top, bottom], [left, right]] = pad === "valid" ? [0, [0, 0], [0, 0]] as const : pad;
  return height + top + bottom >= kernel[0] && width + left + right >= kernel[1];
});

/** Images and a filter of that convolution. */
export function imagesAndFilter(
  { batch, height, width, channels, filters, kernel, seed }: ConvolutionCase,
): { x: tf.Tensor4D; w: tf.Tensor4D } {
  const x = normals([batch, height, width, channels], seed).toTensor() as tf.Tensor4D;
  const w = normals([...kernel, channels, filters], seed + 1).toTensor() as tf.Tensor4D;
  return { x, w };
}
