import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { pixelsFigure } from "../../../lib/figures/pictures/pixels.ts";
import { ImageSet } from "../../../lib/images.ts";

const image = (pixels: number[], width: number, maximum = 255) =>
  new ImageSet(new Uint8Array(pixels), { height: pixels.length / width, width, maximum });

Deno.test("each pixel of the lit part has its number, on its own brightness", () => {
  const figure = pixelsFigure(image([0, 0, 0, 0, 0, 255, 51, 0, 0, 7, 0, 0], 4));
  const [, base64] = /base64,([^"]+)"/.exec(figure["text/html"]!)!;
  const svg = new TextDecoder().decode(Uint8Array.fromBase64(base64));
  const numbers = [...svg.matchAll(/>(\d+)<\/text>/g)].map(([, number]) => Number(number));
  deepStrictEqual(numbers, [255, 51, 7, 0]);
  ok(svg.includes('fill="rgb(51,51,51)"'));
  strictEqual(
    figure["text/plain"],
    "255  51\n  7   0\nShown: rows 1–2 and columns 1–2 of 3 × 4 pixels.",
  );
});

Deno.test("a black image is shown whole, a binary one as 0 and 1, a tensor in hundredths", () => {
  const lines = (figure: ReturnType<typeof pixelsFigure>) => figure["text/plain"].split("\n")[0];
  strictEqual(lines(pixelsFigure(image([0, 0], 2))), "  0   0");
  strictEqual(lines(pixelsFigure(image([1, 1], 2, 1))), "  1   1");
  strictEqual(lines(pixelsFigure(tf.tensor4d([0.25, 1], [1, 1, 2, 1]))), " 25 100");
});

Deno.test("several images, colours and wide images are rejected", () => {
  throws(() => pixelsFigure(image(Array(65).fill(1), 65)), /got 1 of 1×65×1/);
  throws(() => pixelsFigure(tf.zeros([2, 1, 1, 1])), /got 2 of 1×1×1/);
  throws(() => pixelsFigure(tf.zeros([1, 1, 1, 3])), /got 1 of 1×1×3/);
});
