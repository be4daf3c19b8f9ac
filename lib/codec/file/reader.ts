import { crc32 } from "node:zlib";
import { ImageSet } from "../../images.ts";
import { requireArray, requireInteger } from "../../require.ts";
import type { GroupCodec } from "../group_codec.ts";
import { ByteCursor, type ByteSource } from "./bytes.ts";
import { type FileHeader, modelNameOf, readHeader } from "./header.ts";
import { type GroupPlace, hashHolds, type Layout, layoutOf, readHead } from "./layout.ts";

/** How a file is read. */
export interface ReadOptions {
  /** trained models that the file may name */
  models?: readonly Uint8Array[];
  /** bytes of pixels that the file may unpack to; default 2³⁰ */
  limit?: number;
}

/** The names of {@linkcode ReadOptions}. */
export const readOptions: Record<keyof ReadOptions, true> = { models: true, limit: true };

/** What a file says of itself. */
export interface FileInfo {
  kind: string;
  lossless: boolean;
  binary: boolean;
  maximum: number;
  height: number;
  width: number;
  /** images; those that the header announces if the end of the file is missing */
  count: number;
  groupSize: number;
  groups: number;
  /** whether a group can be read without those before; undefined if the model is missing */
  randomAccess?: boolean;
  bytes: number;
  /** of them, the trained model's */
  modelBytes: number;
  /** first 8 bytes of the SHA-256 of the model */
  modelName?: string;
  /** what is wrong with the file, if it can be seen without decoding the images */
  problem?: string;
}

/** A group of images, or why there is none. */
export interface DecodedGroup {
  group: number;
  first: number;
  count: number;
  /** count × height × width bytes */
  pixels?: Uint8Array;
  reason?: string;
}

/** Bytes of pixels that a file may unpack to, unless the caller says otherwise. */
const DEFAULT_LIMIT = 2 ** 30;

/** Reads a file, whole or in part; it keeps the images of one group and a place for each. */
export class FileReader implements Disposable {
  readonly #source: ByteSource;
  readonly #header: FileHeader;
  readonly #layout: Layout;
  readonly #models: readonly Uint8Array[];
  /** of kinds that decode each group by itself, opened once: their models take longer than some groups */
  #independent?: GroupCodec;
  /** images of the file; those that the header announces if the end of the file is missing */
  readonly count: number;

  /**
   * @throws {SyntaxError} it is not a file of the format, or its header is damaged
   * @throws {RangeError} it unpacks to more than the limit
   */
  constructor(source: ByteSource, options: ReadOptions = {}) {
    const { models = [], limit = DEFAULT_LIMIT } = options;
    requireArray("models", models);
    requireInteger("limit", limit);
    const { header, end } = readHeader(source);
    const layout = layoutOf(source, header, end);
    const last = layout.groups.at(-1), found = last ? last.first + last.count : 0;
    this.count = layout.count ?? Math.max(header.count, found);
    const size = header.height * header.width, bytes = Math.max(1, this.count) * size;
    if (bytes > limit) {
      throw new RangeError(
        `its ${this.count} images of ${header.height}×${header.width} unpack to ${bytes} bytes, ` +
          `more than the limit of ${limit}`,
      );
    }
    this.#source = source;
    this.#header = header;
    this.#layout = layout;
    this.#models = models;
  }

  get header(): Readonly<FileHeader> {
    return this.#header;
  }

  /** What the file says of itself, and what is wrong with it as far as that shows without decoding. */
  info(): FileInfo {
    const { kind, binary, maximum, height, width, groupSize, model, modelName } = this.#header;
    const { groups, problem } = this.#layout;
    const known = !kind.needsModel || this.#model() !== undefined;
    return {
      ...{ kind: kind.name, lossless: kind.lossless, binary, maximum, height, width },
      ...{ count: this.count, groupSize, groups: groups.length },
      ...(known ? { randomAccess: this.#open().independent } : {}),
      bytes: this.#source.size,
      modelBytes: model?.length ?? 0,
      ...(modelName ? { modelName } : {}),
      ...(problem ? { problem } : {}),
    };
  }

  /**
   * The groups that have images `from` … `to` − 1, decoded one by one. A group that is damaged comes
   * without pixels; so do those after it, unless the kind decodes each by itself.
   *
   * @throws {RangeError} the model is missing
   */
  *groups(from = 0, to = this.count): Generator<DecodedGroup> {
    const places = this.#layout.groups, codec = this.#open();
    let lost: string | undefined;
    for (const [group, place] of places.entries()) {
      const { first, count } = place;
      if (first >= to) return;
      const skipped = first + count <= from;
      if (skipped && codec.independent) continue;
      const decoded = lost ?? this.#decode(codec, group, place);
      if (typeof decoded === "string" && !codec.independent) {
        lost ??= `follows group ${group}, which is damaged, and needs it`;
      }
      if (skipped && typeof decoded !== "string") continue;
      yield typeof decoded === "string"
        ? { group, first, count, reason: decoded }
        : { group, first, count, pixels: decoded };
    }
  }

  /**
   * Images `from` … `to` − 1. If the kind decodes each group by itself, only their groups are read.
   *
   * @throws {RangeError} there are no such images, or the model is missing
   * @throws {SyntaxError} a group of them is damaged
   */
  images(from = 0, to = this.count): ImageSet {
    requireInteger("from", from, 0, this.count - 1);
    requireInteger("to", to, from + 1, this.count);
    const { height, width, maximum } = this.#header, size = height * width;
    const pixels = new Uint8Array((to - from) * size);
    let filled = 0;
    for (const group of this.groups(from, to)) {
      if (!group.pixels) throw new SyntaxError(damageOf(group));
      const start = Math.max(0, from - group.first) * size;
      const end = Math.min(group.count, to - group.first) * size;
      pixels.set(group.pixels.subarray(start, end), filled);
      filled += end - start;
    }
    if (filled < pixels.length) {
      throw new SyntaxError(
        `${this.#layout.problem}: it has no images ${from + filled / size}–${to - 1}`,
      );
    }
    return new ImageSet(pixels, { height, width, maximum });
  }

  /**
   * The pixels of all groups in order; with `salvage`, those of the groups that are whole.
   *
   * @param salvage called for each part of the file that is damaged; without it a damaged file is refused
   * @throws {SyntaxError} the file is cut or altered, after the groups before the damage: the message says
   * what is whole
   * @throws {RangeError} the model is missing
   */
  *whole(salvage?: (damage: string) => void): Generator<Uint8Array> {
    const problem = this.problem(), damages: string[] = [];
    let whole = 0;
    for (const group of this.groups()) {
      if (group.pixels) {
        whole += group.count;
        if (salvage || damages.length === 0) yield group.pixels;
      } else damages.push(damageOf(group));
    }
    if (problem) damages.push(problem);
    if (salvage) damages.forEach(salvage);
    if (whole === 0) throw new SyntaxError(`no image is whole: ${damages[0]}`);
    if (salvage || damages.length === 0) return;
    throw new SyntaxError(
      `${damages[0]}; ${whole} of ${this.count} images are whole (salvage gives them back)`,
    );
  }

  /** Frees what the codec holds. */
  [Symbol.dispose](): void {
    this.#independent?.[Symbol.dispose]?.();
    this.#independent = undefined;
  }

  /** What is wrong with the file as a whole: its end is missing, or its hash differs. */
  problem(): string | undefined {
    if (this.#layout.problem) return this.#layout.problem;
    if (!hashHolds(this.#source)) return "its SHA-256 is not that at its end: it was altered";
  }

  /** The pixels of a group, or why there are none. */
  #decode(
    codec: GroupCodec,
    group: number,
    { count, start, end }: GroupPlace,
  ): Uint8Array | string {
    const { height, width, binary, inverted, maximum } = this.#header;
    try {
      const cursor = new ByteCursor(this.#source, start, end);
      const head = readHead(cursor, this.#header);
      if (head?.count !== count) throw new SyntaxError("its number of images is not the index's");
      const checksum = cursor.uint32();
      if (cursor.left !== head.length) throw new SyntaxError("its length is not the index's");
      const stream = cursor.take(head.length), pixels = codec.decode(stream, count);
      const checked = codec.exact?.(stream, count) ?? pixels;
      if (pixels.length !== count * height * width || crc32(checked, group) !== checksum) {
        throw new SyntaxError("its pixels do not have its checksum");
      }
      if (!binary) return pixels;
      const [zero, one] = inverted ? [maximum, 0] : [0, maximum];
      return pixels.map((bit) => bit === 1 ? one : zero);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return error.message;
    }
  }

  #open(): GroupCodec {
    if (this.#independent) return this.#independent;
    const { kind, height, width, binary, settings, count, modelName } = this.#header;
    const model = this.#model();
    if (modelName && !model) {
      const given = this.#models.map(modelNameOf);
      throw new RangeError(
        `it needs the model ${modelName}, which is not inside: ` +
          (given.length > 0 ? `the given model is ${given.join(", ")}` : "give it (--model FILE)"),
      );
    }
    const codec = kind.open({
      ...{ height, width, binary, settings, count },
      model: model ?? new Uint8Array(0),
    });
    if (codec.independent) this.#independent = codec;
    return codec;
  }

  #model(): Uint8Array | undefined {
    const { model, modelName } = this.#header;
    return model ?? this.#models.find((each) => modelNameOf(each) === modelName);
  }
}

/** A damaged group in words. */
export const damageOf = ({ group, first, count, reason }: DecodedGroup): string =>
  `group ${group} (images ${first}–${first + count - 1}) is damaged: ${reason}`;
