import * as tf from "@tensorflow/tfjs";
import type { Autoencoder } from "../../models/mod.ts";
import { significant } from "../../progress/mod.ts";
import { requireKnown, requireMember } from "../../require.ts";
import { display, type MimeBundle } from "../display.ts";
import { floatImages, type Images } from "../pictures/float_images.ts";
import { pngDataUrl, type Raster, toRaster } from "../pictures/png.ts";
import {
  escapeHtml,
  figureHtml,
  type FigureOptions,
  figureOptions,
  figureText,
} from "../style/html.ts";
import { colours, diverging, ink } from "../style/palette.ts";
import { arrange, cellsRaster } from "./cells.ts";
import { activations, isVariational, size, type Stage, stagesOf } from "./stages.ts";

/** Options of {@linkcode showModel}. */
export interface ModelOptions extends FigureOptions {
  /** one image, drawn on its way through the network: every layer's output, the code's numbers */
  image?: Images;
}

/**
 * Shows an autoencoder as a diagram, from the image through the encoder to the code and through the
 * decoder to the reconstruction. Every value of a layer's output is a cell of the same area, so that
 * the areas are to each other as the sizes. Of a variational autoencoder it shows mean, standard
 * deviation and the sampling of the code.
 *
 * With an image it shows this image's values at every stage: orange above zero, blue below, relative to
 * the largest of the layer.
 *
 * @throws {RangeError} `image` is not one image of the size that the network takes
 *
 * @example
 * ```ts
 * import { denseAutoencoder, strokes, Random } from "@autoencoders";
 * import { showModel } from "@autoencoders/figures";
 *
 * const model = denseAutoencoder({ widths: [512, 256, 128], latent: 32 }, 1);
 * await showModel(model);
 * await showModel(model, { image: strokes(1, new Random(2)) });
 * ```
 */
export async function showModel(model: Autoencoder, options: ModelOptions = {}): Promise<void> {
  requireMember("model", model, "layers", "denseAutoencoder() or the like");
  requireKnown("showModel", options, { ...figureOptions, image: true });
  await display(modelFigure(model, options));
}

/** The figure of {@linkcode showModel}. */
export function modelFigure(model: Autoencoder, options: ModelOptions = {}): MimeBundle {
  const stages = stagesOf(model);
  const values = options.image === undefined ? undefined : valuesOf(model, options.image);
  const title = options.title ?? `${model.name}: ${significant(model.countParams())} parameters`;
  const widest = Math.max(...stages.map(({ shape }) => arrange(shape).width));
  // The width of a cell in screen pixels: a whole number, or less than 1 for large networks.
  const cell = Math.floor(drawingWidth / widest) || drawingWidth / widest;
  let heading = "";
  const rows = stages.map((stage) => {
    const of = stage.layer === undefined ? values?.input : values?.layers[stage.layer];
    const drawing = stage.part === "posterior"
      ? posteriorDrawing(stage, cell, of)
      : stage.part === "code" && isVariational(model)
      ? samplingDrawing(stage, cell, of)
      : img(raster(stage, of), cell, `${size(stage.shape)} values`);
    const part = stage.part === "posterior" ? "encoder" : stage.part;
    const shown = part === heading ? "" : part;
    heading = part;
    const numbers = stage.part === "code" && of && of.length <= 64 ? numbersHtml(of) : "";
    return `<div style="display:flex;align-items:center;gap:10px;margin:0 0 7px">` +
      `<div style="flex:none;width:54px;font-weight:600">${shown}</div>` +
      `<div style="flex:none;width:${drawingWidth}px;text-align:center;line-height:0">${drawing}` +
      `</div><div style="flex:1;min-width:0">${text(stage, model, values !== undefined)}</div>` +
      `</div>${numbers}`;
  });
  const lines = stages.map(({ part, name, shape, parameters }) =>
    `${part.padEnd(10)} ${name.padEnd(24)} ${shape.join("×").padEnd(12)} ${significant(parameters)}`
  );
  return {
    "text/plain": figureText(lines.join("\n"), { ...options, title }),
    "text/html": figureHtml(
      `<div style="font-size:13px;line-height:1.35">${rows.join("")}</div>`,
      { ...options, title },
    ),
  };
}

/** In screen pixels: leaves room for the text on a phone. */
const drawingWidth = 132;

function partColour({ part }: Stage): string {
  if (part === "code") return colours[1];
  return part === "input" || part === "output" ? ink : colours[0];
}

function raster(stage: Stage, values?: Float32Array): Raster {
  const { part, shape } = stage;
  const [height, width, channels] = shape;
  const isImage = (part === "input" || part === "output") && shape.length === 3;
  if (values && isImage && (channels === 1 || channels === 3)) {
    return toRaster({ values: values.map(clip), count: 1, height, width, channels });
  }
  return cellsRaster(shape, values ?? partColour(stage));
}

function clip(value: number): number {
  return Math.max(0, Math.min(1, value));
}

function img(drawn: Raster, cell: number, alt: string): string {
  const [width, height] = [drawn.width, drawn.height].map((n) => Math.max(1, n * cell).toFixed(0));
  return `<img src="${pngDataUrl(drawn)}" width="${width}" height="${height}" alt="${alt}" ` +
    `style="display:inline-block;width:${width}px;height:${height}px;max-width:none;` +
    `image-rendering:${cell < 1 ? "auto" : "pixelated"};outline:1px solid rgba(128,128,128,.35)">`;
}

/** Mean and standard deviation side by side; the layer's values are μ and ln σ². */
function posteriorDrawing(stage: Stage, cell: number, values?: Float32Array): string {
  const k = stage.shape[0] / 2;
  const mean = values?.slice(0, k), deviation = values?.slice(k).map((v) => Math.exp(v / 2));
  return labelled("μ", img(cellsRaster([k], mean ?? colours[0]), cell, "means")) +
    labelled("σ", img(cellsRaster([k], deviation ?? colours[0]), cell, "standard deviations"));
}

/** The noise and the code that is sampled with it; in a journey, without noise, the code alone. */
function samplingDrawing(stage: Stage, cell: number, values?: Float32Array): string {
  const code = labelled("z", img(raster(stage, values), cell, `${size(stage.shape)} values`));
  if (values) return code;
  const { width, height } = arrange(stage.shape);
  const noise = `<span style="display:inline-block;box-sizing:border-box;` +
    `width:${Math.max(4, width * cell)}px;height:${Math.max(4, height * cell)}px;` +
    `border:1px dashed ${ink}"></span>`;
  return labelled("ε", noise) + code;
}

function labelled(name: string, drawing: string): string {
  return `<span style="display:inline-block;margin:0 6px;text-align:center;line-height:1.3">${drawing}<br>${name}</span>`;
}

function text(stage: Stage, model: Autoencoder, journey: boolean): string {
  const count = significant(size(stage.shape));
  if (stage.part === "code" && isVariational(model)) {
    const how = journey
      ? "encoding adds no noise: z = μ"
      : "ε from N(0, 1), new for every image and step of training";
    return `<span style="font-weight:600">z = μ + σ · ε</span><br>${count} values; ${how}`;
  }
  const shape = stage.part === "posterior"
    ? `2 × ${stage.shape[0] / 2} values`
    : stage.shape.length > 1
    ? `${stage.shape.join(" × ")} = ${count}`
    : `${count} values`;
  const parameters = stage.parameters ? `<br>${significant(stage.parameters)} parameters` : "";
  return `<span style="font-weight:600">${escapeHtml(stage.name)}</span><br>${shape}${parameters}`;
}

/** The numbers of a code, each above a bar of its colour. */
function numbersHtml(code: Float32Array): string {
  const largest = Math.max(...code.map(Math.abs)) || 1;
  const cells = Array.from(code, (value) => {
    const [red, green, blue, alpha] = diverging(value / largest);
    const colour = `rgba(${red},${green},${blue},${(alpha / 255).toFixed(2)})`;
    const shown = value.toFixed(Math.abs(value) < 9.95 ? 1 : 0).replace("-", "−");
    return `<span style="width:38px;text-align:center;border-bottom:5px solid ${colour}">` +
      `${shown}</span>`;
  });
  return `<div style="display:flex;flex-wrap:wrap;gap:2px;max-width:320px;margin:0 0 9px;` +
    `font-size:12px;font-variant-numeric:tabular-nums">${cells.join("")}</div>`;
}

/**
 * The image's values and each layer's.
 *
 * @throws {RangeError} the images are not one image of the model's size
 */
function valuesOf(
  model: Autoencoder,
  images: Images,
): { input: Float32Array; layers: Float32Array[] } {
  const { values, count, height, width, channels } = floatImages(images);
  const { spec } = model, given = `${count} of ${height}×${width}×${channels}`;
  if (given !== `1 of ${spec.height}×${spec.width}×${spec.channels}`) {
    throw new RangeError(
      `image must be 1 of ${spec.height}×${spec.width}×${spec.channels}, got ${given}`,
    );
  }
  model.requireUsable();
  const image = tf.tensor4d(values, [1, height, width, channels]);
  const layers = activations(model, image);
  image.dispose();
  return { input: values, layers };
}
