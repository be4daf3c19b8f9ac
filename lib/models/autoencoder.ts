import * as tf from "@tensorflow/tfjs";
import { applyModel, ByteTable } from "../backend/mod.ts";
import type { ImageSet } from "../images.ts";
import type { Coder } from "./coder.ts";
import type { Precision } from "./precision.ts";
import { saveAutoencoder } from "./save.ts";
import type { ModelNotes } from "./saved.ts";
import { checkCodes, checkImages } from "./shapes.ts";
import type { AutoencoderSpec } from "./spec.ts";

/** The tfjs models of an autoencoder; they share their layers. */
export interface AutoencoderParts {
  encoder: tf.LayersModel;
  decoder: tf.LayersModel;
  logits: tf.LayersModel;
}

/** A layer as {@linkcode Autoencoder.layers} tells it. */
export interface LayerRow {
  part: "encoder" | "decoder";
  layer: string;
  /** of its output, without n */
  shape: number[];
  parameters: number;
}

/** Images go through a network in batches of so many, to bound the memory of its inner layers. */
const batchSize = 250;

/**
 * An encoder and a decoder that were built to be trained together.
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
  /** images → decoder before its output activation: what training works on */
  readonly logits: tf.LayersModel;
  /** what it carries with it about how it came to be; yours to add to */
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
   * @throws {RangeError} the images are not of the size that the network was built for
   */
  encode(images: tf.Tensor4D | ImageSet): tf.Tensor2D {
    checkImages(this.spec, images);
    return inBatches(images, (batch) => applyModel(this.encoder, batch)) as tf.Tensor2D;
  }

  /**
   * Codes [n, k] to images [n, h, w, c] in 0–1, in batches.
   *
   * @throws {RangeError} a code has not k numbers
   */
  decode(codes: tf.Tensor2D): tf.Tensor4D {
    checkCodes(this.latent, codes);
    return inBatches(
      codes,
      (batch) => this.#pixels(applyModel(this.decoder, batch)),
    ) as tf.Tensor4D;
  }

  /**
   * Images to what comes back from their codes, [n, h, w, c] in 0–1, in batches.
   *
   * @throws {RangeError} the images are not of the size that the network was built for
   */
  reconstruct(images: tf.Tensor4D | ImageSet): tf.Tensor4D {
    checkImages(this.spec, images);
    return inBatches(images, (batch) => this.output(applyModel(this.logits, batch))) as tf.Tensor4D;
  }

  /** Logits to pixels in 0–1: the output activation, clipped where it can leave that range. */
  output(logits: tf.Tensor): tf.Tensor {
    return tf.tidy(() => this.#pixels(this.activate(logits)));
  }

  /** Logits to outputs: the output activation alone. */
  activate(logits: tf.Tensor): tf.Tensor {
    if (this.spec.output === "sigmoid") return tf.sigmoid(logits);
    return this.spec.output === "tanh" ? tf.tanh(logits) : logits.clone();
  }

  #pixels(outputs: tf.Tensor): tf.Tensor {
    return this.spec.output === "sigmoid" ? outputs : tf.clipByValue(outputs, 0, 1);
  }

  /** Every weight of the network once: the encoder's, then the decoder's. */
  get weights(): tf.LayersModel["weights"] {
    return [...this.encoder.weights, ...this.decoder.weights];
  }

  /** The numbers in all weights. */
  countParams(): number {
    return this.weights.reduce(
      (sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]),
      0,
    );
  }

  /** The layers that do something, in their order, with output shapes and parameters. */
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

  /** What a notebook or the console shows of it: a line for each layer. */
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
   * Writes the model to a folder, whole or not at all: encoder and decoder in tfjs's own format, and
   * spec.json with the network, the notes and a checksum of each file. Opened by `loadAutoencoder`.
   *
   * Over an earlier model, the folder opens as either the earlier or this one at every moment, also
   * where the process is killed. What a killed save may leave behind is a folder beside whose name
   * begins with a dot and ends in ".part"; it can be deleted.
   *
   * @param precision of the stored weights; "float16" and "int8" are smaller and less exact
   * @throws {Deno.errors.AlreadyExists} the folder holds something that is no saved model
   * @throws {RangeError} there is no such precision, or a weight cannot be represented
   */
  save(folder: string, { precision = "float32" }: { precision?: Precision } = {}): Promise<void> {
    return saveAutoencoder(this, folder, precision);
  }

  /** Frees the weights; encoder, decoder and logits are of no use afterwards. */
  dispose(): void {
    for (const weight of this.weights) weight.dispose();
  }
}

/** `run` over the rows of `input`, so many at a time, and the results in one tensor. */
export function inBatches(
  input: tf.Tensor | ImageSet,
  run: (batch: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  return tf.tidy(() => {
    if (input instanceof tf.Tensor) {
      const [n, ...rest] = input.shape;
      if (n <= batchSize) return run(input);
      return joined(
        n,
        (start, size) => run(tf.slice(input, [start, ...rest.map(() => 0)], [size, ...rest])),
      );
    }
    const { count, height, width, channels, imageSize, pixels, maximum } = input;
    const table = new ByteTable(pixels, imageSize, maximum);
    try {
      return joined(count, (start, size) => {
        const rows = Int32Array.from({ length: size }, (_, i) => start + i);
        return run(table.batch(rows, [size, height, width, channels]));
      });
    } finally {
      table.dispose();
    }
  });
}

function joined(n: number, run: (start: number, size: number) => tf.Tensor): tf.Tensor {
  const parts: tf.Tensor[] = [];
  for (let start = 0; start < n; start += batchSize) {
    parts.push(tf.tidy(() => run(start, Math.min(batchSize, n - start))));
  }
  return parts.length === 1 ? parts[0] : tf.concat(parts, 0);
}
