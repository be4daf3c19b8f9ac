import { createHash, type Hash } from "node:crypto";
import { replaceWith, toPath } from "../../files/mod.ts";
import { requireKnown } from "../../require.ts";
import { onDisk } from "./bytes.ts";
import {
  asBits,
  type CompressOptions,
  compressOptions,
  type ImageStream,
  streamFields,
  writerFor,
} from "./compress.ts";
import { FileReader } from "./reader.ts";

/** Options of {@linkcode writeCompressed}. */
export interface WriteOptions extends CompressOptions {
  /** whether to decode the file before it gets its name, and compare; default true */
  verify?: boolean;
  /** called after each part of the work; a promise that it returns is awaited */
  progress?: (done: { images: number; verified: number; bytes: number }) => unknown;
}

/**
 * Compresses a stream of images to a file, which is there complete or not at all. Memory does not grow
 * with the number of images.
 *
 * @throws {RangeError} the images have not the announced number or values, or an option is wrong
 * @throws {Error} the written file does not decode to the images: the codec is at fault
 */
export async function writeCompressed(
  path: string | URL,
  stream: ImageStream,
  options: WriteOptions = {},
): Promise<void> {
  requireKnown("writeCompressed: images", stream, streamFields);
  requireKnown("writeCompressed", options, { ...compressOptions, verify: true, progress: true });
  const { verify = true, progress } = options;
  const size = stream.height * stream.width;
  await replaceWith(toPath(path), async (file) => {
    const done = { images: 0, verified: 0, bytes: 0 };
    using writer = writerFor(stream, options, (bytes) => {
      for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
      done.bytes += bytes.length;
    });
    const original = createHash("sha256");
    for await (const pixels of stream.pixels) {
      original.update(pixels);
      writer.add(asBits(pixels, stream));
      done.images += pixels.length / size;
      await progress?.(done);
    }
    writer.finish();
    if (!verify) return;
    const models = options.model ? [options.model] : [];
    using reader = new FileReader(onDisk(file), { models, limit: Number.MAX_SAFE_INTEGER });
    const decoded = createHash("sha256"),
      wrong = (reason: string) =>
        new Error(
          `${path} is not written, as the codec "${reader.header.kind.name}" is wrong: ${reason}`,
        );
    try {
      for (const pixels of reader.whole()) {
        decoded.update(pixels);
        done.verified += pixels.length / size;
        await progress?.(done);
      }
    } catch (error) {
      throw error instanceof SyntaxError ? wrong(error.message) : error;
    }
    if (reader.header.kind.lossless && digest(decoded) !== digest(original)) {
      throw wrong("the file decodes to other images");
    }
  });
}

const digest = (hash: Hash) => hash.digest("hex");
