import * as tf from "@tensorflow/tfjs";
import { SharedMemoryBackend } from "../backend.ts";
import { WORTH_THREADS } from "../kernel.ts";
import { BLOCK, type Distribution } from "./jobs.ts";
import { philox } from "./philox.ts";

/**
 * A float32 tensor of numbers between low and high, each as likely as the others. The same seed gives
 * the same numbers whatever the threads, and on other backends up to rounding.
 *
 * @throws {RangeError} the seed is not an integer in 0–2³²−1
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { randomUniform } from "@autoencoders";
 *
 * deepStrictEqual(randomUniform([9], 1).dataSync(), randomUniform([9], 1).dataSync());
 * ```
 */
export function randomUniform(shape: number[], seed: number, low = 0, high = 1): tf.Tensor {
  const draw = (u: number) => low + (high - low) * u;
  return sample("randomUniform", shape, seed, [low, high - low], (u, v) => [draw(u), draw(v)]);
}

/**
 * A float32 tensor of normally distributed numbers (Box & Muller 1958). The same seed gives the same
 * numbers on every backend up to rounding, and to the last bit on one machine.
 *
 * @throws {RangeError} the seed is not an integer in 0–2³²−1
 */
export function randomNormal(shape: number[], seed: number, mean = 0, deviation = 1): tf.Tensor {
  return sample("randomNormal", shape, seed, [mean, deviation], (u, v) => {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - u)), angle = 2 * Math.PI * v;
    return [mean + radius * Math.cos(angle), mean + radius * Math.sin(angle)];
  });
}

/**
 * A float32 tensor of ones, each with the given probability, and zeros; the same for the same seed.
 *
 * @throws {RangeError} the seed is not an integer in 0–2³²−1, or the probability is not in 0–1
 */
export function randomBernoulli(shape: number[], seed: number, probability: number): tf.Tensor {
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`probability must be in 0–1, got ${probability}`);
  }
  const p = Math.fround(probability), draw = (u: number) => u < p ? 1 : 0;
  return sample("randomBernoulli", shape, seed, [p, 0], (u, v) => [draw(u), draw(v)]);
}

/** `pair` makes two numbers of two uniform ones, for backends that have no job for it. */
function sample(
  job: Distribution,
  shape: number[],
  seed: number,
  parameters: [number, number],
  pair: (u: number, v: number) => [number, number],
): tf.Tensor {
  if (!Number.isSafeInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
    throw new RangeError(`seed must be an integer in 0–4294967295, got ${seed}`);
  }
  const backend = tf.backend(),
    size = tf.util.sizeFromShape(shape),
    blocks = Math.ceil(size / BLOCK);
  if (backend instanceof SharedMemoryBackend) {
    const y = backend.output(shape), args = [seed, y.address, size, ...parameters];
    backend.tape?.refuse(); // the seed is another one every time
    backend.run(job, blocks, WORTH_THREADS / BLOCK / 4, 1, args);
    return tf.engine().makeTensorFromTensorInfo(y.info, backend);
  }
  const values = new Float32Array(blocks * BLOCK);
  for (let block = 0; block < blocks; block++) {
    for (let lane = 0; lane < 4; lane++) {
      const units = philox(seed, 4 * block + lane).map((bits) => (bits >>> 8) / 2 ** 24);
      const numbers = [...pair(units[0], units[1]), ...pair(units[2], units[3])];
      numbers.forEach((value, word) => values[BLOCK * block + 4 * word + lane] = value);
    }
  }
  return tf.tensor(values.slice(0, size), shape);
}
