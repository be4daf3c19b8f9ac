import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { braille } from "../../../lib/figures/pictures/braille.ts";

const image = (pixels: number[], width: number) => ({
  values: Float32Array.from(pixels),
  count: 1,
  height: pixels.length / width,
  width,
  channels: 1,
});

Deno.test("braille() has a dot for each bright pixel", () => {
  const pixels = fc.array(fc.boolean(), { minLength: 63, maxLength: 63 });
  fc.assert(fc.property(pixels, (bright) => {
    const text = braille(image(bright.map(Number), 7), 0).join("");
    const dots = [...text].map((letter) => (letter.charCodeAt(0) - 0x2800).toString(2))
      .join("").replaceAll("0", "").length;
    strictEqual(dots, bright.filter(Boolean).length);
  }));
});

Deno.test("braille() draws a cross as a cross", () => {
  deepStrictEqual(braille(image([1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1], 4), 0), ["⡱⢎"]);
});
