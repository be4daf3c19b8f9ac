import { type FloatImages, imageAt } from "./float_images.ts";

// The bits of a character's 2 × 4 dots in its code point, U+2800 + bits (Unicode, chapter 21.1).
const bits = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/**
 * Image `index` in braille characters, a dot for each bright pixel, for places that only allow
 * text, such as hover labels. Cropped to the bright part, without dark columns at the end of a
 * line.
 *
 * @param threshold in 0–1; brighter pixels become dots
 * @returns one string per line; a line is four rows of pixels, a character two columns
 */
export function braille(images: FloatImages, index: number, threshold = 0.4): string[] {
  const { values, height, width, channels } = imageAt(images, index);
  const bright = (y: number, x: number) =>
    y < height && x < width && values[(y * width + x) * channels] > threshold;
  let [top, left, bottom, right] = [height, width, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!bright(y, x)) continue;
      [top, left] = [Math.min(top, y), Math.min(left, x)];
      [bottom, right] = [Math.max(bottom, y), Math.max(right, x)];
    }
  }
  const lines: string[] = [];
  for (let y = top; y <= bottom; y += 4) {
    let line = "";
    for (let x = left; x <= right; x += 2) {
      let code = 0;
      bits.forEach((row, dy) =>
        row.forEach((bit, dx) => {
          if (bright(y + dy, x + dx)) code |= bit;
        })
      );
      line += String.fromCharCode(0x2800 + code);
    }
    lines.push(line.replace(/\u2800+$/, "") || "\u2800");
  }
  return lines;
}
