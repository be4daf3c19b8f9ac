import { ImageSet } from "../../images.ts";
import { requireFunction, requireKnown } from "../../require.ts";
import { concatenated, inMemory } from "./bytes.ts";
import { FileReader, type ReadOptions, readOptions } from "./reader.ts";

/** Options of {@linkcode decompressImages}. */
export interface DecompressOptions extends ReadOptions {
  /**
   * called for each part of the file that is damaged; the images that are whole are returned. Without it a
   * damaged file is refused
   */
  salvage?: (damage: string) => void;
}

/**
 * The images of a compressed file.
 *
 * @throws {SyntaxError} the file is of another format, cut or altered: the message says what is whole
 * @throws {RangeError} it unpacks to more than the limit, or the model that it names was not given
 */
export function decompressImages(
  bytes: Uint8Array,
  options: DecompressOptions = {},
): ImageSet {
  requireKnown("decompressImages", options, { ...readOptions, salvage: true });
  if (options.salvage !== undefined) requireFunction("salvage", options.salvage);
  using reader = new FileReader(inMemory(bytes), options);
  const parts = [...reader.whole(options.salvage)];
  const { height, width, maximum } = reader.header;
  return new ImageSet(concatenated(parts), { height, width, maximum });
}
