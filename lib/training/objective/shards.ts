import { ImageSet, requireImages } from "../../images.ts";
import { checkImages } from "../../models/mod.ts";
import type { Random } from "../../random.ts";
import { isRecord, requireInteger } from "../../require.ts";

/**
 * Images that come in parts, so that they need not fit into memory: sets of one size, iterated anew in every
 * epoch, in the order and of the sizes that the iteration gives. Images are shuffled within a shard, and
 * those left over from whole batches go into the next one.
 *
 * @example An IDX file of images, read in parts
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { denseAutoencoder, fit, imageSet, type Shards, writeIdx } from "@autoencoders";
 *
 * const count = 100, size = 4 * 4, path = await Deno.makeTempFile();
 * await Deno.writeFile(path, writeIdx({ data: new Uint8Array(count * size), shape: [count, 4, 4] }));
 *
 * const shards: Shards = {
 *   count,
 *   async *[Symbol.asyncIterator]() {
 *     using file = await Deno.open(path);
 *     await file.seek(16, Deno.SeekMode.Start); // after the header
 *     for (let left = count; left > 0; left -= 32) {
 *       const pixels = new Uint8Array(Math.min(left, 32) * size);
 *       for (let at = 0; at < pixels.length;) {
 *         const read = await file.read(pixels.subarray(at));
 *         if (read === null) throw new Error(`${path} is shorter than its header says`);
 *         at += read;
 *       }
 *       yield imageSet(pixels, { height: 4, width: 4 });
 *     }
 *   },
 * };
 *
 * const model = denseAutoencoder({ widths: [8], latent: 2, height: 4, width: 4 }, 1);
 * const history = await fit(model, shards, { epochs: 2, seed: 1 });
 * strictEqual(history.ended, "completed");
 * model.dispose();
 * await Deno.remove(path);
 * ```
 */
export interface Shards extends AsyncIterable<ImageSet> {
  /** n, the images of all shards together */
  readonly count: number;
}

/** Images in memory with the rows to take batches from, in their order. */
export interface Part {
  images: ImageSet;
  rows: Int32Array;
}

/** The size that all images of a run have. */
type ImageSize = Pick<ImageSet, "height" | "width" | "channels">;

/**
 * The images of an epoch in the order `random`: in one part, or shard by shard, each but the last in a
 * whole number of batches.
 *
 * @throws {RangeError} a shard has images of another size or maximum, or all together are not as many as
 * their count says
 * @throws {TypeError} a shard is not an ImageSet
 */
export async function* partsOf(
  images: ImageSet | Shards,
  batchSize: number,
  size: ImageSize,
  random: Random,
): AsyncGenerator<Part, void> {
  if (images instanceof ImageSet) {
    yield { images, rows: random.permutation(images.count) };
    return;
  }
  let left: ImageSet | undefined, seen = 0, shards = 0, maximum: number | undefined;
  const wrong = () =>
    new RangeError(
      `the shards have ${seen > images.count ? "more than" : "only"} ${
        Math.min(seen, images.count)
      } images in an epoch, their count is ${images.count}; every epoch iterates them anew, which a ` +
        "generator that has run cannot do",
    );
  for await (const shard of images) {
    requireImages(shard, `shard ${++shards}`);
    checkImages(size, shard, `shard ${shards}`);
    maximum ??= shard.maximum;
    if (shard.maximum !== maximum) {
      throw new RangeError(`shard ${shards} must have maximum ${maximum}, got ${shard.maximum}`);
    }
    seen += shard.count;
    if (seen > images.count) throw wrong();
    const all: ImageSet = left ? joined(left, shard) : shard;
    const rows = random.permutation(all.count), whole = all.count - all.count % batchSize;
    left = whole < all.count ? all.select(rows.subarray(whole)) : undefined;
    if (whole > 0) yield { images: all, rows: rows.subarray(0, whole) };
  }
  if (seen < images.count) throw wrong();
  if (left) yield { images: left, rows: random.permutation(left.count) };
}

function joined(a: ImageSet, b: ImageSet): ImageSet {
  const pixels = new Uint8Array(a.pixels.length + b.pixels.length);
  pixels.set(a.pixels);
  pixels.set(b.pixels, a.pixels.length);
  return a.with(pixels, a.labels && b.labels && [...a.labels, ...b.labels]);
}

/**
 * @throws {TypeError} the images are neither a set nor come in shards
 * @throws {RangeError} the shards have no count
 */
export function requireImagesOrShards(images: unknown): asserts images is ImageSet | Shards {
  if (!(isRecord(images) && Symbol.asyncIterator in images)) return requireImages(images);
  requireInteger("count of the shards, the images of all together,", images.count);
}
