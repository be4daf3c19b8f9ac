/**
 * What stands between images and the streams of a file: one for encoding, another for decoding.
 *
 * A file has its images in groups. Codecs that learn while they code keep what they learned from group to
 * group, so groups are encoded and decoded in order; those that do not say so by `independent`.
 */
export interface GroupCodec {
  /** whether a group can be decoded without those before it */
  readonly independent: boolean;
  /**
   * @param pixels count × h × w bytes, row by row: 0 and 1 if the codec is for binary images, else 0–255
   * @returns the stream of the group
   */
  encode(pixels: Uint8Array): Uint8Array;
  /**
   * @param count images of the group
   * @returns count × h × w bytes; what was encoded, bit by bit, unless the codec is lossy
   * @throws {SyntaxError} the stream is cut or damaged; not all damage can be seen here: the file has checksums
   */
  decode(stream: Uint8Array, count: number): Uint8Array;
  /**
   * What of a group every machine decodes to the same bytes, for a checksum; without this method the pixels.
   *
   * @throws {SyntaxError} as {@linkcode decode}
   */
  exact?(stream: Uint8Array, count: number): Uint8Array;
  /** Frees what it holds that the garbage collector does not see, such as a network's tensors. */
  [Symbol.dispose]?(): void;
}
