/** Lossy kinds whose pixels may differ between machines: the checksum is of what does not. */
import { deepStrictEqual, throws } from "node:assert/strict";
import { imageSet } from "@autoencoders";
import { compressImages, decompressImages } from "@autoencoders/codec";
import { type Kind, type KindName, kinds } from "../../../lib/codec/file/kinds.ts";

/** What this machine adds to each pixel. */
let machine = 0;

const name = "rough" as KindName;
(kinds as Kind[]).push({
  ...{ number: 210, name, lossless: false, needsModel: false },
  open: () => ({
    independent: true,
    encode: (pixels) => pixels.map((value) => value >> 4),
    decode: (stream) => stream.map((value) => 16 * value + machine),
    exact: (stream) => stream,
  }),
});

Deno.test("a lossy file opens on a machine that computes other pixels, and not if it was altered", () => {
  const images = imageSet(Uint8Array.from({ length: 64 }, (_, i) => 3 * i), {
    height: 4,
    width: 4,
  });
  machine = 0;
  const bytes = compressImages(images, { kind: name, groupSize: 2 });
  machine = 1;
  const expected = images.pixels.map((value) => (value >> 4) * 16 + 1);
  deepStrictEqual(decompressImages(bytes).pixels, expected);
  const at = bytes.lastIndexOf(images.pixels[63] >> 4); // in the last group's stream
  bytes[at] ^= 1;
  throws(() => decompressImages(bytes), SyntaxError);
});
