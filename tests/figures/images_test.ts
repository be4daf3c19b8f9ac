import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { decode } from "fast-png";
import fc from "npm:fast-check@4.10.2";
import { ImageSet } from "../../lib/images.ts";
import { braille } from "../../lib/figures/pictures/braille.ts";
import { imagesFigure } from "../../lib/figures/pictures/images.ts";
import { pictures } from "../../lib/figures/pictures/pictures.ts";
import { difference, enlarge, mosaic, pngAddress, raster } from "../../lib/figures/pictures/png.ts";
import { reconstructionsFigure } from "../../lib/figures/pictures/reconstructions.ts";

const set = (pixels: number[], width = 2, maximum = 255) =>
  new ImageSet(new Uint8Array(pixels), { height: 1, width, maximum });
const unpack = (address: string) => decode(Uint8Array.fromBase64(address.split(",")[1]));
const addresses = (html: string) => [...html.matchAll(/src="([^"]+)"/g)].map((match) => match[1]);

Deno.test("a PNG holds the pixels that went in, each enlarged to a square", () => {
  const sizes = fc.record({
    width: fc.integer({ min: 1, max: 9 }),
    height: fc.integer({ min: 1, max: 9 }),
    channels: fc.constantFrom(1, 2, 3, 4),
    factor: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(sizes, fc.infiniteStream(fc.nat(255)), ({ factor, ...size }, bytes) => {
      const data = Uint8Array.from(
        { length: size.width * size.height * size.channels },
        () => bytes.next().value!,
      );
      const png = unpack(pngAddress(enlarge({ ...size, data }, factor)));
      deepStrictEqual([png.width, png.height], [size.width * factor, size.height * factor]);
      for (let y = 0; y < png.height; y++) {
        for (let x = 0; x < png.width; x++) {
          const from = (Math.floor(y / factor) * size.width + Math.floor(x / factor)) *
            size.channels;
          const to = (y * png.width + x) * size.channels;
          deepStrictEqual(
            [...png.data.slice(to, to + size.channels)],
            [...data.slice(from, from + size.channels)],
          );
        }
      }
    }),
    { numRuns: 30 },
  );
});

Deno.test("binary images and tensors are shown as black and white too", () => {
  deepStrictEqual([...raster(pictures(set([0, 1], 2, 1))).data], [0, 255]);
  deepStrictEqual([...raster(pictures(tf.tensor4d([-1, 0.2, 2], [1, 1, 3, 1]))).data], [
    0,
    51,
    255,
  ]);
});

Deno.test("pictures() refuses what is no image, naming it", () => {
  throws(() => pictures("seven" as never), /TypeError: .*got "seven"/s);
  throws(() => pictures(tf.zeros([2, 3]) as never), /RangeError: .*got \[2, 3\]/s);
  throws(() => pictures(tf.zeros([1, 2, 2, 5])), /1 or 3 channels, got 5/);
  throws(() => pictures(tf.tensor4d([0, 0, 0, NaN], [2, 1, 2, 1])), /image 1 holds NaN/);
});

Deno.test("mosaic() puts image n at row ⌊n/columns⌋, a half-transparent line apart", () => {
  const { data, width, height } = mosaic(pictures(set([1, 2, 3, 4, 5, 6])), 2);
  deepStrictEqual([width, height], [5, 3]);
  const line = [128, 128];
  deepStrictEqual([...data], [
    ...[1, 255, 2, 255, ...line, 3, 255, 4, 255],
    ...Array(5).fill(line).flat(),
    ...[5, 255, 6, 255, ...line, ...line, ...line],
  ]);
});

Deno.test("a grid says how many images it shows, stays small and escapes its words", () => {
  const noise = new ImageSet(Uint8Array.from({ length: 100 * 64 }, (_, i) => i * i % 251), {
    height: 8,
    width: 8,
  });
  const figure = imagesFigure(noise, { title: 'a "<b>"', caption: "x < y & z" });
  const html = figure["text/html"]!;
  strictEqual(addresses(html).length, 1);
  ok(html.length < 60_000);
  ok(html.includes("a &quot;&lt;b&gt;&quot;: 100 images of 8 by 8 pixels"));
  ok(html.includes("x &lt; y &amp; z"));
  strictEqual(figure["text/plain"], 'a "<b>"\n[100 images of 8×8]\nx < y & z');
});

Deno.test("captions stand one under each image", () => {
  const html = imagesFigure(set([0, 1, 2, 3]), { captions: ["a 3", "a <7>"] })["text/html"]!;
  strictEqual(addresses(html).length, 2);
  ok(html.includes("<br>a 3</td>") && html.includes("<br>a &lt;7&gt;</td>"));
  throws(() => imagesFigure(set([0, 1, 2, 3]), { captions: ["one"] }), /2 images need 2 captions/);
  throws(() => imagesFigure(set([0, 1]), { columns: 0.5 }), /RangeError: .*got 0.5/s);
});

Deno.test("the mean squared error under a reconstruction is the one worked by hand", () => {
  const rows = { original: set([0, 255, 51, 0]), copy: set([0, 255, 0, 51]) };
  const { "text/html": html, "text/plain": words } = reconstructionsFigure(rows);
  ok(html!.includes("<br>0</td>") && html!.includes("<br>0.040</td>"));
  strictEqual(words, "copy: MSE 0.0200 (mean of these 2)");
  strictEqual(addresses(html!).length, 6);
  strictEqual(
    addresses(reconstructionsFigure(rows, { differences: false })["text/html"]!).length,
    4,
  );
  strictEqual(addresses(reconstructionsFigure(rows, { plain: ["copy"] })["text/html"]!).length, 4);
});

Deno.test("a difference is orange where the reconstruction is too bright, blue where too dark", () => {
  const [a, b] = [pictures(set([255, 0, 9], 3)), pictures(set([0, 255, 9], 3))];
  const png = unpack(pngAddress(difference(a, b)));
  const [over, under, right] = [...png.data].map((place) => png.palette![place]);
  ok(over[0] > 150 && over[2] < 50, "orange");
  ok(under[2] > 150 && under[0] < 50, "blue");
  ok(right.every((value) => value > 240), "nearly white");
});

Deno.test("reconstructions of another shape are refused, naming both shapes", () => {
  throws(
    () => reconstructionsFigure({ original: set([0, 1]), copy: set([0, 1, 2], 3) }),
    /copy must be \[1, 1, 2, 1\] as the reference is, got \[1, 1, 3, 1\]/,
  );
  throws(() => reconstructionsFigure({ a: set([0, 1]) }, { reference: "b" }), /one of a, got b/);
});

Deno.test("braille() draws a dot for each bright pixel of the image's bright part", () => {
  const image = fc.array(fc.boolean(), { minLength: 63, maxLength: 63 });
  fc.assert(fc.property(image, (bright) => {
    const images = new ImageSet(Uint8Array.from(bright, Number), {
      height: 9,
      width: 7,
      maximum: 1,
    });
    const lines = braille(pictures(images), 0);
    const dots = lines.join("").split("").reduce(
      (sum, letter) => sum + (letter.charCodeAt(0) - 0x2800).toString(2).replaceAll("0", "").length,
      0,
    );
    strictEqual(dots, bright.filter(Boolean).length);
  }));
  const cross = [1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1];
  const images = new ImageSet(Uint8Array.from(cross), { height: 4, width: 4, maximum: 1 });
  deepStrictEqual(braille(pictures(images), 0), ["⡱⢎"]);
});
