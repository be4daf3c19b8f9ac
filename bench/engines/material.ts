import { join } from "@std/path";
import { strokes } from "../../lib/datasets/mod.ts";
import { Random } from "../../lib/random.ts";
import { type Network, weightShapes } from "../networks.ts";

/** Batches that every engine cycles through: quickly generated, but more than a cache holds. */
export const batches = 32;

/** Images are repeated after this many, which no network here memorises in a measurement. */
const distinct = 10_000;

/** The images and initial weights of all engines, as files of raw numbers. */
export interface Material {
  /** uint8 pixels, 0 or 1; a multiple of the batch of images of 784 bytes */
  images: string;
  /** float32, in the order and the layout of Keras: kernel before bias, [h, w, in, out] */
  weights: string;
}

/** Writes the images, a multiple of its batch, and the weights of `network` into `folder`. */
export async function writeMaterial(
  network: Network,
  folder: string,
  count = batches * network.batch,
): Promise<Material> {
  const random = new Random(4);
  const images = join(folder, `${network.name}-images.u8`);
  const weights = join(folder, `${network.name}-weights.f32`);
  const pixels = digits(Math.min(count, distinct), random);
  const chunks = Array.from(
    { length: Math.ceil(count / distinct) },
    (_, i) => pixels.subarray(0, 784 * (count - i * distinct)),
  );
  await Deno.writeFile(images, ReadableStream.from(chunks));
  await Deno.writeFile(weights, new Uint8Array(glorot(network, random).buffer));
  return { images, weights };
}

// Synthetic digits in black and white, which every network here can learn. A network that fails to
// learn would be full of numbers near 0, which processors compute at different speeds.
function digits(count: number, random: Random): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(strokes(count, random).pixels, (value) => value > 127 ? 1 : 0);
}

// Glorot & Bengio (2010): kernels uniform in ±√(6 / (fan in + fan out)), biases 0.
function glorot(network: Network, random: Random): Float32Array<ArrayBuffer> {
  const parts = weightShapes(network).map((shape) => {
    const values = new Float32Array(shape.reduce((a, b) => a * b));
    if (shape.length === 1) return values;
    const field = shape.slice(0, -2).reduce((a, b) => a * b, 1);
    const limit = Math.sqrt(6 / (field * (shape.at(-1)! + shape.at(-2)!)));
    return values.map(() => (2 * random.uniform() - 1) * limit);
  });
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
