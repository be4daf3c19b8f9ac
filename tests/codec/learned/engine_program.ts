/**
 * What every JavaScript engine runs to show that it codes the same bits: bundled to plain JavaScript, it
 * leaves `codePictures` in the global scope.
 */
import { readModel } from "../../../lib/codec/learned/model_file.ts";
import { typescriptCoder } from "../../../lib/codec/learned/pixel_coder.ts";

/** Lines of random directions, without the random numbers of an engine. */
export function pictures(height: number, width: number, count: number): Uint8Array {
  const pixels = new Uint8Array(count * height * width);
  let state = 12345;
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 16) % below;
  };
  for (let n = 0; n < count; n++) {
    for (let line = 0; line < 3; line++) {
      let y = random(height), x = random(width);
      const dy = random(3) - 1, dx = random(3) - 1;
      for (let step = 0; step < height; step++, y += dy, x += dx) {
        if (y < 0 || x < 0 || y >= height || x >= width) break;
        pixels[(n * height + y) * width + x] = 1;
        if (x > 0) pixels[(n * height + y) * width + x - 1] = 1;
      }
    }
  }
  return pixels;
}

/** The stream of `count` pictures in hexadecimal digits, or what is wrong. */
function codePictures(model: ArrayLike<number>, count: number): string {
  const network = readModel(Uint8Array.from(model)), coder = typescriptCoder(network);
  const pixels = pictures(network.height, network.width, count);
  const stream = coder.encode(pixels), decoded = coder.decode(stream, count);
  if (decoded.some((pixel, i) => pixel !== pixels[i])) return "decoded to other pixels";
  return Array.from(stream, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

Object.assign(globalThis, { codePictures });
