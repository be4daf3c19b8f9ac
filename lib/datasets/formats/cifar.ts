import { ImageSet } from "../../images.ts";

const SIDE = 32, PLANE = SIDE * SIDE, IMAGE = 3 * PLANE, RECORD = 1 + IMAGE;
const BLOCK = 512;

/**
 * Images from files in CIFAR's binary format: for each a byte with its label, then 1,024 bytes of red, of
 * green and of blue, row by row. The result has channels last.
 *
 * @param files their bytes by their paths
 * @param count images in each file
 * @param classes labels are below this
 * @throws {SyntaxError} a file has another size or another label; the message names it
 */
export function readCifar(
  files: ReadonlyMap<string, Uint8Array>,
  count: number,
  classes: number,
): ImageSet {
  const n = files.size * count, pixels = new Uint8Array(n * IMAGE), labels = new Uint8Array(n);
  let image = 0;
  for (const [path, bytes] of files) {
    if (bytes.length !== count * RECORD) {
      throw new SyntaxError(
        `${path} is damaged: it must have ${
          count * RECORD
        } bytes, ${RECORD} for each of ${count} ` +
          `images, it has ${bytes.length}`,
      );
    }
    for (let at = 0; at < bytes.length; at += RECORD, image++) {
      const label = labels[image] = bytes[at];
      if (label >= classes) {
        throw new SyntaxError(
          `${path} is damaged: image ${at / RECORD} has label ${label}, expected 0–${classes - 1}`,
        );
      }
      for (let i = 0, to = image * IMAGE; i < PLANE; i++) {
        for (let c = 0; c < 3; c++) pixels[to++] = bytes[at + 1 + c * PLANE + i];
      }
    }
  }
  return new ImageSet(pixels, { height: SIDE, width: SIDE, channels: 3, labels });
}

/**
 * The files of an unpacked tar archive, by their paths.
 *
 * @throws {SyntaxError} it was truncated or is no archive
 */
export function tarFiles(archive: Uint8Array): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const text = (start: number, length: number) =>
    new TextDecoder().decode(archive.subarray(start, start + length)).replace(/\0.*$/s, "");
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0;) {
    const size = parseInt(text(at + 124, 12), 8), start = at + BLOCK;
    if (!(size >= 0 && start + size <= archive.length)) {
      throw new SyntaxError(
        `not an intact tar archive: a file of ${size} bytes begins at ${start}`,
      );
    }
    files.set(text(at, 100), archive.subarray(start, start + size));
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}
