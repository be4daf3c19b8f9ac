import * as tf from "@tensorflow/tfjs";
import { applyModel } from "../backend/mod.ts";
import type { ImageSet } from "../images.ts";
import { inBatches } from "../preprocessing/mod.ts";
import type { Coder } from "./coder.ts";
import { freeWeights, requireWeights } from "./disposal.ts";
import { sayIfInTraining } from "./in_training.ts";
import { exportTfjs } from "./saving/export_tfjs.ts";
import type { Precision } from "./saving/precision.ts";
import { saveAutoencoder } from "./saving/save.ts";
import type { ModelNotes } from "./saving/stored_model.ts";
import { checkCodes, checkImages } from "./spec/check.ts";
import type { AutoencoderSpec } from "./spec/spec.ts";
import { requireKnown } from "../require.ts";

/** The tfjs models of an autoencoder, which share their layers. */
export interface AutoencoderParts {
  encoder: tf.LayersModel;
  decoder: tf.LayersModel;
  logits: tf.LayersModel;
}

/** A layer in the list of {@linkcode Autoencoder.layers}. */
export interface LayerRow {
  part: "encoder" | "decoder";
  layer: string;
  /** of its output, without n */
  shape: number[];
  parameters: number;
}

/** Images per batch, which bounds the memory of the inner layers. */
const BATCH_SIZE = 250;

/**
 * An encoder and a decoder that are trained together.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { denseAutoencoder, imageSet } from "@autoencoders";
 *
 * const model = denseAutoencoder({ widths: [8], latent: 2, height: 4, width: 4 }, 1);
 * const images = imageSet(new Uint8Array(3 * 16), { height: 4, width: 4 });
 * const codes = model.encode(images);
 * deepStrictEqual(codes.shape, [3, 2]);
 * deepStrictEqual(model.decode(codes).shape, [3, 4, 4, 1]);
 * model.dispose();
 * ```
 */
export class Autoencoder implements Coder {
  readonly name: string;
  readonly latent: number;
  /** the network, layer by layer */
  readonly spec: AutoencoderSpec;
  /** images [n, h, w, c] → codes [n, k] */
  readonly encoder: tf.LayersModel;
  /** codes [n, k] → images [n, h, w, c], after the output activation */
  readonly decoder: tf.LayersModel;
  /** images → logits: the decoder's outputs before its output activation, used in training */
  readonly logits: tf.LayersModel;
  /** provenance: seed, data, training; saved with it, may be changed */
  readonly notes: ModelNotes;

  constructor(
    spec: AutoencoderSpec,
    { encoder, decoder, logits }: AutoencoderParts,
    notes: ModelNotes = {},
  ) {
    this.spec = spec;
    this.notes = notes;
    this.name = spec.name;
    this.latent = spec.latent;
    this.encoder = encoder;
    this.decoder = decoder;
    this.logits = logits;
  }

  /**
   * Images to codes [n, k], in batches.
   *
   * @throws {RangeError} the images do not have the size that the network takes
   */
  encode(images: tf.Tensor4D | ImageSet): tf.Tensor2D {
    this.requireUsable();
    checkImages(this.spec, images);
    return runInBatches(images, (batch) => applyModel(this.encoder, batch)) as tf.Tensor2D;
  }

  /**
   * Codes [n, k] to images [n, h, w, c] in 0–1, in batches.
   *
   * @throws {RangeError} the codes do not have k numbers
   */
  decode(codes: tf.Tensor2D): tf.Tensor4D {
    this.requireUsable();
    checkCodes(this.latent, codes);
    return runInBatches(
      codes,
      (batch) => this.#pixels(applyModel(this.decoder, batch)),
    ) as tf.Tensor4D;
  }

  /**
   * Images to their reconstructions, [n, h, w, c] in 0–1, in batches.
   *
   * @throws {RangeError} the images do not have the size that the network takes
   */
  reconstruct(images: tf.Tensor4D | ImageSet): tf.Tensor4D {
    this.requireUsable();
    checkImages(this.spec, images);
    return runInBatches(
      images,
      (batch) => this.output(applyModel(this.logits, batch)),
    ) as tf.Tensor4D;
  }

  /** Logits to pixels in 0–1: the output activation, clipped to that range. */
  output(logits: tf.Tensor): tf.Tensor {
    return tf.tidy(() => this.#pixels(this.activate(logits)));
  }

  /** Logits to outputs: the output activation, not clipped. */
  activate(logits: tf.Tensor): tf.Tensor {
    switch (this.spec.output) {
      case "sigmoid":
        return tf.sigmoid(logits);
      case "tanh":
        return tf.tanh(logits);
      case "linear":
        return logits.clone();
    }
  }

  #pixels(outputs: tf.Tensor): tf.Tensor {
    return this.spec.output === "sigmoid" ? outputs : tf.clipByValue(outputs, 0, 1);
  }

  /** Every weight of the network once: those of the encoder, then those of the decoder. */
  get weights(): tf.LayersModel["weights"] {
    return [...this.encoder.weights, ...this.decoder.weights];
  }

  /** How many numbers the weights have in total. */
  countParams(): number {
    return this.weights.reduce(
      (sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]),
      0,
    );
  }

  /** The layers in order, without the inputs, with output shapes and parameters. */
  layers(): LayerRow[] {
    const rows = (part: LayerRow["part"], model: tf.LayersModel) =>
      model.layers.slice(1).map((layer) => ({
        part,
        layer: layer.name,
        shape: (layer.getOutputAt(0) as tf.SymbolicTensor).shape.slice(1) as number[],
        parameters: layer.countParams(),
      }));
    return [...rows("encoder", this.encoder), ...rows("decoder", this.decoder)];
  }

  /** The text that a notebook or the console shows: one line per layer. */
  [Symbol.for("Deno.customInspect")](): string {
    const { height, width, channels } = this.spec, size = `${height}×${width}×${channels}`;
    const count = (n: number) => n.toLocaleString("en");
    const rows = this.layers().map(({ layer, shape, parameters }) =>
      `  ${layer.padEnd(32)} ${shape.join("×").padStart(10)} ${
        parameters ? count(parameters).padStart(10) : ""
      }`.trimEnd()
    );
    const head = `Autoencoder "${this.name}": ${size} → ${this.latent} → ${size}, ` +
      `${count(this.countParams())} parameters`;
    return [head, ...rows].join("\n");
  }

  /**
   * Writes the model to one file, which `loadAutoencoder` opens: the weights as tensors, and spec,
   * notes, precision and software versions as metadata. An earlier model of that name is replaced
   * atomically: at every moment the file is the earlier model or this one.
   *
   * The format is safetensors, so Python reads it too. Its tensors are named by part, layer and weight,
   * such as "encoder/2_dense/kernel". "float16" stores them as F16, "int8" as bytes q, of which the
   * weight is q · scale + minimum; `quantization` in the metadata has both by tensor name, in JSON.
   * Vectors, such as biases, are always float32.
   *
   * @param path of the file, or its URL; ".safetensors" is appended if it does not end so, and missing
   * folders are created
   * @param precision of the stored weights; "float16" and "int8" are smaller and less exact
   * @throws {Deno.errors.AlreadyExists} there is something at this path that is not an intact saved
   * model; delete a damaged file first
   * @throws {RangeError} there is no such precision, or it cannot represent a weight; the path does not
   * name a file
   */
  async save(path: string | URL, options: { precision?: Precision } = {}): Promise<void> {
    requireKnown("save", options, { precision: true });
    const { precision = "float32" } = options;
    this.requireUsable();
    await saveAutoencoder(this, path, precision);
  }

  /**
   * Writes encoder and decoder to folders of these names in `folder`, in the format of tfjs:
   * `tf.loadLayersModel` opens each by its model.json, without this library.
   *
   * @throws {Deno.errors.AlreadyExists} the folder has anything else in it
   */
  async exportTfjs(folder: string | URL): Promise<void> {
    this.requireUsable();
    await exportTfjs(this, folder);
  }

  /**
   * Writes `encoder.onnx` and `decoder.onnx` to a folder, for ONNX Runtime and the other programs that run
   * ONNX models (https://onnx.ai), each file atomically.
   *
   * Inputs and outputs are those of {@linkcode encode} and {@linkcode decode}, float32 in batches of any
   * size n: "image" [n, h, w, c] in 0–1 and "code" [n, k]. The encoder of a variational autoencoder gives
   * the means.
   *
   * @param folder its path or file URL; it is created if it is missing
   * @throws {RangeError} a weight is NaN or infinite, or the network has a layer that ONNX lacks; nothing is
   * written then
   */
  async exportOnnx(folder: string | URL): Promise<void> {
    this.requireUsable();
    const { exportOnnx } = await import("./saving/onnx/export_onnx.ts");
    await exportOnnx(this, folder);
  }

  /**
   * Says so if the model is in training.
   *
   * @throws {Error} the model was disposed of
   */
  requireUsable(): void {
    requireWeights(`the model ${this.name}`, this.weights);
    sayIfInTraining(this);
  }

  /** Frees the weights; the model cannot be used afterwards. Does nothing if they are free already. */
  dispose(): void {
    freeWeights(this.weights);
  }
}

/** `run` on the rows of `input`, a batch at a time; the results as one tensor. */
export function runInBatches(
  input: tf.Tensor | ImageSet,
  run: (batch: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  return tf.tidy(() => {
    if (input instanceof tf.Tensor && input.shape[0] <= BATCH_SIZE) return run(input);
    const parts: tf.Tensor[] = [];
    for (const { tensor } of inBatches(input, BATCH_SIZE)) parts.push(tf.tidy(() => run(tensor())));
    return parts.length === 1 ? parts[0] : tf.concat(parts, 0);
  });
}
