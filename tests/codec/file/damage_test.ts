/** Cut and altered files: none is taken for whole, and what is whole comes back. */
import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert/strict";
import { crc32 } from "node:zlib";
import { type ImageSet, imageSet } from "@autoencoders";
import { compressImages, decompressImages, openCompressed } from "../../../lib/codec/mod.ts";
import { modelNameOf } from "../../../lib/codec/file/header.ts";
import type { KindName } from "../../../lib/codec/file/kinds.ts";
import { addPlainKind } from "./plain_kind.ts";

const plain = addPlainKind(), modelled = "modelled" as KindName;
const pixels = new Uint8Array(10 * 12).map((_, i) => i * i % 5 === 1 ? 1 : 0);
const images = imageSet(pixels, { height: 3, width: 4, maximum: 1 });
const file = (kind: KindName) => compressImages(images, { kind, groupSize: 4 });

/** A file with one byte changed. */
const altered = (bytes: Uint8Array, at: number) => bytes.with(at, bytes[at] ^ 0x40);

/** Bytes of the header, and of a whole group in a file of the plain kind: a length, a checksum, pixels. */
const HEADER = 21, GROUP = 1 + 4 + 4 * 12;

/** A byte of the pixels of a group in a file of the plain kind. */
const inGroup = (group: number) => HEADER + group * GROUP + 20;

/** What salvage gives of a file: the images, and the damage that it reports. */
function salvaged(bytes: Uint8Array): { whole: ImageSet; damages: string[] } {
  const damages: string[] = [];
  return { whole: decompressImages(bytes, { salvage: (each) => damages.push(each) }), damages };
}

Deno.test("an altered group is named, and salvage gives the others back if the kind is independent", () => {
  const bytes = altered(file(plain), inGroup(1));
  throws(
    () => decompressImages(bytes),
    /group 1 \(images 4–7\) is damaged: its pixels do not have its checksum; 6 of 10 images are whole/,
  );
  const { whole, damages } = salvaged(bytes);
  deepStrictEqual(whole, images.select([0, 1, 2, 3, 8, 9]));
  match(damages.join("\n"), /^group 1.*\nits SHA-256 is not that at its end/);
});

Deno.test("of a kind that learns, salvage gives the groups before the altered one back", () => {
  const bytes = file("adaptive"), whole = decompressImages(bytes);
  deepStrictEqual(whole, images);
  for (let at = HEADER; at < bytes.length - 50; at++) {
    const { whole, damages } = wholeOf(altered(bytes, at));
    ok([0, 4, 8, 10].includes(whole), `byte ${at}: ${whole} images`);
    ok(damages > 0);
  }
});

/** The number of whole images, which are checked, and of damages. */
function wholeOf(bytes: Uint8Array): { whole: number; damages: number } {
  let damages = 0;
  try {
    const { pixels, count } = decompressImages(bytes, { salvage: () => damages++ });
    deepStrictEqual(pixels, images.pixels.subarray(0, pixels.length));
    return { whole: count, damages };
  } catch (error) {
    match(`${error}`, /SyntaxError: no image is whole/);
    return { whole: 0, damages: 1 };
  }
}

for (const kind of [plain, "adaptive"] as const) {
  Deno.test(`a file of kind ${kind} cut at any byte is refused, and its whole groups come back`, () => {
    const bytes = file(kind);
    for (let length = 0; length < bytes.length; length++) {
      const cut = bytes.subarray(0, length);
      throws(() => decompressImages(cut), SyntaxError, `${length} bytes`);
      if (length < HEADER) continue;
      const { whole } = wholeOf(cut);
      ok([0, 4, 8, 10].includes(whole));
      if (length > bytes.length - 40) strictEqual(whole, 10);
    }
  });
}

Deno.test("a group whose number of images is altered does not move those after it", () => {
  // group 1: not 48 bytes of 4 images but 47 of 1, and the index is damaged too
  const bytes = file(plain).slice(), at = HEADER + GROUP;
  bytes.set([2 * 47 + 1, 1], at);
  bytes[bytes.length - 1] = 0;
  const { whole, damages } = salvaged(bytes);
  deepStrictEqual(whole, images.select([0, 1, 2, 3, 8, 9]));
  match(damages[0], /group 1 \(images 4–4\)/);
});

Deno.test("bytes after the end are refused with their number, and salvage ignores them", () => {
  const longer = new Uint8Array([...file(plain), 1, 2, 3]);
  throws(() => decompressImages(longer), /3 bytes follow its end; 10 of 10 images are whole/);
  deepStrictEqual(salvaged(longer).whole, images);
});

Deno.test("bytes that look like groups, after a damaged index, do not hide the images of the file", () => {
  // the end has 50 bytes; 3, 3 begins a group of 3 images in 1 byte
  const bytes = file(plain), groups = bytes.length - 50;
  const longer = new Uint8Array([...bytes.subarray(0, groups), ...new Uint8Array(10_000).fill(3)]);
  const { whole, damages } = salvaged(longer);
  deepStrictEqual(whole, images);
  match(damages.join("\n"), /3 images follow, the header says 10 in all/);
});

Deno.test("flags of a later format are refused", () => {
  const bytes = file(plain).slice(), end = HEADER - 4;
  bytes[10] |= 64;
  new DataView(bytes.buffer).setUint32(end, crc32(bytes.subarray(0, end)), true);
  throws(() => decompressImages(bytes), /its flags are 65/);
});

Deno.test("two files one after another are refused", () => {
  throws(() => decompressImages(new Uint8Array([...file(plain), ...file(plain)])), SyntaxError);
});

Deno.test("an altered index does not hide the groups", () => {
  const bytes = file(plain);
  for (let at = bytes.length - 49; at < bytes.length; at++) {
    const { whole, damages } = salvaged(altered(bytes, at));
    deepStrictEqual(whole, images, `byte ${at}`);
    ok(damages.length > 0);
  }
});

Deno.test("an altered header is refused: nothing can be read", () => {
  const bytes = file(plain);
  for (let at = 8; at < HEADER; at++) {
    throws(
      () => decompressImages(altered(bytes, at)),
      at === 8 ? /format has version 65, this program reads version 1/ : /its header is damaged/,
    );
  }
});

Deno.test("what is not a file of the codec is refused, by name if it is well known", () => {
  const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  throws(() => decompressImages(Uint8Array.from(png)), /not a file of this codec but a PNG image/);
  throws(() => decompressImages(new Uint8Array(0)), /it is empty/);
  throws(
    () => decompressImages(file(plain).subarray(0, 5)),
    /it begins with 894145430d, not 894145430d0a1a0a/,
  );
  throws(() => decompressImages(file(plain).subarray(0, 12)), /its header is damaged/);
});

Deno.test("a kind that this program does not know is named, with those that it knows", () => {
  const bytes = file(plain).slice(), end = HEADER - 4;
  bytes[9] = 77;
  new DataView(bytes.buffer).setUint32(end, crc32(bytes.subarray(0, end)), true);
  throws(() => decompressImages(bytes), /it is of kind 77, this program knows 1 \(adaptive\)/);
});

Deno.test("a file that unpacks to more than the limit is refused before it is unpacked", () => {
  throws(
    () => decompressImages(file("adaptive"), { limit: 119 }),
    /10 images of 3×4 unpack to 120 bytes, more than the limit of 119/,
  );
  deepStrictEqual(decompressImages(file("adaptive"), { limit: 120 }), images);
});

Deno.test("a model is inside or named by its hash; a missing and a wrong one are named", async () => {
  const model = Uint8Array.of(7, 1, 2), other = Uint8Array.of(8);
  const inside = compressImages(images, { kind: modelled, model });
  deepStrictEqual(decompressImages(inside), images);
  const apart = compressImages(images, { kind: modelled, model, modelInside: false });
  ok(apart.length < inside.length);
  deepStrictEqual(decompressImages(apart, { models: [other, model] }), images);
  const { modelName, modelBytes, randomAccess } = await openCompressed(
    apart,
    (read) => read.info(),
  );
  deepStrictEqual([modelName, modelBytes, randomAccess], [modelNameOf(model), 0, undefined]);
  throws(
    () => decompressImages(apart),
    /it needs the model [0-9a-f]{16}, which is not inside: give/,
  );
  throws(
    () => decompressImages(apart, { models: [other] }),
    /it needs the model [0-9a-f]{16}, which is not inside: the given model is [0-9a-f]{16}$/,
  );
  throws(() => compressImages(images, { kind: modelled }), /kind "modelled" needs a trained model/);
  throws(() => compressImages(images, { model }), /kind "adaptive" has no trained model/);
});

Deno.test("images of an independent kind are read without the other groups", async () => {
  const bytes = altered(file(plain), inGroup(0));
  await openCompressed(bytes, (reader) => {
    deepStrictEqual(reader.images(5, 9), images.slice(5, 9));
    throws(() => reader.images(3, 5), /group 0 \(images 0–3\) is damaged/);
  });
});
