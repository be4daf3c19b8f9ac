import * as tf from "@tensorflow/tfjs";
import type { StoredTensor } from "../../files/mod.ts";
import { requireInteger, requireOneOf, requireRecord } from "../../require.ts";
import { type AutoencoderSpec, tensorName } from "../spec/spec.ts";
import { encodeWeight, type Precision, precisions, type Quantization } from "./precision.ts";

/** The provenance of a model: seed, data, training; saved and loaded with it. */
export interface ModelNotes {
  /** of its initial weights */
  seed?: number;
  /** the images it was trained on */
  data?: { name: string; hash: string };
  /** of the images it was trained on: the value of white */
  maximum?: number;
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

/** The parts of an autoencoder that are saved. */
export interface Storable {
  name: string;
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

/** @throws {SyntaxError} the metadata of the model in `file` do not have the types of a stored model */
export function checkStoredModel(file: string, stored: StoredModel): void {
  const { notes, precision, software, quantization } = stored;
  try {
    requireOneOf("precision", precision, precisions);
    for (const [name, value] of Object.entries({ notes, software, quantization })) {
      requireRecord(name, value);
    }
    checkNotes(notes);
  } catch (cause) {
    throw new SyntaxError(`"${file}" has invalid metadata: ${(cause as Error).message}`, { cause });
  }
}

/**
 * @throws {TypeError} the notes are not an object, or have what JSON cannot hold
 * @throws {RangeError} a number of the notes is out of range
 */
export function checkNotes(notes: ModelNotes): void {
  requireRecord("notes", notes);
  if (notes.maximum !== undefined) requireInteger("notes.maximum", notes.maximum, 1, 255);
  try {
    JSON.stringify(notes);
  } catch (cause) {
    const { message } = cause as Error;
    throw new TypeError(`notes must be plain data: ${message.split("\n")[0]}`, { cause });
  }
}
