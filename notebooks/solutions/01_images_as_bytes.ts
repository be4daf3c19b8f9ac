/** Exercise 1: the share of white pixels is their mean, because each is 0 or 1. */
export function inkShare(image: Uint8Array): number {
  return image.reduce((sum, pixel) => sum + pixel, 0) / image.length;
}

/** Exercise 2: pixel i goes to bit 7 − i mod 8 of byte ⌊i ÷ 8⌋. */
export function pack(pixels: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(pixels.length / 8));
  pixels.forEach((pixel, i) => bytes[i >> 3] |= pixel << (7 - i % 8));
  return bytes;
}
