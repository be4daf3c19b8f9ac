import { binarize, imageSet, Random, strokes, writeIdx } from "@autoencoders";
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

/** The header has 16 bytes: rows at 8, columns at 12, the most significant byte first. */
function pixelAt(file: Uint8Array, image: number, row: number, column: number): number {
  const view = new DataView(file.buffer, file.byteOffset);
  const rows = view.getUint32(8), columns = view.getUint32(12);
  return file[16 + (image * rows + row) * columns + column];
}

const digit = () => binarize(strokes(1, new Random(1))).image(0);

/** A file of three images of 4 rows and 300 columns, whose bytes are all different from their neighbours. */
const file = () => {
  const images = imageSet(Uint8Array.from({ length: 3600 }, (_, i) => (7 * i) % 251), {
    height: 4,
    width: 300,
  });
  return writeIdx({ data: images.pixels, shape: [3, 4, 300] });
};

export default [
  exercise(inkShare, {
    hint: "count the ones and divide by the number of pixels, whatever that number is",
    reference: (image) => Array.from(image).filter((pixel) => pixel === 1).length / image.length,
    cases: () => [[new Uint8Array([0, 1, 1, 1])], [new Uint8Array(784)], [digit()]],
    wrong: {
      "the number of white pixels, not their share": (image) =>
        image.reduce((sum, p) => sum + p, 0),
      "every image has 784 pixels": (image) => image.reduce((sum, p) => sum + p, 0) / 784,
      "the share of black pixels": (image) => image.filter((p) => p === 0).length / image.length,
    },
  }),
  exercise(pack, {
    hint: "1 << (7 - i % 8) is the bit of pixel i; there are Math.ceil(pixels.length / 8) bytes",
    reference: (pixels) => {
      const bytes = pixels.join("").match(/.{1,8}/g) ?? [];
      return Uint8Array.from(bytes, (bits) => parseInt(bits.padEnd(8, "0"), 2));
    },
    cases: () => [
      [new Uint8Array([1, 0, 0, 0, 0, 0, 0, 1])],
      [new Uint8Array([1, 1, 0])],
      [new Uint8Array([0, 1, 0, 0, 0, 0, 0, 0, 1])],
      [digit()],
    ],
    wrong: {
      "the first pixel in the lowest bit": (pixels) => {
        const bytes = new Uint8Array(Math.ceil(pixels.length / 8));
        pixels.forEach((pixel, i) => bytes[i >> 3] |= pixel << (i % 8));
        return bytes;
      },
      "drops the last, incomplete byte": (pixels) => pack(pixels).slice(0, pixels.length >> 3),
      "pads in front of the last pixels": (pixels) => {
        const bytes = pixels.join("").match(/.{1,8}/g) ?? [];
        return Uint8Array.from(bytes, (bits) => parseInt(bits, 2));
      },
    },
  }),
  exercise(pixelAt, {
    hint: "image number i begins at byte 16 + i · rows · columns; the sizes have four bytes each",
    reference: (bytes, image, row, column) => {
      const size = (at: number) =>
        Array.from(bytes.slice(at, at + 4)).reduce((n, byte) => 256 * n + byte);
      const rows = size(8), columns = size(12);
      const start = 16 + image * rows * columns;
      return bytes.slice(start + row * columns)[column];
    },
    cases: () => [[file(), 0, 0, 0], [file(), 0, 3, 1], [file(), 2, 1, 299], [file(), 1, 0, 17]],
    wrong: {
      "forgets the header": (bytes, image, row, column) => bytes[(image * 4 + row) * 300 + column],
      "every image is 28 × 28": (bytes, image, row, column) =>
        bytes[16 + image * 784 + row * 28 + column],
      "reads one byte of each size": (bytes, image, row, column) =>
        bytes[16 + (image * bytes[11] + row) * bytes[15] + column],
      "takes rows for columns": (bytes, image, row, column) =>
        bytes[16 + (image * 300 + column) * 4 + row],
    },
  }),
];
