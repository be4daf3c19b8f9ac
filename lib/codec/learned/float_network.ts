import * as tf from "@tensorflow/tfjs";
import { causalBlock, causalWindow, fromGrid } from "../../backend/mod.ts";
import type { Random } from "../../random.ts";
import { allFinite } from "../../statistics/mod.ts";
import {
  ACTIVATION_BITS,
  checkNetwork,
  checkShape,
  LARGEST,
  networkOf,
  type PixelNetwork,
  type PixelNetworkShape,
  tensorSizes,
  tensorsOf,
} from "./network.ts";
import { BLOCK_TAPS, windowTaps } from "./taps.ts";
import { tensorKind } from "./weight_coding.ts";

type Bits = "windowBits" | "blockBits" | "outputBits";

/** In which steps a tensor of the network counts, and its largest number of steps, if there is one. */
interface Grid {
  /** whose bits its weights have */
  bits: Bits;
  steps: number;
  most?: number;
}

/** At most this share of the weights of a tensor is clipped. */
const CLIPPED_SHARE = 1e-3;

/**
 * The network of {@linkcode PixelNetwork} in floats, for training. Fixed at the integers' steps it
 * computes what they compute, bit by bit: every sum is a multiple of a power of two and below 2²⁴ of them,
 * which float32 holds in any order.
 */
export class FloatNetwork implements Disposable {
  readonly shape: PixelNetworkShape;
  readonly variables: tf.Variable[];
  readonly #taps: tf.Tensor2D;
  /** [5, C, C]: what a block adds to, as weights of the tap "here" */
  readonly #identity: tf.Tensor3D;
  /** for each variable: which weights are fixed, and at what; empty while none is */
  #fixed: { mask: tf.Tensor; values: tf.Tensor }[] = [];

  /** Random weights: only the blocks' are small, so that their inputs pass at first. */
  constructor(shape: PixelNetworkShape, random: Random) {
    const { height, width, channels, blocks, radius } = shape, taps = windowTaps(radius);
    this.shape = { ...shape };
    this.#taps = tf.tensor2d(taps.flat(), [taps.length, 2], "int32");
    const normals = (shape: number[], deviation: number) => {
      const values = random.normals(tf.util.sizeFromShape(shape)).map((value) => value * deviation);
      return tf.variable(tf.tensor(values, shape));
    };
    const fromBlock = BLOCK_TAPS.length * channels;
    this.variables = tf.tidy(() => [
      normals([taps.length, channels], Math.sqrt(2 / (0.3 * taps.length))),
      tf.variable(tf.zeros([channels])),
      tf.variable(tf.zeros([height, channels])),
      tf.variable(tf.zeros([width, channels])),
      ...Array.from({ length: blocks }, () => [
        normals([BLOCK_TAPS.length, channels, channels], 0.5 * Math.sqrt(2 / fromBlock)),
        tf.variable(tf.zeros([channels])),
      ]).flat(),
      normals([channels], 0.1 * Math.sqrt(2 / channels)),
      tf.variable(tf.tensor1d([-2])), // most pixels are black
    ]);
    this.#identity = tf.tidy(() => {
      const none = tf.zeros([channels, channels]);
      return tf.stack(
        BLOCK_TAPS.map(([dy, dx]) => dy === 0 && dx === 0 ? tf.eye(channels) : none),
      ) as tf.Tensor3D;
    });
  }

  /**
   * The logits in nats.
   *
   * @param x [n, h, w], 0 or 1
   * @param rounded activations are rounded to the integers' steps; the gradient ignores that
   * @returns [n, h, w]
   */
  logits(x: tf.Tensor3D, rounded: boolean): tf.Tensor3D {
    const { channels, blocks, height, width } = this.shape;
    const [window, bias, rows, columns, ...rest]: tf.Tensor[] = this.variables;
    const [output, outputBias] = rest.slice(2 * blocks);
    const steps = 2 ** ACTIVATION_BITS,
      clamp = { largest: LARGEST / steps, ...rounded && { steps } };
    const base = tf.add(tf.add(tf.expandDims(rows, 1), tf.expandDims(columns, 0)), bias);
    // [n, h + 1, w + 1, C]
    let h = causalWindow(x, window as tf.Tensor2D, base as tf.Tensor3D, this.#taps, clamp);
    for (let l = 0; l < blocks; l++) {
      const weights = tf.add(rest[2 * l], this.#identity) as tf.Tensor3D;
      h = causalBlock(h, weights, rest[2 * l + 1] as tf.Tensor1D, clamp);
    }
    const products = tf.matMul(tf.reshape(h, [-1, channels]), tf.reshape(output, [channels, 1]));
    const grid = tf.reshape(products, [-1, height + 1, width + 1, 1]) as tf.Tensor4D;
    const logits = tf.add(fromGrid(grid), outputBias);
    return tf.reshape(logits, [-1, height, width]);
  }

  /**
   * About how many bits the weights take in a model file, up to a constant: under a Laplace distribution for
   * each kind of tensor, whose scale is the mean size of what is coded, in steps.
   */
  modelBits(): tf.Scalar {
    const grids = gridsOf(this.shape);
    const coded = tensorSizes(this.shape).map(([name], i) => {
      const { kind, differences } = tensorKind(name), weights = this.variables[i];
      const [rows] = weights.shape;
      const values = differences
        ? tf.sub(tf.slice(weights, 1), tf.slice(weights, 0, rows - 1))
        : weights;
      return { kind, steps: tf.reshape(tf.abs(tf.mul(values, grids[i].steps)), [-1]) };
    }).filter(({ kind }) => kind !== "outputBias");
    const bits = [...Map.groupBy(coded, ({ kind }) => kind).values()].map((tensors) => {
      const steps = tf.concat(tensors.map(({ steps }) => steps));
      // half a step: what is rounded to zero costs little
      return tf.mul(tf.log(tf.add(tf.mean(steps), 0.5)), steps.size / Math.LN2);
    });
    return tf.addN(bits) as tf.Scalar;
  }

  /** The network in integers. It may be inexact: checkNetwork() says so. */
  async integers(): Promise<PixelNetwork> {
    const grids = gridsOf(this.shape);
    const tensors = await Promise.all(
      this.variables.map(async (variable, i) => {
        const { steps, most } = grids[i];
        const values = await variable.data();
        if (!allFinite(values)) {
          throw new RangeError("a weight became NaN or infinite; a lower learningRate may help");
        }
        return Int32Array.from(values, (value) => stepsIn(value, steps, most));
      }),
    );
    return networkOf(this.shape, tensors);
  }

  /**
   * Fixes weights at their integers, those that are nearest to them first; the others stay in floats and can
   * make up for the rounding. What was fixed before stays so.
   *
   * @param share of each tensor's weights that are fixed from now on, 0–1
   */
  async fix(share: number): Promise<void> {
    const grids = gridsOf(this.shape);
    const fixed = await Promise.all(this.variables.map(async (variable, i) => {
      const { steps, most } = grids[i], weights = await variable.data();
      const rounded = Float32Array.from(weights, (value) => stepsIn(value, steps, most) / steps);
      const distances = rounded.map((value, at) => Math.abs(value - weights[at]));
      const nearest = distances.slice().sort()[Math.round(share * rounded.length) - 1] ?? -1;
      return tf.tidy(() => ({
        mask: tf.tensor(Array.from(distances, (distance) => distance <= nearest), variable.shape),
        values: tf.tensor(rounded, variable.shape),
      }));
    }));
    tf.dispose(this.#fixed);
    this.#fixed = fixed;
    this.restoreFixed();
  }

  /** Puts the fixed weights back where they were, after a step that moved them. */
  restoreFixed(): void {
    this.#fixed.forEach(({ mask, values }, i) => {
      const variable = this.variables[i];
      tf.tidy(() => variable.assign(tf.where(mask, values, variable)));
    });
  }

  /** Takes over the weights of a network of the same size. */
  assign(network: PixelNetwork): void {
    const grids = gridsOf(network), tensors = tensorsOf(network);
    this.variables.forEach((variable, i) =>
      tf.tidy(() => {
        const values = Float32Array.from(tensors[i], (weight) => weight / grids[i].steps);
        variable.assign(tf.tensor(values, variable.shape));
      })
    );
  }

  /**
   * Takes bits away from the weights until hardly any is clipped to ±127 and every sum is exact: before
   * training goes on with rounded weights.
   *
   * @throws {RangeError} no bits are left to take
   */
  async fitBits(): Promise<void> {
    for (;;) {
      const network = await this.integers(), tensors = tensorsOf(network);
      const clipped = gridsOf(this.shape).find(({ most }, i) =>
        most && tensors[i].filter((weight) => Math.abs(weight) === most).length >
          CLIPPED_SHARE * tensors[i].length
      );
      if (!clipped && isExact(network)) return;
      this.shape[clipped?.bits ?? "blockBits"]--;
      checkShape(this.shape);
    }
  }

  [Symbol.dispose](): void {
    tf.dispose([...this.variables, this.#identity, this.#taps]);
    tf.dispose(this.#fixed);
  }
}

/** How many steps a weight is nearest to, halves up; at most ± `most`. */
function stepsIn(value: number, steps: number, most = Infinity): number {
  return Math.max(-most, Math.min(most, Math.floor(Math.fround(value * steps) + 0.5)));
}

function gridsOf(shape: PixelNetworkShape): Grid[] {
  return tensorSizes(shape).map(([name]) => {
    const bits: Bits = /^(weights|biases)/.test(name)
      ? "blockBits"
      : /^output/.test(name)
      ? "outputBits"
      : "windowBits";
    if (/^biases/.test(name)) return { bits, steps: 2 ** ACTIVATION_BITS };
    if (name === "outputBias") return { bits, steps: 2 ** (shape.outputBits + ACTIVATION_BITS) };
    return { bits, steps: 2 ** shape[bits], ...name !== "bias" && { most: 127 } };
  });
}

function isExact(network: PixelNetwork): boolean {
  try {
    checkNetwork(network);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
