import { deepStrictEqual, ok, rejects } from "node:assert/strict";
import sharp from "sharp";
import { loadFolder } from "@autoencoders";
import { folderOf, picture } from "../helpers/picture_folder.ts";

/** The RGB of the pixel at row y, column x of a loaded image of 8 × 12 pixels. */
const at = (pixels: Uint8Array, y: number, x: number) => [
  ...pixels.subarray((y * 12 + x) * 3, (y * 12 + x) * 3 + 3),
];
const near = (colour: number[], expected: number[]) =>
  ok(colour.every((level, c) => Math.abs(level - expected[c]) <= 2), `${colour}`);

Deno.test("loadFolder() with channels: 3 keeps colours, in any size, and inverts nothing", async () => {
  await using folder = await folderOf({
    "a/1.png": picture(12, 8, "#ffe0c0", "#204060").png(),
    "b/2.webp": picture(12, 8, "#102030", "#f0a050").webp({ lossless: true }),
  });
  const size = { height: 8, width: 12, channels: 3 as const };
  const { images, classNames } = await loadFolder(folder.path, { ...size, classes: true });
  deepStrictEqual([images.count, images.height, images.width, images.channels], [2, 8, 12, 3]);
  deepStrictEqual([[...images.labels!], classNames], [[0, 1], ["a", "b"]]);
  near(at(images.image(0), 0, 0), [0xff, 0xe0, 0xc0]);
  near(at(images.image(0), 4, 6), [0x20, 0x40, 0x60]);
  near(at(images.image(1), 0, 0), [0x10, 0x20, 0x30]);
  near(at(images.image(1), 4, 6), [0xf0, 0xa0, 0x50]);
  const negative = await loadFolder(folder.path, { ...size, invert: true });
  near(at(negative.images.image(0), 0, 0), [0x00, 0x1f, 0x3f]);
});

Deno.test("a colour image of another aspect ratio is framed by the colour of its border", async () => {
  await using folder = await folderOf({ "tall.png": picture(20, 80, "#30a0e0", "red").png() });
  const { images } = await loadFolder(folder.path, { height: 8, width: 12, channels: 3 });
  for (const x of [0, 3, 8, 11]) near(at(images.image(0), 4, x), [0x30, 0xa0, 0xe0]);
});

Deno.test("grey and transparent pictures in a folder of colour ones become RGB", async () => {
  const pixels = (values: number[], channels: 1 | 2 | 3 | 4) =>
    sharp(Uint8Array.from(Array(96).fill(values).flat()), {
      raw: { height: 8, width: 12, channels },
    }).png();
  await using folder = await folderOf({
    "1 grey.png": pixels([77], 1).toColourspace("b-w"),
    "2 dark.png": pixels([200, 0, 0, 128], 4),
    "3 light.png": pixels([250, 240, 230, 0], 4),
  });
  const { images } = await loadFolder(folder.path, { height: 8, width: 12, channels: 3 });
  near(at(images.image(0), 4, 6), [77, 77, 77]);
  near(at(images.image(1), 4, 6), [227, 127, 127]); // on white
  near(at(images.image(2), 4, 6), [255, 255, 255]); // nothing is opaque
});

Deno.test("loadFolder() refuses other numbers of channels, and auto for colour", async () => {
  await rejects(loadFolder(".", { channels: 4 as never }), {
    name: "RangeError",
    message: "channels must be 1 for grey or 3 for RGB, got 4",
  });
  await rejects(loadFolder(".", { channels: 3, invert: "auto" }), {
    name: "RangeError",
    message: /invert must be true or false for RGB images/,
  });
});
