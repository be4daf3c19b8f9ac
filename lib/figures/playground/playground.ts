// @ts-types="@types/d3-array"
import { mean, sum } from "d3-array";
import { encodeImages, unitStatistics } from "../../evaluation/mod.ts";
import { type ImageSet, requireImages } from "../../images.ts";
import { type Autoencoder, requireCoder } from "../../models/mod.ts";
import { significant } from "../../progress/mod.ts";
import { requireInteger, requireKnown, requireNumber } from "../../require.ts";
import { display } from "../display.ts";
import { floatImages, imageErrors } from "../pictures/float_images.ts";
import { figureHtml, type FigureOptions, figureOptions } from "../style/html.ts";
import { colours } from "../style/palette.ts";
import { type CodecModels, codecNotes, packLossy, requireFitting } from "./codec_models.ts";
import { pack, type Packed, quantize } from "./pack.ts";
import { frameHtml, pageHtml } from "./page.ts";
import { meanSquaredError, run } from "./page/inference.js";
import { unpack } from "./page/unpack.js";
import { barRange, principalPlane } from "./plane.ts";
import { type Step, stepsOf } from "./steps.ts";

/** Options of {@linkcode makePlayground} and {@linkcode showPlayground}. */
export interface PlaygroundOptions extends FigureOptions, CodecModels {
  /**
   * threshold in 0–1 at which drawings are binarised; null leaves them grey; default ½ for binary
   * images, else null
   */
  threshold?: number | null;
  /** the names of the classes; default their numbers */
  classNames?: readonly string[];
  /** maximum number of images on the map; default 600 */
  points?: number;
  /** maximum size of the page in bytes; default 1,500,000 */
  limit?: number;
}

/** A page to play with a network, and the errors of its rounded weights. */
export interface Playground {
  /** the page as a self-contained HTML document */
  html: string;
  /** size of the page in bytes */
  bytes: number;
  /** bits per weight in the page */
  bits: number;
  /** number of images on which the errors below were measured */
  n: number;
  /** mean squared error of the network as the library runs it */
  libraryMse: number;
  /** mean squared error of the page's program with the page's rounded weights */
  pageMse: number;
  /** the largest difference between pixels of the two */
  largestDifference: number;
}

/**
 * Shows a page to play with a trained network: draw a digit and see its code and its
 * reconstruction, drag the code's bars, explore a map of the codes, interpolate between two
 * drawings. Given models of the codec, the page also counts the bytes of the drawing and shows which pixels
 * take them. The networks run in the page, without a kernel or an internet connection.
 *
 * @param images for the map: held-out images of the kind used for training
 * @throws {TypeError} the network has a layer that the page does not support
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
    "text/plain": describe(playground, title),
    "text/html": figureHtml(frameHtml(playground.html, title), { caption }),
  });
  return playground;
}

// JupyterLab removes frames and scripts from a saved notebook that is not trusted, but not this
// text.
const untrustedHint =
  "Is nothing to draw on above this line? Run the cell, or trust the notebook: " +
  "View › Activate Command Palette, then Trust Notebook.";

/** Creates the page that {@linkcode showPlayground} shows; its `html` also works as a file. */
export function makePlayground(
  model: Autoencoder,
  images: ImageSet,
  options: PlaygroundOptions = {},
): Playground {
  requireCoder(model, "model");
  requireImages(images);
  requireKnown("makePlayground", options, {
    ...figureOptions,
    threshold: true,
    classNames: true,
    pixelModel: true,
    lossyModel: true,
    points: true,
    limit: "number",
  });
  model.requireUsable();
  const { points = 600, limit = 1_500_000, threshold = images.maximum === 1 ? 0.5 : null } =
    options;
  requireInteger("points", points, 3);
  if (threshold !== null) requireNumber("threshold", threshold);
  if (threshold !== null && !(threshold > 0 && threshold < 1)) {
    throw new RangeError(`threshold must be null or between 0 and 1, got ${threshold}`);
  }
  if (images.count < 3) throw new RangeError(`a map needs at least 3 images, got ${images.count}`);
  requireOwnLayers(model);
  requireFitting(model, images, options);
  const shown = images.slice(0, Math.min(points, images.count));
  const network = { encoder: stepsOf(model.encoder), decoder: stepsOf(model.decoder) };
  const content = pageContent(model, shown, threshold, options);
  const title = options.title ?? `Play with ${model.name}`;

  for (let bits = 8; bits >= 4; bits--) {
    const rounded = {
      encoder: quantize(network.encoder, bits),
      decoder: quantize(network.decoder, bits),
    };
    const measured = measure(model, shown, pack(rounded));
    const texts = { ...content.texts, title, notes: notes(model, bits, measured) };
    const html = pageHtml(pack({ ...content, ...rounded, texts }), title);
    const bytes = new TextEncoder().encode(html).length;
    if (bytes <= limit) return { html, bytes, bits, ...measured };
  }
  throw new RangeError(
    `${model.name} has ${model.countParams()} weights, too many for a page of ${limit} bytes`,
  );
}

/** All that the page shows except the network. */
function pageContent(
  model: Autoencoder,
  images: ImageSet,
  threshold: number | null,
  { classNames, pixelModel, lossyModel }: PlaygroundOptions,
) {
  const codes = encodeImages(model, images);
  const { height, width, channels } = images;
  const { dead } = unitStatistics(codes);
  const [low, high] = barRange(codes);
  const levels = Math.min(images.maximum, 15); // 16 grey levels look the same, at half the size
  const pixels = images.pixels.map((value) => Math.round(value * levels / images.maximum));
  const classes = images.labels ? Math.max(...images.labels) + 1 : 0;
  return {
    height,
    width,
    channels,
    threshold,
    codes: { low, high, dead, count: codes.dimensions },
    images: { pixels, maximum: levels, labels: images.labels ?? null, count: images.count },
    plane: principalPlane(codes),
    pixelModel: pixelModel?.bytes ?? null,
    lossy: lossyModel ? packLossy(lossyModel) : null,
    texts: {
      colours: [...colours],
      classNames: Array.from({ length: classes }, (_, k) => classNames?.[k] ?? String(k)),
      inputNote: `${height}×${width}, ` +
        `${
          threshold !== null ? "black or white" : channels > 1 ? "drawn in grey levels" : "grey"
        }, ` +
        "scaled, and centred by its mass like MNIST's digits if “centre” is ticked",
      codeNote: `${codes.dimensions} numbers` +
        (dead.length ? `, ${dead.length} of them dead` : ""),
      ...codecNotes(height * width, codes.dimensions),
      mapNote: `${images.count} test images at the first two principal components of their ` +
        "codes. Click or drag to decode a point of the plane. The ring is your drawing.",
    },
  };
}

/** Compares the page's program and rounded weights with the library on some images. */
function measure(model: Autoencoder, images: ImageSet, { header, bytes }: Packed) {
  const { encoder, decoder } = unpack(header, bytes.buffer) as Record<string, Step[]>;
  // As many images as plain JavaScript processes in a few seconds.
  const affordable = Math.floor(2e9 / (1 + sum([...encoder, ...decoder], multiplications)));
  const some = images.slice(0, Math.max(3, Math.min(100, images.count, affordable)));
  const inputs = floatImages(some);
  const tensor = model.reconstruct(some);
  const outputs = floatImages(tensor);
  tensor.dispose();
  const { imageSize: size, count: n } = some;
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
  return { n, libraryMse: mean(imageErrors(inputs, outputs))!, pageMse, largestDifference };
}

function multiplications({ type, kernel, input, output }: Step): number {
  if (!kernel) return 0;
  if (type === "dense") return kernel.length;
  // Each kernel element is applied at each place of the smaller of input and output.
  return kernel.length * Math.min(input[0] * input[1], output[0] * output[1]);
}

function notes(model: Autoencoder, bits: number, measured: ReturnType<typeof measure>): string {
  return `${model.name}, ${significant(model.countParams())} weights of ${bits} bits each. ` +
    `Mean squared error on ${measured.n} test images: ${significant(measured.pageMse)} in this ` +
    `page, ${significant(measured.libraryMse)} with unrounded weights; no pixel differs by more ` +
    `than ${significant(measured.largestDifference, 2)}.`;
}

function describe({ bytes, bits, n, pageMse, libraryMse }: Playground, title: string): string {
  return `${title}: a page of ${significant(bytes)} bytes, ${bits} bits per weight, ` +
    `MSE ${significant(pageMse)} on ${n} images (${significant(libraryMse)} unrounded)`;
}

/** @throws {TypeError} the page's script does not have a layer of the model */
function requireOwnLayers({ name, spec: { encoder, decoder, classes } }: Autoencoder): void {
  const other = [...encoder, ...decoder].find(({ type }) =>
    ["tfjs", "quantization"].includes(type)
  );
  if (other) {
    throw new TypeError(
      `the playground runs the library's own layers, and none of type ${other.type}, which ${name} has`,
    );
  }
  if (classes !== undefined) {
    throw new TypeError(`the playground has no labels, which are a condition of ${name}`);
  }
}
