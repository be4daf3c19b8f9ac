/**
 * How the files of one kind of model begin: three letters, a byte above 127 so that no text is taken for a
 * model, and the version.
 */
export type ModelMagic = readonly [number, number, number, number, version: number];

/** Whether bytes begin as model files with this magic number do, of any version. */
export const isModel = (bytes: Uint8Array, magic: ModelMagic): boolean =>
  magic.slice(0, -1).every((byte, i) => bytes[i] === byte);

/**
 * Checks the beginning of a model file.
 *
 * @param what in words, such as "a model of the codec"
 * @throws {SyntaxError} the bytes begin otherwise, are fewer than the header, or are of another version
 */
export function requireModel(
  bytes: Uint8Array,
  { magic, headerBytes, what }: { magic: ModelMagic; headerBytes: number; what: string },
): void {
  if (bytes.length < headerBytes || !isModel(bytes, magic)) {
    throw new SyntaxError(`this is not ${what}: it does not begin as one`);
  }
  const version = bytes[magic.length - 1], known = magic[magic.length - 1];
  if (version !== known) {
    throw new SyntaxError(
      `the model has version ${version}, known is ${known}: update the library`,
    );
  }
}
