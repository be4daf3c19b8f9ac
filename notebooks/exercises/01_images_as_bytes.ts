import { binarize, Random, strokes } from "@autoencoders";
import { exercise } from "@autoencoders/course";

/** The share of white pixels is their mean, because each is 0 or 1. */
function inkShare(image: Uint8Array): number {
  return image.reduce((sum, pixel) => sum + pixel, 0) / image.length;
}

/** Pixel i goes to bit 7 − i mod 8 of byte ⌊i ÷ 8⌋. */
function pack(pixels: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(pixels.length / 8));
  pixels.forEach((pixel, i) => bytes[i >> 3] |= pixel << (7 - i % 8));
  return bytes;
}

const digit = () => binarize(strokes(1, new Random(1))).image(0);

export default [
  exercise(inkShare, {
    hint: "count the ones and divide by the number of pixels, whatever the size of the image",
    reference: (image) => [...image].filter((pixel) => pixel === 1).length / image.length,
    cases: () => [[new Uint8Array([0, 1, 1, 1])], [new Uint8Array(784)], [digit()]],
    wrong: {
      "counts, and does not divide": (image) => image.filter((pixel) => pixel === 1).length,
      "the share of zeros": (image) => image.filter((pixel) => pixel === 0).length / image.length,
      "takes every image for 28 × 28": (image) => image.reduce((sum, p) => sum + p, 0) / 784,
      "takes pixels for bytes up to 255": (image) =>
        image.reduce((sum, pixel) => sum + pixel, 0) / image.length / 255,
    },
  }),
  exercise(pack, {
    hint: "1 << 7 is the highest bit of a byte; pixel i belongs into byte i >> 3",
    reference: (pixels) => {
      const bytes = pixels.join("").match(/.{1,8}/g) ?? [];
      return Uint8Array.from(bytes, (bits) => parseInt(bits.padEnd(8, "0"), 2));
    },
    cases: () => [
      [new Uint8Array([1, 0, 0, 0, 0, 0, 0, 1])],
      [new Uint8Array([1, 1, 0])],
      [new Uint8Array([0, 0, 0, 0, 0, 0, 0, 0, 1])],
      [digit()],
    ],
    wrong: {
      "the first pixel in the lowest bit": (pixels) => {
        const bytes = new Uint8Array(Math.ceil(pixels.length / 8));
        pixels.forEach((pixel, i) => bytes[i >> 3] |= pixel << i % 8);
        return bytes;
      },
      "pads the last byte at its start": (pixels) =>
        Uint8Array.from(pixels.join("").match(/.{1,8}/g) ?? [], (bits) => parseInt(bits, 2)),
      "drops pixels that do not fill a byte": (pixels) =>
        Uint8Array.from(pixels.join("").match(/.{8}/g) ?? [], (bits) => parseInt(bits, 2)),
    },
  }),
];
