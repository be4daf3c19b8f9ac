import * as tf from "@tensorflow/tfjs";
import { type Autoencoder, VariationalAutoencoder } from "../../models/mod.ts";

/** One stage of a network as it is drawn: a layer, and those after it that only rearrange. */
export interface Stage {
  part: "input" | "encoder" | "posterior" | "code" | "decoder" | "output";
  /** the layers' names, without their numbers */
  name: string;
  /** of the output, without n: the spatial one if a layer of the stage rearranges */
  shape: readonly number[];
  parameters: number;
  /** the place of its output among those of {@linkcode Autoencoder.layers}; undefined for the input */
  layer?: number;
}

/**
 * The stages of a network. A layer without parameters that keeps the number of values, such as flatten
 * or the output's sigmoid, belongs to the stage before it; the layers that pad and crop for a
 * convolution belong to that convolution.
 */
export function stagesOf(model: Autoencoder): Stage[] {
  const { height, width, channels } = model.spec;
  const rows = model.layers(), codeAt = rows.findLastIndex(({ part }) => part === "encoder");
  const stages: Stage[] = [
    { part: "input", name: "image", shape: [height, width, channels], parameters: 0 },
  ];
  rows.forEach(({ part, layer, shape, parameters }, i) => {
    const name = nameOf(layer, model), last = stages.at(-1)!;
    const own = layer.replace(/_(pad|crop)$/, ""); // "encoder_1_convolution_pad" pads for it
    const auxiliary = own !== layer && rows.some((row) => row.part === part && row.layer === own);
    if (auxiliary && layer.endsWith("_pad")) return; // the convolution follows
    if (/posteriorMean/.test(layer)) {
      last.part = "posterior";
      if (i === codeAt) stages.push({ part: "code", name: "sample", shape, parameters, layer: i });
      return;
    }
    if (auxiliary) {
      Object.assign(last, { shape, layer: i }, i === codeAt ? { part: "code" } : {});
      return;
    }
    const rearranges = parameters === 0 && size(shape) === size(last.shape);
    if (rearranges) {
      last.name += `, ${name}`;
      if (shape.length > last.shape.length) last.shape = shape;
      // The image is drawn as it came; a code is drawn before the decoder rearranges it.
      if (last.layer !== undefined && last.part !== "code") last.layer = i;
      if (i === codeAt) last.part = "code";
      return;
    }
    stages.push({ part: i === codeAt ? "code" : part, name, shape, parameters, layer: i });
  });
  stages.at(-1)!.part = "output";
  return stages;
}

/** Each layer's output for one image [1, h, w, c], in the order of {@linkcode Autoencoder.layers}. */
export function activations(model: Autoencoder, image: tf.Tensor4D): Float32Array[] {
  const outputs = ({ inputs, layers }: tf.LayersModel, input: tf.Tensor) => {
    const all = tf.model({
      inputs,
      outputs: layers.slice(1).map((layer) => layer.getOutputAt(0) as tf.SymbolicTensor),
    });
    return [all.predict(input)].flat();
  };
  return tf.tidy(() => {
    const encoded = outputs(model.encoder, image);
    const decoded = outputs(model.decoder, encoded.at(-1)!);
    return [...encoded, ...decoded].map((output) => output.dataSync<"float32">().slice());
  });
}

export function isVariational(model: Autoencoder): boolean {
  return model instanceof VariationalAutoencoder;
}

/** The number of values of a shape. */
export function size(shape: readonly number[]): number {
  return tf.util.sizeFromShape([...shape]);
}

/** "encoder_2_transposedConvolution" → "transposed convolution". */
function nameOf(layer: string, model: Autoencoder): string {
  if (layer === "decoder_output") return model.spec.output;
  return layer.replace(/^(en|de)coder_\d+_/, "").replace(/^.*_leaky$/, "leakyRelu")
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
