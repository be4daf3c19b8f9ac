/** The grey levels of colours and of transparent pixels, compared with Pillow's. */
import { deepStrictEqual, ok } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import sharp, { type Sharp } from "sharp";
import { loadFolder } from "@autoencoders";
import { greyOf } from "../../../lib/datasets/formats/read_image.ts";
import { folderOf } from "../../helpers/picture_folder.ts";

/** `Image.new("RGB", (1, 1), colour).convert("L").getpixel((0, 0))` in Pillow 13.0.0. */
const pillow: [colour: number[], grey: number][] = [
  [[0, 255, 0], 150],
  [[255, 0, 0], 76],
  [[0, 0, 255], 29],
  [[255, 255, 0], 226],
  [[0, 255, 255], 179],
  [[255, 0, 255], 105],
  [[18, 52, 86], 46],
  [[200, 100, 50], 124],
  [[1, 2, 3], 2],
  [[254, 255, 253], 254],
  [[128, 128, 128], 128],
  [[77, 77, 78], 77],
];

/**
 * In Pillow 13.0.0, `Image.composite(i.convert("L"), Image.new("L", (1, 1), g), i.getchannel("A"))` of
 * an image `i` of this colour, where the ground `g` is 255 for dark colours and 0 for light ones.
 */
const pillowOnGround: [colour: number[], grey: number][] = [
  [[0, 0, 0, 128], 127],
  [[255, 255, 255, 128], 128],
  [[0, 0, 255, 100], 166],
  [[255, 255, 0, 30], 27],
  [[10, 200, 30, 255], 124],
  [[255, 255, 255, 1], 1],
];

/** One pixel of each colour, beside each other, as a file. */
const row = (colours: number[][]) =>
  sharp(Uint8Array.from(colours.flat()), {
    raw: { width: colours.length, height: 1, channels: colours[0].length as 3 | 4 },
  });

/** The grey levels of an image of w × 1 pixels as loadFolder() gives them. */
async function loaded(image: Sharp, width: number, invert: boolean | "auto" = false) {
  await using folder = await folderOf({ "1.png": image });
  return [...(await loadFolder(folder.path, { width, height: 1, invert })).images.pixels];
}

Deno.test("a colour has the grey level that Pillow gives it, in PNG and lossless WebP", async () => {
  const image = row(pillow.map(([colour]) => colour)), expected = pillow.map(([, grey]) => grey);
  deepStrictEqual(await loaded(image.clone().png(), pillow.length), expected);
  deepStrictEqual(await loaded(image.clone().webp({ lossless: true }), pillow.length), expected);
  deepStrictEqual(await loaded(image.clone().png({ palette: true }), pillow.length), expected);
});

Deno.test("a transparent colour on its ground has the grey level that Pillow gives it", async () => {
  for (const [colour, grey] of pillowOnGround) {
    deepStrictEqual(await loaded(row([colour]).png(), 1), [grey], `${colour}`);
  }
});

Deno.test("grey files of every kind keep their levels", async () => {
  const levels = Uint8Array.from({ length: 256 }, (_, i) => i);
  const raw = (values: Uint8Array, channels: 1 | 2) =>
    sharp(values, { raw: { width: 256, height: 1, channels } });
  const opaque = Uint8Array.from({ length: 512 }, (_, i) => i % 2 ? 255 : i / 2);
  for (
    const image of [
      raw(levels, 1).toColourspace("b-w").png(),
      raw(levels, 1).png(),
      raw(opaque, 2).png(),
      raw(levels, 1).webp({ lossless: true }),
      raw(levels, 1).toColourspace("grey16").png(),
    ]
  ) deepStrictEqual(await loaded(image, 256), [...levels]);
});

Deno.test("ink on a transparent ground is white on black, whichever its colour", async () => {
  const inks = ["black", "white", "#ff0", "#00f", "#333", "#ccc", "#0f0", "#f00"];
  for (const ink of inks) {
    for (const hidden of [0, 255]) { // what a transparent pixel would show
      const clear = { r: hidden, g: hidden, b: hidden, alpha: 0 };
      const stroke = { create: { width: 6, height: 12, channels: 3 as const, background: ink } };
      const image = sharp({ create: { width: 28, height: 28, channels: 4, background: clear } })
        .composite([{ input: stroke }]);
      await using folder = await folderOf({ "1.png": image.png() });
      const { pixels } = (await loadFolder(folder.path)).images;
      ok(pixels[0] === 0 && pixels[14 * 28 + 14] >= 128 - 1, `${ink}: ${pixels[14 * 28 + 14]}`);
    }
  }
});

Deno.test("greyOf() does not depend on hidden colours, and opaque alpha changes nothing", () =>
  fc.assert(fc.property(
    fc.array(fc.tuple(...Array(3).fill(fc.nat(255)), fc.constantFrom(0, 255)), { minLength: 1 }),
    fc.nat(255),
    (colours, other) => {
      const grey = greyOf(Uint8Array.from(colours.flat()), 4);
      const hidden = colours.map((c) => c[3] ? c : [other, other, other, 0]);
      deepStrictEqual(greyOf(Uint8Array.from(hidden.flat()), 4), grey);
      const plain = greyOf(Uint8Array.from(colours.flatMap((c) => c.slice(0, 3))), 3);
      colours.forEach((c, i) => c[3] && deepStrictEqual(grey[i], plain[i]));
    },
  )));
