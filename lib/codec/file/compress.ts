import type { ImageSet } from "../../images.ts";
import { requireInteger, requireKnown, requireMember, requireOneOf } from "../../require.ts";
import { concatenated } from "./bytes.ts";
import { type FileHeader, modelNameOf, MOST_SIDE } from "./header.ts";
import { type KindName, kindNames, kinds } from "./kinds.ts";
import { FileWriter } from "./writer.ts";

/** How images are compressed. */
export interface CompressOptions {
  /** which codec; default "adaptive", which needs no trained model */
  kind?: KindName;
  /** the trained model, of kinds that have one */
  model?: Uint8Array;
  /** whether the model is stored in the file, else by its hash alone; default true */
  modelInside?: boolean;
  /** what else the kind stores in the header */
  settings?: Uint8Array;
  /** images of a group; default 500, or fewer if they are large */
  groupSize?: number;
}

/** The images of {@linkcode writeCompressed}, of which only some are in memory at a time. */
export interface ImageStream {
  height: number;
  width: number;
  /** the value of white */
  maximum: number;
  /** whether every pixel is 0 or `maximum` */
  binary: boolean;
  /** of binary images, whether most pixels are `maximum`, as on paper: they take fewer bytes inverted */
  mostlyWhite?: boolean;
  /** images, if known before the last has come */
  count?: number;
  /** the pixels of one or more whole images at a time: 0–`maximum` */
  pixels: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** Images of a group, and the pixels that one has at most. */
const GROUP = 500;
const GROUP_PIXELS = 2 ** 22;

/** The images of a set as a stream. */
export function streamOf(images: ImageSet): ImageStream {
  const { height, width, maximum, count, pixels, channels } = images;
  if (channels !== 1) {
    throw new RangeError(`images must have 1 channel, grey or binary, got ${channels}`);
  }
  let white = 0, black = 0;
  for (const value of pixels) {
    if (value === maximum) white++;
    else if (value === 0) black++;
  }
  const binary = white + black === pixels.length, mostlyWhite = white > black;
  return { height, width, maximum, binary, mostlyWhite, count, pixels: [pixels] };
}

/** The names of {@linkcode CompressOptions}. */
export const compressOptions: Record<keyof CompressOptions, true> = {
  kind: true,
  model: true,
  modelInside: true,
  settings: true,
  groupSize: true,
};

/** The names of {@linkcode ImageStream}. */
export const streamFields: Record<keyof ImageStream, true> = {
  height: true,
  width: true,
  maximum: true,
  binary: true,
  mostlyWhite: true,
  count: true,
  pixels: true,
};

/** What writes the images of a stream. */
export function writerFor(
  stream: ImageStream,
  options: CompressOptions,
  write: (bytes: Uint8Array) => void,
): FileWriter {
  const { kind: name = "adaptive", model, modelInside = true, settings = new Uint8Array(0) } =
    options;
  const { height, width, maximum, binary, mostlyWhite = false, count = 0 } = stream;
  requireOneOf("kind", name, kindNames());
  const kind = kinds.find((each) => each.name === name)!;
  requireMember("settings", settings, "byteLength", "lossySettings()");
  requireInteger("height", height, 1, MOST_SIDE);
  requireInteger("width", width, 1, MOST_SIDE);
  requireInteger("maximum", maximum, 1, 255);
  const size = height * width;
  const { groupSize = Math.max(1, Math.min(GROUP, Math.floor(GROUP_PIXELS / size))) } = options;
  requireInteger("groupSize", groupSize, 1, 2 ** 32);
  if (kind.needsModel && !model) {
    throw new RangeError(`kind "${name}" needs a trained model (--model FILE)`);
  }
  if (!kind.needsModel && model) throw new RangeError(`kind "${name}" has no trained model`);
  const header: FileHeader = {
    ...{
      kind,
      binary,
      inverted: binary && mostlyWhite,
      maximum,
      height,
      width,
      channels: 1,
      groupSize,
      count,
      settings,
    },
    ...(model ? { modelName: modelNameOf(model) } : {}),
    ...(model && modelInside ? { model } : {}),
  };
  const open = () =>
    kind.open({ height, width, binary, count, settings, model: model ?? new Uint8Array(0) });
  return new FileWriter(header, open, write);
}

/**
 * Compresses images to the bytes of a file; {@linkcode decompressImages} is its inverse. Labels are not
 * stored.
 *
 * @throws {RangeError} the images have more than one channel, or an option is wrong
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { imageSet } from "@autoencoders";
 * import { compressImages, decompressImages } from "@autoencoders/codec";
 *
 * const images = imageSet(new Uint8Array(64).fill(1, 20, 40), { height: 8, width: 8, maximum: 1 });
 * const file = compressImages(images);
 * deepStrictEqual(decompressImages(file).pixels, images.pixels);
 * ```
 */
export function compressImages(images: ImageSet, options: CompressOptions = {}): Uint8Array {
  requireKnown("compressImages", options, compressOptions);
  const parts: Uint8Array[] = [], stream = streamOf(images);
  using writer = writerFor(stream, options, (bytes) => parts.push(bytes));
  writer.add(asBits(images.pixels, stream));
  writer.finish();
  return concatenated(parts);
}

/**
 * Pixels as a codec takes them: 0 and 1 if they are binary.
 *
 * @throws {RangeError} a pixel is neither 0 nor the maximum
 */
export function asBits(pixels: Uint8Array, stream: ImageStream): Uint8Array {
  const { binary, maximum, mostlyWhite } = stream;
  if (!binary) return pixels;
  const other = pixels.findIndex((value) => value !== 0 && value !== maximum);
  if (other >= 0) {
    throw new RangeError(`binary pixels must be 0 or ${maximum}, got ${pixels[other]}`);
  }
  const zero = mostlyWhite ? maximum : 0;
  return pixels.map((value) => value === zero ? 0 : 1);
}
