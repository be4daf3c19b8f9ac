import { sha256Hex } from "../../files/mod.ts";
import { readModel, writeModel } from "./model_file.ts";
import type { PixelNetwork } from "./network.ts";

/** A trained network with the file it is kept in. */
export interface PixelModel {
  readonly network: PixelNetwork;
  /** its model file */
  readonly bytes: Uint8Array;
  /** the SHA-256 of these bytes, in 64 hexadecimal digits: the model's name */
  readonly sha256: string;
}

/**
 * Opens a model file of the learned codec.
 *
 * @throws {SyntaxError} the bytes are not a model file, of a newer version, or damaged
 */
export function openModel(bytes: Uint8Array): PixelModel {
  return { network: readModel(bytes), bytes, sha256: sha256Hex(bytes) };
}

/**
 * The model of a network.
 *
 * @throws {RangeError} the network is not exact on every machine
 */
export function modelOf(network: PixelNetwork): PixelModel {
  const bytes = writeModel(network);
  return { network, bytes, sha256: sha256Hex(bytes) };
}
