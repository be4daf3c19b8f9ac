/** Files written and read as streams. */
import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { imageSet } from "@autoencoders";
import {
  compressImages,
  decompressImages,
  type ImageStream,
  openCompressed,
  writeCompressed,
} from "../../../lib/codec/mod.ts";
import type { KindName } from "../../../lib/codec/file/kinds.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";
import { addPlainKind } from "./plain_kind.ts";

const kind = addPlainKind(), halved = "halved" as KindName, wrong = "wrong" as KindName;
const size = { height: 8, width: 8, maximum: 255 }, shape = { ...size, binary: false };

/** So many grey images, made one by one. */
async function* images(count: number): AsyncGenerator<Uint8Array> {
  for (let k = 0; k < count; k++) {
    await Promise.resolve();
    yield new Uint8Array(64).map((_, i) => i * k);
  }
}

async function all(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts = await Array.fromAsync(stream);
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

Deno.test("a stream of images of unknown number is written as it comes, and read group by group", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "a.aec"), written: number[] = [];
    await writeCompressed(path, { ...shape, pixels: images(1050) }, {
      kind,
      groupSize: 100,
      progress: ({ images, verified, bytes }) =>
        void (verified || written.push(bytes - 64 * images)),
    });
    // never more than a group is waiting to be written
    ok(Math.min(...written) >= -64 * 100, `${Math.min(...written)}`);
    await openCompressed(path, async (reader) => {
      strictEqual(reader.count, 1050);
      const groups = [...reader.groups()];
      deepStrictEqual(groups.map(({ count }) => count), [...new Array(10).fill(100), 50]);
      const pixels = await all(images(1050));
      deepStrictEqual(reader.images(), imageSet(pixels, size));
      deepStrictEqual(reader.images(555, 556).pixels, pixels.subarray(555 * 64, 556 * 64));
    });
  });
});

Deno.test("a set and a stream of the same images give the same bytes", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "a.aec"), set = imageSet(await all(images(30)), size);
    await writeCompressed(path, { ...shape, count: 30, pixels: images(30) }, { groupSize: 8 });
    deepStrictEqual(await Deno.readFile(path), compressImages(set, { groupSize: 8 }));
  });
});

Deno.test("what a lossy kind decodes to is what its checksums are of", async () => {
  const set = imageSet(await all(images(20)), size);
  const file = compressImages(set, { kind: halved, groupSize: 6 });
  deepStrictEqual(decompressImages(file).pixels, set.pixels.map((value) => value & 254));
  await inTempFolder((folder) =>
    writeCompressed(join(folder, "a.aec"), { ...shape, pixels: images(20) }, { kind: halved })
  );
});

Deno.test("nothing is written if the file does not decode to the images, or they are not as announced", async () => {
  const cases: [Partial<ImageStream>, { kind?: KindName }, RegExp][] = [
    [{}, { kind: wrong }, /not written, as the codec "wrong" is wrong: .*group 0/],
    [{ count: 9 }, {}, /9 images were announced, 10 came/],
    [{ count: 11 }, {}, /11 images were announced, 10 came/],
    [{ pixels: images(0) }, {}, /at least one image, got 0/],
    [{ binary: true }, {}, /binary pixels must be 0 or 255, got 1/],
    [{ height: 0 }, {}, /height must be an integer in 1–65535, got 0/],
    [{ height: 7 }, {}, /not a whole number of images of 7×8/],
    [{}, { groups: 7 } as { kind?: KindName }, /unknown option groups.*kind, model/],
  ];
  await inTempFolder(async (folder) => {
    const path = join(folder, "a.aec");
    for (const [stream, options, message] of cases) {
      const given = { ...shape, pixels: images(10), ...stream };
      await rejects(writeCompressed(path, given, options), message);
    }
    deepStrictEqual([...Deno.readDirSync(folder)], []);
  });
});
