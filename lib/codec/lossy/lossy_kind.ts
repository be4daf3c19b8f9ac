import { parseSafetensors } from "../../files/mod.ts";
import { type Autoencoder, openAutoencoder } from "../../models/mod.ts";
import { LossyCodec, type LossyOptions } from "./lossy_codec.ts";
import { type LossyModel, lossyModelOf } from "./lossy_model.ts";

/** A model comes from a file that nobody has checked: 64 times as many bytes as the project's. */
const MOST_MODEL_BYTES = 2 ** 26;

/**
 * The trained model of lossy files: the files of a network and of the lossy model that was fitted to it, after
 * the length of the first in four bytes, lowest first.
 */
export function packLossyModel(network: Uint8Array, model: Uint8Array): Uint8Array {
  const packed = new Uint8Array(4 + network.length + model.length);
  new DataView(packed.buffer).setUint32(0, network.length, true);
  packed.set(network, 4);
  packed.set(model, 4 + network.length);
  return packed;
}

/** The settings of a lossy file: its step, a double of eight bytes, lowest first. */
export function lossySettings(step: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, step, true);
  return bytes;
}

/**
 * Opens the codec of a lossy file.
 *
 * @throws {SyntaxError} the model or the settings are damaged
 * @throws {RangeError} the images are not of the model's size, or the step is out of range
 */
export function openLossyCodec(
  { height, width, model, settings }: {
    height: number;
    width: number;
    model: Uint8Array;
    settings: Uint8Array;
  },
): LossyCodec {
  if (settings.length !== 8) {
    throw new SyntaxError(
      `a lossy file needs a step as its settings, got ${settings.length} bytes`,
    );
  }
  if (model.length > MOST_MODEL_BYTES) {
    throw new SyntaxError(
      `a lossy model has at most ${MOST_MODEL_BYTES} bytes, this one has ${model.length}`,
    );
  }
  const view = new DataView(model.buffer, model.byteOffset, model.length);
  const end = model.length < 4 ? Infinity : 4 + view.getUint32(0, true);
  if (end >= model.length) {
    throw new SyntaxError(
      `this is not a lossy model, as codec:lossy --pack writes it: ${model.length} bytes are too few`,
    );
  }
  const own = lossyModelOf(
    parseSafetensors(model.subarray(end), "the lossy model"),
    "the lossy model",
  );
  if (own.height !== height || own.width !== width) {
    throw new RangeError(
      `the model is for images of ${own.height}×${own.width}, got ${height}×${width}`,
    );
  }
  const step = new DataView(settings.buffer, settings.byteOffset).getFloat64(0, true);
  const network = openAutoencoder(model.slice(4, end), "the lossy model's network");
  try {
    return new OwningLossyCodec(network, own, { step });
  } catch (error) {
    network.dispose();
    throw error;
  }
}

/** The codec of a file, whose network is its own. */
class OwningLossyCodec extends LossyCodec {
  readonly #network: Autoencoder;

  constructor(network: Autoencoder, model: LossyModel, options: LossyOptions) {
    super(network, model, options);
    this.#network = network;
  }

  [Symbol.dispose](): void {
    this.#network.dispose();
  }
}
