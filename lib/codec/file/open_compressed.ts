import { orFileError, toPath } from "../../files/mod.ts";
import { requireKnown } from "../../require.ts";
import { inMemory, onDisk } from "./bytes.ts";
import { FileReader, type ReadOptions, readOptions } from "./reader.ts";

/**
 * Opens a compressed file for reading: all of it, some images, or what it says of itself.
 *
 * @param file its path, its file URL, or its bytes
 * @param use receives the reader; the file is closed when the promise that it returns is settled
 * @throws {SyntaxError} it is not a file of the format, or its header is damaged
 * @throws {RangeError} it unpacks to more than the limit
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { imageSet } from "@autoencoders";
 * import { compressImages, openCompressed } from "@autoencoders/codec";
 *
 * const file = compressImages(imageSet(new Uint8Array(3 * 64), { height: 8, width: 8 }));
 * const one = await openCompressed(file, (reader) => reader.images(1, 2));
 * strictEqual(one.count, 1);
 * ```
 */
export async function openCompressed<T>(
  file: string | URL | Uint8Array,
  use: (reader: FileReader) => T | Promise<T>,
  options: ReadOptions = {},
): Promise<T> {
  requireKnown("openCompressed", options, readOptions);
  if (file instanceof Uint8Array) {
    using reader = new FileReader(inMemory(file), options);
    return await use(reader);
  }
  const path = toPath(file, "file");
  using opened = await orFileError(Deno.open(path), "read", path);
  using reader = new FileReader(onDisk(opened), options);
  return await use(reader);
}
