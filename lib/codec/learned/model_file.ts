import { type ModelMagic, requireModel } from "../model_magic.ts";
import {
  checkNetwork,
  checkShape,
  networkOf,
  type PixelNetwork,
  type PixelNetworkShape,
  shapeNames,
  tensorsOf,
} from "./network.ts";
import { PixelPredictor } from "./predictor.ts";
import { decodeTensors, encodeTensors } from "./weight_coding.ts";

/** "AEM", version 1 */
export const PIXEL_MAGIC: ModelMagic = [0x41, 0x45, 0x4d, 0x8a, 1];
/** eight numbers of 16 bits, and a canary of 32 */
const HEADER_BYTES = PIXEL_MAGIC.length + 2 * shapeNames.length + 4;

/**
 * A network as a model file: the magic number, eight numbers of the shape (16 bits each), the canary (32
 * bits), all little-endian, then the weights, entropy-coded. README.md has the details.
 *
 * @throws {RangeError} the network is not exact: see {@linkcode checkNetwork}
 */
export function writeModel(network: PixelNetwork): Uint8Array {
  checkNetwork(network);
  const weights = encodeTensors(network, tensorsOf(network));
  const bytes = new Uint8Array(HEADER_BYTES + weights.length), view = new DataView(bytes.buffer);
  bytes.set(PIXEL_MAGIC);
  shapeNames.forEach((name, i) => view.setUint16(PIXEL_MAGIC.length + 2 * i, network[name], true));
  view.setInt32(HEADER_BYTES - 4, canary(network), true);
  bytes.set(weights, HEADER_BYTES);
  return bytes;
}

/**
 * The network of a model file.
 *
 * @throws {SyntaxError} the bytes are not a model file, of a newer version, cut or damaged, or this engine
 * does not compute what the file says
 */
export function readModel(bytes: Uint8Array): PixelNetwork {
  requireModel(bytes, {
    magic: PIXEL_MAGIC,
    headerBytes: HEADER_BYTES,
    what: "a model of the codec",
  });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const shape = Object.fromEntries(
    shapeNames.map((name, i) => [name, view.getUint16(PIXEL_MAGIC.length + 2 * i, true)]),
  ) as unknown as PixelNetworkShape;
  let network: PixelNetwork;
  try {
    checkShape(shape);
    network = networkOf(shape, decodeTensors(bytes.subarray(HEADER_BYTES), shape));
    checkNetwork(network);
  } catch (error) {
    throw new SyntaxError(`the model is damaged: ${(error as Error).message}`, { cause: error });
  }
  const expected = view.getInt32(HEADER_BYTES - 4, true), computed = canary(network);
  if (computed !== expected) {
    throw new SyntaxError(
      `the model's canary is ${expected}, computed ${computed}: the model is damaged, or this ` +
        "engine does not compute exactly",
    );
  }
  return network;
}

/** A checksum of the logits of a fixed picture: what depends on each weight and on the arithmetic. */
export function canary(network: PixelNetwork): number {
  let sum = 0, random = 1;
  new PixelPredictor(network).run((logit) => {
    sum = (Math.imul(sum, 31) + logit) | 0;
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) | 0; // Numerical Recipes
    return random >>> 30 === 0 ? 1 : 0;
  });
  return sum;
}
