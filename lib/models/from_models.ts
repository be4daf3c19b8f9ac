import * as tf from "@tensorflow/tfjs";
import { kindOf, requireInteger, requireKnown } from "../require.ts";
import type { Autoencoder } from "./autoencoder.ts";
import { buildAutoencoder } from "./build.ts";
import { placeOf } from "./tfjs/layer.ts";
import { type AutoencoderSpec, layerName, type LayerSpec, type Output } from "./spec/spec.ts";

/** Options of {@linkcode autoencoderFrom}. */
export interface FromModelsOptions {
  /** images [n, h, w, c], or [n, h · w · c] with `height` and `width`, to codes of any shape */
  encoder: tf.LayersModel;
  /** codes to images, or to h · w · c numbers for each */
  decoder: tf.LayersModel;
  /** the name in tables and captions; default "own" */
  name?: string;
  /**
   * what the outputs of the decoder still need to become pixels; default "linear", nothing. "sigmoid" of a
   * decoder that leaves its last sigmoid out trains with binary cross-entropy, from logits.
   */
  output?: Output;
  /** the encoder gives the means and log-variances of the codes, in this order; default false */
  variational?: boolean;
  /** rows of an image, if the encoder takes flat ones */
  height?: number;
  /** columns of an image, if the encoder takes flat ones */
  width?: number;
  /** numbers per pixel, if the encoder takes flat images; default 1 */
  channels?: number;
}

/**
 * An autoencoder of two models of tfjs, with skip connections, branches, layers of one's own (registered by
 * `tf.serialization.registerClass`) or whatever else is inside each: it trains, saves and reopens as others
 * do. It has copies of the layers and weights; the given models stay as they are.
 *
 * @throws {TypeError} encoder or decoder is not a `tf.LayersModel`
 * @throws {RangeError} a model has several inputs or outputs, the shapes do not fit together, or both
 * models have a layer in common
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { autoencoderFrom, fit, imageSet } from "@autoencoders";
 *
 * const image = tf.input({ shape: [4, 4, 1] });
 * const flat = tf.layers.flatten().apply(image) as tf.SymbolicTensor;
 * const wide = tf.layers.dense({ units: 8, activation: "relu" }).apply(flat) as tf.SymbolicTensor;
 * const both = tf.layers.concatenate().apply([flat, wide]) as tf.SymbolicTensor; // a skip connection
 * const code = tf.layers.dense({ units: 2 }).apply(both) as tf.SymbolicTensor;
 * const decoder = tf.sequential({
 *   layers: [
 *     tf.layers.dense({ units: 16, inputShape: [2] }),
 *     tf.layers.reshape({ targetShape: [4, 4, 1] }),
 *   ],
 * });
 * const encoder = tf.model({ inputs: image, outputs: code });
 * const model = autoencoderFrom({ encoder, decoder, output: "sigmoid" });
 * strictEqual(model.latent, 2);
 * const images = imageSet(new Uint8Array(64 * 16), { height: 4, width: 4 });
 * await fit(model, images, { epochs: 1, seed: 1 });
 * model.dispose();
 * ```
 */
export function autoencoderFrom(options: FromModelsOptions): Autoencoder {
  requireKnown("autoencoderFrom", options, {
    encoder: true,
    decoder: true,
    name: "text",
    output: true,
    variational: "boolean",
    height: "number",
    width: "number",
    channels: "number",
  });
  const { encoder, decoder, name = "own", output = "linear", variational = false } = options;
  const [taken, code] = shapesOf("encoder", encoder),
    [takenCode, made] = shapesOf("decoder", decoder);
  const image = imageOf(options, taken), given = tf.util.sizeFromShape(code);
  const latent = variational ? given / 2 : given;
  if (latent !== tf.util.sizeFromShape(takenCode)) {
    const codes = variational ? `${given} numbers, two for each of the code` : `codes of ${latent}`;
    throw new RangeError(
      `the encoder gives ${codes}, the decoder takes ${tf.util.sizeFromShape(takenCode)}`,
    );
  }
  if (tf.util.sizeFromShape(made) !== tf.util.sizeFromShape(image)) {
    throw new RangeError(`the decoder must give ${image.join("×")}, got ${made.join("×")}`);
  }
  requireNothingShared(encoder, decoder);
  const [height, width, channels] = image;
  const encoderLayers: LayerSpec[] = [
    ...taken.length === 1 ? [{ type: "flatten" } as const] : [],
    asLayer(encoder),
    ...code.length > 1 ? [{ type: "flatten" } as const] : [],
    ...variational ? [{ type: "posteriorMean", units: latent } as const] : [],
  ];
  const decoderLayers: LayerSpec[] = [
    ...takenCode.length > 1 ? [{ type: "reshape", shape: takenCode } as const] : [],
    asLayer(decoder),
    ...made.join() !== image.join() ? [{ type: "reshape", shape: image } as const] : [],
  ];
  const spec: AutoencoderSpec = {
    ...{ name, height, width, channels, latent, initializer: "glorotUniform", output },
    encoder: encoderLayers,
    decoder: decoderLayers,
  };
  const model = buildAutoencoder(spec, 0);
  delete model.notes.seed;
  for (const part of ["encoder", "decoder"] as const) {
    const place = spec[part].findIndex(({ type }) => type === "tfjs");
    const copy = layerName(part, place + 1, spec[part][place]);
    copyWeights(options[part], model[part].getLayer(copy), placeOf(copy));
  }
  return model;
}

/** The shapes of a model's input and output, without n. */
function shapesOf(name: string, model: tf.LayersModel): [input: number[], output: number[]] {
  if (!(model instanceof tf.LayersModel)) {
    throw new TypeError(`${name} must be a tf.LayersModel, got ${kindOf(model)}`);
  }
  const { inputs, outputs } = model;
  if (inputs?.length !== 1 || outputs?.length !== 1) {
    const got = `${inputs?.length ?? 0} and ${outputs?.length ?? 0}`;
    throw new RangeError(`the ${name} must have one input and one output, got ${got}`);
  }
  const [input, output] = [inputs[0], outputs[0]].map(({ shape }) => shape.slice(1));
  const open = [...input, ...output].some((side) => !Number.isInteger(side));
  if (open) throw new RangeError(`the ${name} must have fixed sizes, got ${input} → ${output}`);
  return [input as number[], output as number[]];
}

/** The image size h, w, c for an encoder that takes `shape`. */
function imageOf({ height, width, channels }: FromModelsOptions, shape: number[]): number[] {
  if (shape.length === 3) {
    const other = Object.entries({ height, width, channels })
      .find(([, side], i) => side !== undefined && side !== shape[i]);
    if (!other) return shape;
    throw new RangeError(
      `${other[0]} is for encoders of flat images, this one takes ${shape.join("×")}, got ${
        other[1]
      }`,
    );
  }
  if (shape.length !== 1) {
    throw new RangeError(
      `the encoder must take images, h×w×c, or flat ones, got ${shape.join("×")}`,
    );
  }
  requireInteger("height of flat images", height);
  requireInteger("width of flat images", width);
  const image = [height, width, channels ?? 1];
  if (tf.util.sizeFromShape(image) !== shape[0]) {
    throw new RangeError(`the encoder takes ${shape[0]} numbers, got images of ${image.join("×")}`);
  }
  return image;
}

function requireNothingShared(encoder: tf.LayersModel, decoder: tf.LayersModel): void {
  const shared = encoder.weights.find((weight) => decoder.weights.includes(weight));
  if (!shared) return;
  throw new RangeError(
    `encoder and decoder must have layers of their own, but both have ${shared.originalName}`,
  );
}

function asLayer(model: tf.LayersModel): LayerSpec {
  const config = JSON.parse(JSON.stringify(model.getConfig()));
  return { type: "tfjs", className: model.getClassName(), config };
}

/** Copies the weights of a model's layers to those of another, whose names begin with `prefix`. */
function copyWeights(from: tf.LayersModel, to: tf.layers.Layer, prefix: string): void {
  for (const layer of from.layers) {
    const twin = (to as tf.LayersModel).getLayer(prefix + layer.name);
    if (layer instanceof tf.LayersModel) copyWeights(layer, twin, prefix);
    else if (layer.weights.length > 0) twin.setWeights(layer.getWeights());
  }
}
