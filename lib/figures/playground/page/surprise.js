// How much each pixel of a black-and-white image surprises a model that knows the pixels before it: what it
// adds to a file, in bits.
import { codec } from "./codec.js";

/** Bits that have the full colour. */
const MOST = 5;

/** Red, green and blue of the surprise at a black and at a white pixel. */
const hues = ["255, 127, 14", "47, 127, 245"];

/**
 * @param {Uint8Array} file a model of the learned codec
 * @returns {(pixels: Uint8Array) => Uint16Array} the probability of white at each pixel, in 65,536ths: the
 * integers by which a file is written and read
 */
export function predictorOf(file) {
  return codec.pixelPredictions(codec.readModel(file));
}

/**
 * −log₂ of the probability of each pixel, in bits.
 * @param {Uint8Array} pixels 0 or 1
 * @param {Uint16Array} white
 */
export function surpriseOf(pixels, white) {
  return Float64Array.from(white, (p, i) => -Math.log2((pixels[i] ? p : 65_536 - p) / 65_536));
}

/** @param {ArrayLike<number>} bits */
export function sum(bits) {
  let total = 0;
  for (let i = 0; i < bits.length; i++) total += bits[i];
  return total;
}

/** @param {HTMLElement} legend gets a ramp of colours for white and for black pixels */
export function showLegend(legend) {
  for (const colour of [1, 0]) {
    const ramp = document.createElement("i"), row = document.createElement("span");
    ramp.style.backgroundImage = `linear-gradient(90deg, transparent, rgb(${hues[colour]}))`;
    row.append(ramp, `a ${colour ? "white" : "black"} pixel: 0 to ${MOST} bits or more`);
    legend.append(row);
  }
}

/**
 * A heat map of the bits, over a faint image.
 * @param {HTMLCanvasElement} canvas
 * @param {Uint8Array} pixels
 * @param {Float64Array} bits
 * @param {number} width
 */
export function showSurprise(canvas, pixels, bits, width) {
  canvas.width = width;
  canvas.height = pixels.length / width;
  const context = canvas.getContext("2d");
  pixels.forEach((pixel, i) => {
    const place = [i % width, Math.floor(i / width), 1, 1];
    if (pixel) {
      context.fillStyle = "rgba(128, 128, 128, 0.3)";
      context.fillRect(...place);
    }
    context.fillStyle = `rgba(${hues[pixel]}, ${Math.min(1, bits[i] / MOST)})`;
    context.fillRect(...place);
  });
}
