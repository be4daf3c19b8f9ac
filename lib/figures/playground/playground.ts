import { type Codes } from "../../codes.ts";
import { encodeImages, unitStatistics } from "../../evaluation/mod.ts";
import { principalAxes } from "../../statistics/mod.ts";
import type { ImageSet } from "../../images.ts";
import type { Autoencoder } from "../../models/mod.ts";
import { display } from "../display.ts";
import { frame, type Framing } from "../style/html.ts";
import { significant } from "../style/numbers.ts";
import { colours } from "../style/palette.ts";
import { errors, pictures } from "../pictures/pictures.ts";
import { pack, type Packed, quantised } from "./pack.ts";
import { frameOf, pageOf } from "./page.ts";
import { meanSquaredError, run } from "./page/inference.js";
import { unpack } from "./page/unpack.js";
import { type Step, stepsOf } from "./steps.ts";

/** How a playground is made. */
export interface PlaygroundOptions extends Framing {
  /**
   * drawings become black and white at it, in 0–1, or stay grey where it is null; ½ where the images
   * are binary, null otherwise, unless told
   */
  threshold?: number | null;
  /** the names of the classes; the numbers unless told */
  classNames?: readonly string[];
  /** images on the map at most; 600 unless told */
  points?: number;
  /** bytes that the page may have at most; 1,500,000 unless told */
  limit?: number;
}

/** A page in which a network can be played with, and what making it small has cost. */
export interface Playground {
  /** the whole page: open it in a browser, or show it in a notebook */
  html: string;
  /** of the page */
  bytes: number;
  /** of a weight in it */
  bits: number;
  /** images that the errors below were measured on */
  n: number;
  /** mean squared error of the network as the library runs it */
  libraryMse: number;
  /** the same of the page's program with the page's rounded weights */
  pageMse: number;
  /** the largest difference between a pixel of the one and of the other */
  largestDifference: number;
}

/**
 * Shows a page to play with a trained network: draw a digit and see its code and what comes back,
 * drag the code's bars, walk about in a map of the codes, go from one drawing to another. The
 * network runs in the page, with no kernel and no network.
 *
 * @param images of the kind that the network was trained on, never seen by it: they make the map
 * @throws {TypeError} the network has a layer that the page does not know
 * @throws {RangeError} the network is too large for the page, or an option is out of range
 *
 * @example
 * ```ts
 * import { denseAutoencoder, Random, strokes } from "@autoencoders";
 * import { showPlayground } from "@autoencoders/figures";
 *
 * const model = denseAutoencoder({ widths: [16], latent: 4 }, 1);
 * await showPlayground(model, strokes(50, new Random(1)));
 * ```
 */
export async function showPlayground(
  model: Autoencoder,
  images: ImageSet,
  options: PlaygroundOptions = {},
): Promise<Playground> {
  const playground = makePlayground(model, images, options);
  const title = options.title ?? `Play with ${model.name}`;
  const caption = `${options.caption ?? "Draw on the left."} ${untrustedHint}`;
  await display({
    "text/plain": inWords(playground, title),
    "text/html": frame(frameOf(playground.html, title), { caption }),
  });
  return playground;
}

// JupyterLab takes frames and scripts out of a saved notebook that it does not trust; this stays.
const untrustedHint =
  "Is nothing to draw on above this line? Run the cell, or trust the notebook: " +
  "View › Activate Command Palette, then Trust Notebook.";

/** Makes the page that {@linkcode showPlayground} shows; `html` written to a file works as well. */
export function makePlayground(
  model: Autoencoder,
  images: ImageSet,
  options: PlaygroundOptions = {},
): Playground {
  const { points = 600, limit = 1_500_000, threshold = images.maximum === 1 ? 0.5 : null } =
    options;
  if (!Number.isSafeInteger(points) || points < 3) {
    throw new RangeError(`points must be an integer of at least 3, got ${points}`);
  }
  if (threshold !== null && !(threshold > 0 && threshold < 1)) {
    throw new RangeError(`threshold must be null or between 0 and 1, got ${threshold}`);
  }
  if (images.count < 3) throw new RangeError(`a map needs at least 3 images, got ${images.count}`);
  const shown = images.slice(0, Math.min(points, images.count));
  const network = { encoder: stepsOf(model.encoder), decoder: stepsOf(model.decoder) };
  const scene = sceneOf(model, shown, threshold, options);
  const title = options.title ?? `Play with ${model.name}`;

  for (let bits = 8; bits >= 4; bits--) {
    const rounded = {
      encoder: quantised(network.encoder, bits),
      decoder: quantised(network.decoder, bits),
    };
    const measured = measure(model, shown, pack(rounded));
    const texts = { ...scene.texts, title, notes: notes(model, bits, measured) };
    const html = pageOf(pack({ ...scene, ...rounded, texts }), title);
    const bytes = new TextEncoder().encode(html).length;
    if (bytes <= limit) return { html, bytes, bits, ...measured };
  }
  throw new RangeError(
    `${model.name} has ${model.countParams()} weights, too many for a page of ${limit} bytes`,
  );
}

/** All that the page shows besides the network. */
function sceneOf(
  model: Autoencoder,
  images: ImageSet,
  threshold: number | null,
  { classNames }: PlaygroundOptions,
) {
  const codes = encodeImages(model, images);
  const { height, width, channels } = images;
  const { dead } = unitStatistics(codes);
  const [low, high] = reach(codes);
  const levels = Math.min(images.maximum, 15); // sixteen greys look the same and are half the bytes
  const pixels = images.pixels.map((value) => Math.round(value * levels / images.maximum));
  const classes = images.labels ? Math.max(...images.labels) + 1 : 0;
  return {
    height,
    width,
    channels,
    threshold,
    codes: { low, high, dead, count: codes.dimensions },
    images: { pixels, maximum: levels, labels: images.labels ?? null, count: images.count },
    plane: planeOf(codes),
    texts: {
      colours: [...colours],
      classNames: Array.from({ length: classes }, (_, k) => classNames?.[k] ?? String(k)),
      inputNote: `${height}×${width}, ${threshold === null ? "grey" : "black or white"}, ` +
        "scaled and centred by its mass as MNIST's digits are",
      codeNote: `${codes.dimensions} numbers` +
        (dead.length ? `, ${dead.length} of them dead` : ""),
      mapNote: `${images.count} test images at their codes' first two principal components. ` +
        "Click or drag: the plane is decoded there. The ring is your drawing.",
    },
  };
}

/** From the least to the greatest number in any code, zero included, and a little more. */
function reach({ values }: Codes): [number, number] {
  const low = values.reduce((least, value) => Math.min(least, value), 0);
  const high = values.reduce((most, value) => Math.max(most, value), 0);
  const spare = 0.05 * (high - low || 1);
  return [low < 0 ? low - spare : 0, high + spare];
}

/** The plane through the codes in which they vary most, and where each code falls on it. */
function planeOf({ values, count, dimensions: k }: Codes) {
  const found = principalAxes(values, k);
  const axes = new Float32Array(2 * k);
  axes.set(found.axes.subarray(0, Math.min(2, k) * k)); // a code of one number has but one axis
  const mean = Float32Array.from(found.mean);
  const points = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    for (let axis = 0; axis < 2; axis++) {
      for (let j = 0; j < k; j++) {
        points[2 * i + axis] += (values[i * k + j] - mean[j]) * axes[axis * k + j];
      }
    }
  }
  return { mean, axes, points };
}

/** What the page's program makes of images, with the page's weights, beside what the library does. */
function measure(model: Autoencoder, images: ImageSet, { header, bytes }: Packed) {
  const { encoder, decoder } = unpack(header, bytes.buffer) as Record<string, Step[]>;
  // As many as plain JavaScript does in a few seconds.
  const affordable = Math.floor(
    2e9 / [...encoder, ...decoder].reduce((n, s) => n + products(s), 1),
  );
  const few = images.slice(0, Math.max(3, Math.min(100, images.count, affordable)));
  const inputs = pictures(few);
  const tensor = model.reconstruct(few);
  const outputs = pictures(tensor);
  tensor.dispose();
  const library = errors(inputs, outputs);
  const [size, n] = [few.imageSize, few.count];
  let [pageMse, largestDifference] = [0, 0];
  for (let i = 0; i < n; i++) {
    const input = inputs.values.subarray(i * size, (i + 1) * size);
    const output = run(decoder, run(encoder, input)).map((v) => Math.max(0, Math.min(1, v)));
    pageMse += meanSquaredError(input, output) / n;
    output.forEach((value, j) => {
      const difference = Math.abs(value - outputs.values[i * size + j]);
      largestDifference = Math.max(largestDifference, difference);
    });
  }
  const libraryMse = library.reduce((sum, value) => sum + value, 0) / n;
  return { n, libraryMse, pageMse, largestDifference };
}

/** The multiplications of a step. */
function products({ type, kernel, input, output }: Step): number {
  if (!kernel) return 0;
  if (type === "dense") return kernel.length;
  // Each kernel element meets each place of the smaller of its two sides.
  return kernel.length * Math.min(input[0] * input[1], output[0] * output[1]);
}

function notes(model: Autoencoder, bits: number, measured: ReturnType<typeof measure>): string {
  return `${model.name}, ${significant(model.countParams())} weights of ${bits} bits each. ` +
    `Mean squared error on ${measured.n} test images: ${significant(measured.pageMse)} in this ` +
    `page, ${significant(measured.libraryMse)} with unrounded weights; no pixel differs by more ` +
    `than ${significant(measured.largestDifference, 2)}.`;
}

function inWords({ bytes, bits, n, pageMse, libraryMse }: Playground, title: string): string {
  return `${title}: a page of ${significant(bytes)} bytes, ${bits} bits a weight, ` +
    `MSE ${significant(pageMse)} on ${n} images (${significant(libraryMse)} unrounded)`;
}
