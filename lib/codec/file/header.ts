import { crc32 } from "node:zlib";
import { sha256Hex } from "../../files/mod.ts";
import { ByteCursor, type ByteSource, concatenated, hex, pushInteger, uint32 } from "./bytes.ts";
import { type Kind, kinds } from "./kinds.ts";

/** 89 "AEC" 0D 0A 1A 0A, as PNG has it: a transfer that changes line ends or the top bit is noticed. */
export const MAGIC = Uint8Array.of(0x89, 0x41, 0x45, 0x43, 0x0d, 0x0a, 0x1a, 0x0a);
const VERSION = 1;

const BINARY = 1, MODEL = 2, MODEL_INSIDE = 4, SETTINGS = 8, INVERTED = 16;

/** Bytes of a model's SHA-256 that name it. */
const NAME_BYTES = 8;

/** A side of an image is at most this. */
export const MOST_SIDE = 65_535;

/** What the first bytes of a file say. */
export interface FileHeader {
  kind: Kind;
  /** whether pixels are 0 and `maximum`, stored as bits */
  binary: boolean;
  /** of binary images, whether a bit is 1 where the pixel is 0: the rarer value should be the 1 */
  inverted: boolean;
  /** the value of white */
  maximum: number;
  height: number;
  width: number;
  channels: number;
  /** images in each group but the last */
  groupSize: number;
  /** images that were to be written, 0 if the writer did not know */
  count: number;
  settings: Uint8Array;
  /** the name of the model: the first 8 bytes of its SHA-256, in hexadecimal digits */
  modelName?: string;
  /** the model, if it is in the file */
  model?: Uint8Array;
}

/** The name of a model: the first 8 bytes of its SHA-256, in hexadecimal digits. */
export const modelNameOf = (model: Uint8Array): string => sha256Hex(model).slice(0, 2 * NAME_BYTES);

/** The header as bytes; README.md lists them. */
export function headerBytes(header: FileHeader): Uint8Array {
  const { kind, binary, inverted, modelName, model, settings } = header;
  const flags = (binary ? BINARY : 0) + (modelName ? MODEL : 0) + (model ? MODEL_INSIDE : 0) +
    (settings.length > 0 ? SETTINGS : 0) + (inverted ? INVERTED : 0);
  const start = [...MAGIC, VERSION, kind.number, flags, header.maximum];
  const { height, width, channels, groupSize, count } = header;
  for (const value of [height, width, channels, groupSize, count]) pushInteger(start, value);
  const parts: Uint8Array[] = [];
  if (settings.length > 0) {
    pushInteger(start, settings.length);
    start.push(...settings);
  }
  if (modelName) start.push(...modelName.match(/../g)!.map((digits) => parseInt(digits, 16)));
  if (model) pushInteger(start, model.length);
  parts.push(Uint8Array.from(start));
  if (model) parts.push(model);
  const bytes = concatenated(parts);
  return concatenated([bytes, uint32(crc32(bytes))]);
}

/**
 * Reads the header of a file.
 *
 * @returns it, and where the first group begins
 * @throws {SyntaxError} the file is not in the format, of a newer version, or its header is damaged
 */
export function readHeader(source: ByteSource): { header: FileHeader; end: number } {
  const start = source.read(0, Math.min(source.size, MAGIC.length));
  if (hex(start) !== hex(MAGIC)) throw notOurs(start);
  const cursor = new ByteCursor(source, MAGIC.length);
  const version = cursor.left > 0 ? cursor.byte() : VERSION;
  if (version !== VERSION) {
    throw new SyntaxError(
      `its format has version ${version}, this program reads version ${VERSION}: ` +
        "use a newer program, unless the file is damaged",
    );
  }
  let meaning: () => FileHeader;
  try {
    meaning = fields(cursor);
    const checksum = crc32(source.read(0, cursor.at));
    if (cursor.uint32() !== checksum) throw new SyntaxError("its checksum differs");
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { message } = error;
    throw new SyntaxError(`its header is damaged, so that nothing can be read: ${message}`);
  }
  return { header: meaning(), end: cursor.at };
}

/** Reads the fields; what they mean is checked once the checksum is known to be right. */
function fields(cursor: ByteCursor): () => FileHeader {
  const number = cursor.byte(), flags = cursor.byte(), maximum = cursor.byte();
  const [height, width, channels, groupSize, count] = [0, 0, 0, 0, 0].map(() => cursor.integer());
  const settings = flags & SETTINGS ? cursor.take(cursor.integer()).slice() : new Uint8Array(0);
  const modelName = flags & MODEL ? hex(cursor.take(NAME_BYTES)) : undefined;
  const model = flags & MODEL_INSIDE ? cursor.take(cursor.integer()).slice() : undefined;
  return () => {
    const kind = kinds.find((each) => each.number === number);
    if (!kind) {
      throw new SyntaxError(
        `it is of kind ${number}, this program knows ${
          kinds.map((each) => `${each.number} (${each.name})`).join(", ")
        }: use a newer program`,
      );
    }
    if (flags >= 2 * INVERTED) {
      throw new SyntaxError(`its flags are ${flags}, of which this program does not know all`);
    }
    const sides = [height, width].every((side) => side >= 1 && side <= MOST_SIDE);
    if (!sides || channels !== 1 || groupSize < 1 || maximum < 1) {
      throw new SyntaxError(
        `it has images of ${height}×${width}×${channels} up to ${maximum} in groups of ${groupSize}`,
      );
    }
    if (model && (!modelName || modelNameOf(model) !== modelName)) {
      throw new SyntaxError(`its model has the name ${modelNameOf(model)}, not ${modelName}`);
    }
    if (kind.needsModel && !modelName) throw new SyntaxError(`kind ${kind.name} needs a model`);
    const binary = (flags & BINARY) > 0, inverted = (flags & INVERTED) > 0;
    return {
      ...{ kind, binary, inverted, maximum, height, width, channels, groupSize, count, settings },
      ...(modelName ? { modelName } : {}),
      ...(model ? { model } : {}),
    };
  };
}

function notOurs(start: Uint8Array): SyntaxError {
  if (start.length === 0) return new SyntaxError("it is empty");
  const known: [string, string][] = [
    ["89504e47", "a PNG image"],
    ["ffd8ff", "a JPEG image"],
    ["1f8b", "gzip"],
    ["000008", "IDX, uncompressed"],
  ];
  const other = known.find(([signature]) => hex(start).startsWith(signature));
  return new SyntaxError(
    `it is not a file of this codec${other ? ` but ${other[1]}` : ""}: ` +
      `it begins with ${hex(start)}, not ${hex(MAGIC)}`,
  );
}
