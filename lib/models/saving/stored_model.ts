import * as tf from "@tensorflow/tfjs";
import type { StoredTensor } from "../../files/mod.ts";
import type { AutoencoderSpec } from "../spec/spec.ts";
import { encodeWeight, type Precision, type Quantization } from "./precision.ts";

/** How a model was made; saved and loaded with it. */
export interface ModelNotes {
  /** of its initial weights */
  seed?: number;
  /** the images it was trained on */
  data?: { name: string; hash: string };
  /** measured figures, by the names they have in tables */
  metrics?: Record<string, number>;
  /** how it was trained: epochs, batch size and anything else worth keeping */
  training?: Record<string, unknown>;
}

/** A model as a file holds it. */
export interface StoredModel {
  spec: AutoencoderSpec;
  notes: ModelNotes;
  precision: Precision;
  /** the versions of the software that wrote it */
  software: { tfjs: string; deno: string };
  /** weights by part, layer and weight, such as "encoder/2_dense/kernel" */
  tensors: Map<string, StoredTensor>;
  /** of each tensor that is stored in int8 */
  quantization: Record<string, Quantization>;
}

/** What of an autoencoder is stored. */
export interface Storable {
  spec: AutoencoderSpec;
  notes: ModelNotes;
  weights: tf.LayersModel["weights"];
}

/**
 * A copy of the model with its weights in the given precision.
 *
 * @throws {RangeError} the precision cannot represent a weight
 */
export function storeModel({ spec, notes, weights }: Storable, precision: Precision): StoredModel {
  const software = { tfjs: tf.version.tfjs, deno: Deno.version.deno };
  const tensors = new Map<string, StoredTensor>();
  const quantization: StoredModel["quantization"] = {};
  for (const weight of weights) {
    const name = tensorName(weight.originalName), values = weight.read().dataSync() as Float32Array;
    const encoded = encodeWeight(name, weight.shape as number[], values.slice(), precision);
    tensors.set(name, encoded.tensor);
    if (encoded.quantization) quantization[name] = encoded.quantization;
  }
  return { spec, notes, precision, software, tensors, quantization };
}

/** The name in a file of the weight that tfjs calls "encoder_2_dense/kernel": "encoder/2_dense/kernel". */
export function tensorName(weight: string): string {
  return weight.replace("_", "/");
}
