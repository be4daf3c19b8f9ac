import { requireInteger } from "../../require.ts";
import { BLOCK_TAPS, windowTaps } from "./taps.ts";

/** The size of a network that predicts the pixels of binary images. */
export interface PixelNetworkShape {
  /** pixels of an image */
  height: number;
  width: number;
  /** C, numbers for each pixel in each layer */
  channels: number;
  /** L, residual blocks */
  blocks: number;
  /** of the half disc of pixels that the first layer sees */
  radius: number;
  /** binary digits after the point of the weights of the first layer, of the blocks and of the output */
  windowBits: number;
  blockBits: number;
  outputBits: number;
}

/**
 * A causal network in integers. It predicts each pixel of a binary image from the pixels before it, row by
 * row from the left:
 *
 *     z[p]    = bias + row[y] + column[x] + Σ_k window[k] · pixel[p + tap_k]     units of 2^−windowBits
 *     h₀[p]   = clamp(round(z[p]))                                               activations
 *     h_l₊₁[p] = clamp(h_l[p] + biases_l + round(Σ_t,c weights_l[t, c] · h_l[p + tap_t, c]))
 *     logit[p] = outputBias + Σ_c output[c] · h_L[p, c]                          units of 2^−(outputBits + 6)
 *
 * Activations are integers in 0–4,095 that count steps of 1/64, and clamp() keeps them there. Weights are
 * integers in −127…127 that count steps of 2^−bits; biases of blocks count steps of activations. round()
 * adds half a unit and shifts, so everything is exact, and {@linkcode checkNetwork} makes sure that every
 * sum stays below 2²⁴: float32 computes the same, in any order.
 */
export interface PixelNetwork extends PixelNetworkShape {
  /** [K, C]: for each tap of the half disc */
  window: Int32Array;
  /** [C] */
  bias: Int32Array;
  /** [h, C] and [w, C]: digits are centred, so where a pixel is says much about it */
  rows: Int32Array;
  columns: Int32Array;
  /** [5, C, C] for each block: taps, channels of the layer below, channels */
  weights: Int32Array[];
  /** [C] for each block */
  biases: Int32Array[];
  /** [C] and one number */
  output: Int32Array;
  outputBias: Int32Array;
}

/** Activations are steps of 2^−6. */
export const ACTIVATION_BITS = 6;
/** The largest activation. */
export const LARGEST = 4095;
const LARGEST_WEIGHT = 127;
const LARGEST_SUM = 2 ** 24;
/** The first layer's sums are numbers of 16 bits in the fast decoder. */
const LARGEST_WINDOW_SUM = 2 ** 15 - 1;

/** Limits of the shape. */
const limits: Record<keyof PixelNetworkShape, [least: number, most: number]> = {
  height: [1, 1024],
  width: [1, 1024],
  channels: [1, 128],
  blocks: [0, 16],
  radius: [1, 16],
  windowBits: [0, 12],
  blockBits: [1, 12],
  outputBits: [0, 8],
};

/** The names of the numbers of a shape, in the order of the file format. */
export const shapeNames = Object.keys(limits) as (keyof PixelNetworkShape)[];

/** The tensors of a network in the order of the file format, by name, with how many numbers each has. */
export function tensorSizes(shape: PixelNetworkShape): [name: string, size: number][] {
  const { height, width, channels, blocks, radius } = shape;
  return [
    ["window", windowTaps(radius).length * channels],
    ["bias", channels],
    ["rows", height * channels],
    ["columns", width * channels],
    ...Array.from({ length: blocks }, (_, l): [string, number][] => [
      [`weights ${l}`, BLOCK_TAPS.length * channels * channels],
      [`biases ${l}`, channels],
    ]).flat(),
    ["output", channels],
    ["outputBias", 1],
  ];
}

/** The tensors in the same order. */
export function tensorsOf(network: PixelNetwork): Int32Array[] {
  const { window, bias, rows, columns, weights, biases, output, outputBias } = network;
  const blocks = weights.flatMap((block, l) => [block, biases[l]]);
  return [window, bias, rows, columns, ...blocks, output, outputBias];
}

/** A network of these tensors. */
export function networkOf(shape: PixelNetworkShape, tensors: Int32Array[]): PixelNetwork {
  const [window, bias, rows, columns, ...rest] = tensors;
  const blocks = rest.slice(0, 2 * shape.blocks), [output, outputBias] = rest.slice(blocks.length);
  const weights = blocks.filter((_, i) => i % 2 === 0);
  const biases = blocks.filter((_, i) => i % 2 === 1);
  return { ...shape, window, bias, rows, columns, weights, biases, output, outputBias };
}

/** Numbers in all layers of an image, and multiplications for an image: what a decoder may have to do. */
const MOST_NUMBERS = 2 ** 25, MOST_PRODUCTS = 2 ** 30;
/** The fast decoder has memory for a multiple of so many channels. */
export const LANES = 16;

/** @throws {RangeError} a number of the shape is not an integer within its limits, or all are too large */
export function checkShape(shape: PixelNetworkShape): void {
  for (const name of shapeNames) {
    requireInteger(name, shape[name], ...limits[name]);
  }
  const { height, width, channels, blocks } = shape, layer = height * width * channels;
  const products = layer * BLOCK_TAPS.length * channels * blocks;
  const numbers = height * width * Math.ceil(channels / LANES) * LANES * (blocks + 1);
  if (numbers > MOST_NUMBERS || products > MOST_PRODUCTS) {
    throw new RangeError(
      `a network of ${blocks} blocks of ${channels} channels is too large for images of ` +
        `${height} × ${width}: at most 2²⁵ numbers, of channels in sixteens, and 2³⁰ products an image`,
    );
  }
}

/**
 * Checks what makes the network exact on every machine: no sum, in whatever order it is added, leaves the
 * integers that the arithmetic holds.
 *
 * @throws {RangeError} the shape, the number of weights, a weight or a sum is out of its range
 */
export function checkNetwork(network: PixelNetwork): void {
  checkShape(network);
  const { channels, windowBits, blockBits } = network;
  const tensors = tensorsOf(network);
  tensorSizes(network).forEach(([name, size], i) => {
    if (tensors[i]?.length !== size) {
      throw new RangeError(`${name} must have ${size} numbers, got ${tensors[i]?.length}`);
    }
    if (/^(bias|outputBias)/.test(name)) return;
    const large = tensors[i].find((weight) => Math.abs(weight) > LARGEST_WEIGHT);
    if (large !== undefined) throw new RangeError(`${name} has the weight ${large}, not in ±127`);
  });
  const scale = 2 ** Math.max(0, ACTIVATION_BITS - windowBits), unit = 2 ** blockBits;
  const half = 2 ** Math.max(0, windowBits - ACTIVATION_BITS) / 2;
  for (let c = 0; c < channels; c++) {
    const [low, high] = bounds(network.window, channels, c);
    const places = largest(network.rows, channels, c) + largest(network.columns, channels, c);
    const sum = Math.max(-low, high) + Math.abs(network.bias[c]) + places + half;
    requireSum("the first layer", c, scale * sum, LARGEST_WINDOW_SUM);
    network.weights.forEach((weights, l) => {
      const [low, high] = bounds(weights, channels, c);
      // the residual and the bias are added in the units of the sum
      const rest = unit * (LARGEST + Math.abs(network.biases[l][c]) + 0.5);
      requireSum(`block ${l}`, c, LARGEST * Math.max(-low, high) + rest, LARGEST_SUM);
    });
  }
  const [low, high] = bounds(network.output, 1, 0);
  const rest = Math.abs(network.outputBias[0]);
  requireSum("the output", 0, LARGEST * Math.max(-low, high) + rest, LARGEST_SUM);
}

function requireSum(where: string, channel: number, sum: number, most: number): void {
  if (sum <= most) return;
  throw new RangeError(
    `channel ${channel} of ${where} can reach a sum of ${sum}, above ${most}: ` +
      "it would not be exact everywhere",
  );
}

/** The sums of the negative and of the positive weights of channel c. */
function bounds(weights: Int32Array, channels: number, c: number): [number, number] {
  let low = 0, high = 0;
  for (let i = c; i < weights.length; i += channels) {
    if (weights[i] < 0) low += weights[i];
    else high += weights[i];
  }
  return [low, high];
}

function largest(weights: Int32Array, channels: number, c: number): number {
  let most = 0;
  for (let i = c; i < weights.length; i += channels) most = Math.max(most, Math.abs(weights[i]));
  return most;
}
