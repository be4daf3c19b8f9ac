import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { GroupCodec } from "../group_codec.ts";
import { concatenated, pushInteger, uint32 } from "./bytes.ts";
import { type FileHeader, headerBytes, MAGIC } from "./header.ts";

/** Writes a file group by group; it keeps the images of one group and a number for each. */
export class FileWriter implements Disposable {
  readonly #header: FileHeader;
  readonly #write: (bytes: Uint8Array) => void;
  readonly #encoder: GroupCodec;
  /** of kinds that lose something: what a reader will see */
  readonly #decoder?: GroupCodec;
  readonly #hash = createHash("sha256");
  readonly #pending: Uint8Array;
  #filled = 0;
  #count = 0;
  readonly #lengths: number[] = [];

  /**
   * @param open a new codec of the header's kind
   * @param write receives the bytes of the file in order
   */
  constructor(
    header: FileHeader,
    open: () => GroupCodec,
    write: (bytes: Uint8Array) => void,
  ) {
    this.#header = header;
    this.#write = write;
    this.#encoder = open();
    if (!header.kind.lossless) this.#decoder = open();
    const most = header.count > 0 ? Math.min(header.count, header.groupSize) : header.groupSize;
    this.#pending = new Uint8Array(most * header.height * header.width);
    this.#emit(headerBytes(header));
  }

  /**
   * @param pixels of whole images, as the codec takes them: 0 and 1 if they are binary
   * @throws {RangeError} they are not a whole number of images
   */
  add(pixels: Uint8Array): void {
    const { height, width } = this.#header;
    if (pixels.length % (height * width) !== 0) {
      throw new RangeError(
        `${pixels.length} pixels are not a whole number of images of ${height}×${width}`,
      );
    }
    for (let at = 0; at < pixels.length;) {
      if (this.#filled === this.#pending.length) this.#flush();
      const part = pixels.subarray(at, at + this.#pending.length - this.#filled);
      this.#pending.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
    }
  }

  /**
   * Ends the file: the last group, the index, the count and the hash.
   *
   * @throws {RangeError} there is no image, or not as many as the header says
   */
  finish(): void {
    if (this.#filled > 0) this.#flush();
    const { count } = this.#header;
    if (this.#count === 0) throw new RangeError("a file needs at least one image, got 0");
    if (count > 0 && this.#count !== count) {
      throw new RangeError(`${count} images were announced, ${this.#count} came`);
    }
    const end = [0];
    pushInteger(end, this.#lengths.length);
    for (const length of this.#lengths) pushInteger(end, length);
    pushInteger(end, this.#count);
    this.#emit(Uint8Array.from(end));
    this.#emit(uint32(end.length));
    this.#write(new Uint8Array(this.#hash.digest()));
    this.#write(MAGIC.toReversed());
  }

  /** Frees what the codecs hold. */
  [Symbol.dispose](): void {
    this.#encoder[Symbol.dispose]?.();
    this.#decoder?.[Symbol.dispose]?.();
  }

  #flush(): void {
    const { height, width, groupSize } = this.#header;
    const pixels = this.#pending.subarray(0, this.#filled);
    const count = pixels.length / (height * width);
    const stream = this.#encoder.encode(pixels);
    const decoder = this.#decoder;
    const checked = decoder?.exact?.(stream, count) ?? decoder?.decode(stream, count) ?? pixels;
    const head: number[] = [];
    pushInteger(head, 2 * stream.length + (count < groupSize ? 1 : 0));
    if (count < groupSize) pushInteger(head, count);
    // begun with the group's number, so that a group in another place is noticed
    const checksum = uint32(crc32(checked, this.#lengths.length));
    const block = concatenated([Uint8Array.from(head), checksum, stream]);
    this.#lengths.push(block.length);
    this.#count += count;
    this.#filled = 0;
    this.#emit(block);
  }

  #emit(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#write(bytes);
  }
}
