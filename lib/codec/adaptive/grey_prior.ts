import { decodeIntegers, encodeIntegers } from "../learned/weight_coding.ts";
import { type ModelMagic, requireModel } from "../model_magic.ts";
import { greyNetworkSize } from "./grey_network.ts";
import { type OnlineWeights, weightCounts } from "./online_network.ts";

/** "AEG", version 1 */
export const GREY_MAGIC: ModelMagic = [0x41, 0x45, 0x47, 0x8a, 1];
/** height, width, units and the bits of the weights, 16 bits each, little-endian */
const HEADER_BYTES = GREY_MAGIC.length + 8;
const MOST_UNITS = 1024, MOST_BITS = 12;
/** A network for 64 × 64 pixels with 1,024 units has half as many. */
const MOST_WEIGHTS = 1 << 20;

/** The size of a network for grey images. */
interface GreySize {
  height: number;
  width: number;
  units: number;
}

/** What a codec of grey images knows before it has seen any: the weights of its network. */
export interface GreyPrior extends GreySize {
  weights: OnlineWeights;
}

const names = ["inputs", "rows", "columns", "outputs", "biases"] as const;

/** The weights of each tensor of a model. */
function sizesOf({ height, width, units }: GreySize): number[] {
  const counts = weightCounts(greyNetworkSize(height, width, units));
  return names.map((name) => counts[name]);
}

/** @throws {RangeError} the network is too large for a model file */
export function checkGreySize(size: GreySize): void {
  const { height, width, units } = size, weights = sizesOf(size).reduce((a, b) => a + b);
  if (weights <= MOST_WEIGHTS) return;
  throw new RangeError(
    `a model must have at most ${MOST_WEIGHTS} weights, got ${weights}, of ${units} units for images of ` +
      `${height}×${width}: use fewer units`,
  );
}

/** A prior as a file: its weights as multiples of 2^−bits, range-coded. */
export function writeGreyPrior(prior: GreyPrior, bits: number): Uint8Array {
  const { height, width, units, weights } = prior;
  const integers = names.map((name) =>
    Int32Array.from(weights[name], (weight) => Math.round(weight * 2 ** bits))
  );
  const stream = encodeIntegers(integers);
  const bytes = new Uint8Array(HEADER_BYTES + stream.length), view = new DataView(bytes.buffer);
  bytes.set(GREY_MAGIC);
  [height, width, units, bits].forEach((value, i) =>
    view.setUint16(GREY_MAGIC.length + 2 * i, value, true)
  );
  bytes.set(stream, HEADER_BYTES);
  return bytes;
}

/**
 * The size that a file of a prior is for, of its header alone.
 *
 * @throws {SyntaxError} the bytes are not such a file, of a newer version, or the header is damaged
 */
export function readGreySize(bytes: Uint8Array): GreySize & { bits: number } {
  requireModel(bytes, {
    magic: GREY_MAGIC,
    headerBytes: HEADER_BYTES,
    what: "a model of grey images",
  });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [height, width, units, bits] = [0, 1, 2, 3].map((i) =>
    view.getUint16(GREY_MAGIC.length + 2 * i, true)
  );
  if (height * width < 1 || units < 1 || units > MOST_UNITS || bits > MOST_BITS) {
    throw new SyntaxError(
      `the model is damaged: ${units} units of ${bits} bits for images of ${height}×${width}`,
    );
  }
  const size = { height, width, units };
  try {
    checkGreySize(size);
  } catch (error) {
    throw damaged(error);
  }
  return { ...size, bits };
}

/**
 * The prior of a file.
 *
 * @throws {SyntaxError} the bytes are not such a file, of a newer version, cut or damaged
 */
export function readGreyPrior(bytes: Uint8Array): GreyPrior {
  const { bits, ...size } = readGreySize(bytes);
  let tensors: Float64Array[];
  try {
    tensors = decodeIntegers(bytes.subarray(HEADER_BYTES), sizesOf(size))
      .map((integers) => Float64Array.from(integers, (integer) => integer / 2 ** bits));
  } catch (error) {
    throw damaged(error);
  }
  const weights = Object.fromEntries(names.map((name, i) => [name, tensors[i]]));
  return { ...size, weights: weights as unknown as OnlineWeights };
}

const damaged = (error: unknown) =>
  new SyntaxError(`the model is damaged: ${(error as Error).message}`, { cause: error });
