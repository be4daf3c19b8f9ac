import * as tf from "@tensorflow/tfjs";
import { Random } from "../random.ts";
import { Autoencoder } from "./autoencoder.ts";
import { layersOf } from "./layers/layers.ts";
import { checkSpec } from "./spec/check.ts";
import { weightShapes } from "./spec/plan.ts";
import {
  type AutoencoderSpec,
  isVariational,
  layerName,
  type LayerSpec,
  tensorName,
} from "./spec/spec.ts";
import { VariationalAutoencoder } from "./variational/variational.ts";

/**
 * Builds the network that `spec` describes, with initial weights from `seed`: a
 * {@linkcode VariationalAutoencoder} if its encoder ends in posteriorMean.
 *
 * @param seed an integer in 0–2³²−1; the same seed gives the same weights
 * @throws {RangeError} a value of the spec is out of range or unknown, its layers do not fit together, or
 * its weights are more than 2²⁸ numbers; nothing is built then
 * @throws {TypeError} the spec is not an object with two lists of layers
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { buildAutoencoder } from "@autoencoders";
 *
 * const model = buildAutoencoder({
 *   name: "four pixels in one number",
 *   height: 2,
 *   width: 2,
 *   channels: 1,
 *   latent: 1,
 *   initializer: "glorotUniform",
 *   output: "sigmoid",
 *   encoder: [{ type: "flatten" }, { type: "dense", units: 1 }],
 *   decoder: [{ type: "dense", units: 4 }, { type: "reshape", shape: [2, 2, 1] }],
 * }, 7);
 * strictEqual(model.countParams(), 4 + 1 + 4 + 4);
 * model.dispose();
 * ```
 */
export function buildAutoencoder(spec: AutoencoderSpec, seed: number): Autoencoder {
  return assemble(spec, seed, false);
}

/** {@linkcode buildAutoencoder} with zeros for weights, for one that reads them from a file. */
export function emptyAutoencoder(spec: AutoencoderSpec): Autoencoder {
  return assemble(spec, 0, true);
}

function assemble(spec: AutoencoderSpec, seed: number, empty: boolean): Autoencoder {
  checkSpec(spec);
  const shapes = weightShapes(spec); // refuses layers that do not fit before any is built
  const { initializer } = spec, random = new Random(seed);
  const { height, width, channels, latent, classes = 0 } = spec;
  const image = tf.input({ shape: [height, width, channels], name: "image" });
  const code = tf.input({ shape: [latent + classes], name: "code" });
  const part = (of: "encoder" | "decoder", layers: LayerSpec[]) =>
    layers.flatMap((layer, i) => {
      const name = layerName(of, i + 1, layer);
      // In kernels, also of transposed convolutions, the last side is not part of the fan-in.
      const kernel = shapes.get(tensorName(`${name}/kernel`));
      const fanIn = kernel?.slice(0, -1).reduce((product, side) => product * side);
      return layersOf(layer, name, { initializer, random, fanIn, empty });
    });

  const encoderLayers = part("encoder", spec.encoder),
    decoderLayers = part("decoder", spec.decoder);
  try {
    const encoded = chain("encoder", encoderLayers, image);
    const output = tf.layers.activation({ name: "decoder_output", activation: spec.output });
    const decoded = chain("decoder", [...decoderLayers, output], code);
    const label = classes > 0 ? [tf.input({ shape: [classes], name: "label" })] : [];
    const conditioned = classes > 0
      ? tf.layers.concatenate().apply([encoded, ...label]) as tf.SymbolicTensor
      : encoded;
    const logits = chain("decoder", decoderLayers, conditioned);

    const Model = isVariational(spec) ? VariationalAutoencoder : Autoencoder;
    return new Model(spec, {
      encoder: tf.model({ inputs: image, outputs: encoded, name: "encoder" }),
      decoder: tf.model({ inputs: code, outputs: decoded, name: "decoder" }),
      logits: tf.model({ inputs: [image, ...label], outputs: logits, name: "logits" }),
    }, { seed });
  } catch (error) {
    for (const { weights } of [...encoderLayers, ...decoderLayers]) {
      for (const weight of weights) weight.dispose();
    }
    throw error;
  }
}

/** The output of the layers in sequence; the error of a layer that does not fit names it. */
function chain(
  where: string,
  layers: tf.layers.Layer[],
  input: tf.SymbolicTensor,
): tf.SymbolicTensor {
  return layers.reduce((x, layer) => {
    try {
      return layer.apply(x) as tf.SymbolicTensor;
    } catch (cause) {
      const shape = x.shape.slice(1).join("×");
      throw new RangeError(
        `${where}: layer ${layer.name} does not take ${shape}: ${(cause as Error).message}`,
        { cause },
      );
    }
  }, input);
}
