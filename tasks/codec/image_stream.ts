import { join } from "@std/path";
import { idxHeader } from "../../lib/datasets/mod.ts";
import type { ImageStream } from "@autoencoders/codec";
import { TaskError } from "../project.ts";
import { readPicture } from "./picture.ts";

/** How {@linkcode openImages} reads the images. */
export interface ImageStreamOptions {
  /** pixels above this grey value become 1, the others 0 */
  threshold?: number;
  /** whether pictures in colour are made grey */
  grey?: boolean;
}

/** A side of an image that fits in a file. */
const MOST_SIDE = 65_535;

/** Pixels that are read at a time. */
const CHUNK = 2 ** 18;

/**
 * The images of an IDX file, compressed by gzip or not, of a picture or of a folder of pictures, read as
 * they are needed.
 *
 * @throws {TaskError} there is no such file, or it has no images; the message names it
 */
export async function openImages(
  path: string,
  options: ImageStreamOptions = {},
): Promise<ImageStream & { bytes: number; leftOut: string[] }> {
  const { isDirectory, size } = await Deno.stat(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) throw new TaskError(`there is no file ${path}`);
    throw error;
  });
  const start = isDirectory ? new Uint8Array(0) : await startOf(path);
  const arePictures = isDirectory || isPicture(start), { threshold } = options;
  const source = arePictures
    ? await pictures(path, isDirectory, options)
    : { ...await idxImages(path, start), bytes: size, leftOut: [] };
  const pixels = threshold === undefined
    ? source.pixels
    : mapped(source.pixels, (value) => value > threshold ? 1 : 0);
  const counts = new Float64Array(256);
  for await (const part of pixels()) for (const value of part) counts[value]++;
  const brightest = counts.findLastIndex((times) => times > 0);
  // white is 1 in an IDX file of zeros and ones; in a picture 1 is nearly black, unless made by --threshold
  const isBit = brightest <= 1 && !(arePictures && threshold === undefined);
  const maximum = isBit ? 1 : 255;
  const [black, white] = [counts[0], counts[maximum]];
  const binary = counts.reduce((sum, times) => sum + times) === black + white;
  return { ...source, maximum, binary, mostlyWhite: white > black, pixels: pixels() };
}

interface Source {
  height: number;
  width: number;
  count: number;
  bytes: number;
  /** names in the folder that are not of pictures */
  leftOut: string[];
  /** the images from the first on, each time that it is called */
  pixels: () => AsyncGenerator<Uint8Array>;
}

function mapped(pixels: Source["pixels"], map: (value: number) => number): Source["pixels"] {
  return async function* () {
    for await (const part of pixels()) yield part.map(map);
  };
}

async function startOf(path: string): Promise<Uint8Array> {
  using file = await Deno.open(path);
  const start = new Uint8Array(16);
  return start.subarray(0, await file.read(start) ?? 0);
}

const isPicture = (start: Uint8Array) =>
  /^(\x89PNG|\xff\xd8\xff|RIFF....WEBP)/s.test(String.fromCharCode(...start));

/** The bytes of a file, unpacked if they are gzip. */
async function* unpacked(path: string, gzip: boolean): AsyncGenerator<Uint8Array> {
  const file = await Deno.open(path);
  const bytes = file.readable;
  try {
    yield* gzip ? bytes.pipeThrough(new DecompressionStream("gzip")) : bytes;
  } catch (error) {
    if (gzip && error instanceof TypeError) {
      throw new SyntaxError(`damaged gzip: ${error.message}`);
    }
    throw error;
  }
}

async function idxImages(
  path: string,
  start: Uint8Array,
): Promise<Omit<Source, "bytes" | "leftOut">> {
  const gzip = start[0] === 0x1f && start[1] === 0x8b,
    wrong = (reason: string) =>
      new TaskError(
        `${path} is not an IDX file of images, a picture or a folder of pictures: ${reason}`,
      );
  const header = new Uint8Array(16);
  let filled = 0;
  for await (const part of unpacked(path, gzip)) {
    const some = part.subarray(0, 16 - filled);
    header.set(some, filled);
    filled += some.length;
    if (filled === 16) break;
  }
  const view = new DataView(header.buffer);
  const shape = [4, 8, 12].map((at) => view.getUint32(at)), [count, height, width] = shape;
  const expected = idxHeader(0x08, shape);
  if (filled < 16 || header.some((byte, i) => byte !== expected[i])) {
    const found = Array.from(start.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0"));
    throw wrong(
      gzip
        ? "the gzip in it does not begin with 00 00 08 03, as unsigned bytes of rank 3 do"
        : `it begins with ${found.join(" ")}, not 00 00 08 03`,
    );
  }
  if (shape.includes(0)) throw wrong(`its shape is ${shape.join("×")}`);
  if (Math.max(height, width) > MOST_SIDE) {
    throw wrong(`its images have ${height}×${width} pixels, the most are ${MOST_SIDE} a side`);
  }
  const size = height * width, length = count * size;
  return {
    ...{ count, height, width },
    async *pixels() {
      // whole images, as many as fit in a chunk
      let pending = new Uint8Array(size * Math.max(1, Math.floor(CHUNK / size)));
      let at = 0, total = 0, skip = 16;
      for await (let part of unpacked(path, gzip)) {
        const skipped = Math.min(skip, part.length);
        skip -= skipped;
        part = part.subarray(skipped);
        total += part.length;
        while (part.length > 0) {
          const some = part.subarray(0, pending.length - at);
          pending.set(some, at);
          at += some.length;
          part = part.subarray(some.length);
          if (at < pending.length) continue;
          if (total <= length + pending.length) yield pending;
          pending = new Uint8Array(pending.length);
          at = 0;
        }
      }
      if (total !== length) {
        throw new SyntaxError(
          `an IDX file of shape ${shape.join("×")} has ${length + 16} bytes, got ${total + 16}`,
        );
      }
      if (at > 0) yield pending.subarray(0, at);
    },
  };
}

async function pictures(
  path: string,
  isFolder: boolean,
  { grey = false }: ImageStreamOptions,
): Promise<Source> {
  const { names, leftOut } = isFolder ? await picturesIn(path) : { names: [path], leftOut: [] };
  if (names.length === 0) throw new TaskError(`${path} has no PNG, JPEG or WebP file`);
  const first = await readPicture(names[0], grey);
  const { height, width } = first;
  let bytes = 0;
  for (const name of names) bytes += (await Deno.stat(name)).size;
  return {
    ...{ height, width, count: names.length, bytes, leftOut },
    async *pixels() {
      for (const name of names) {
        const picture = await readPicture(name, grey);
        if (picture.height !== height || picture.width !== width) {
          throw new TaskError(
            `${name} has ${picture.height}×${picture.width} pixels, ${names[0]} has ` +
              `${height}×${width}: the pictures of a file have one size`,
          );
        }
        yield picture.pixels;
      }
    },
  };
}

/** The paths of the pictures in a folder, and the names of what else is in it, but for hidden files. */
async function picturesIn(folder: string): Promise<{ names: string[]; leftOut: string[] }> {
  const names: string[] = [], leftOut: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (name.startsWith(".")) continue;
    if (!isDirectory && /\.(png|jpe?g|webp)$/i.test(name)) names.push(join(folder, name));
    else leftOut.push(isDirectory ? `${name}/` : name);
  }
  const order = new Intl.Collator("en", { numeric: true });
  return { names: names.sort(order.compare), leftOut: leftOut.sort(order.compare) };
}
