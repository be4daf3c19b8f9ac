// @ts-types="@types/d3-array"
import { max } from "d3-array";
import * as tf from "@tensorflow/tfjs";
import type { Autoencoder } from "../models/mod.ts";
import { significant } from "../progress/mod.ts";
import { display, type MimeBundle } from "./display.ts";
import {
  escapeHtml,
  figureHtml,
  type FigureOptions,
  figureOptions,
  figureText,
  tableHtml,
} from "./style/html.ts";
import { colours, ink } from "./style/palette.ts";
import { requireKnown, requireMember } from "../require.ts";

/**
 * Shows an autoencoder layer by layer: a bar for the number of outputs of the layer (on a
 * logarithmic scale, so that 32 is visible next to 784), their shape, and the number of parameters.
 * The code, in the middle, is the narrowest.
 *
 * @example
 * ```ts
 * import { denseAutoencoder } from "@autoencoders";
 * import { showModel } from "@autoencoders/figures";
 *
 * await showModel(denseAutoencoder({ widths: [512, 256, 128], latent: 32 }, 1));
 * ```
 */
export async function showModel(model: Autoencoder, options: FigureOptions = {}): Promise<void> {
  requireMember("model", model, "layers", "denseAutoencoder() or the like");
  requireKnown("showModel", options, figureOptions);
  await display(modelFigure(model, options));
}

/** The figure of {@linkcode showModel}. */
export function modelFigure(model: Autoencoder, options: FigureOptions = {}): MimeBundle {
  const { height, width, channels } = model.spec;
  const layers = model.layers();
  const codeAt = layers.findLastIndex(({ part }) => part === "encoder");
  const rows: ModelRow[] = [
    { part: "input", layer: "image", shape: [height, width, channels], parameters: 0 },
    ...layers.map((row, i) => ({ ...row, part: i === codeAt ? "code" as const : row.part })),
  ];
  const sizes = rows.map(({ shape }) => tf.util.sizeFromShape(shape));
  const title = options.title ?? `${model.name}: ${significant(model.countParams())} parameters`;
  const most = max(sizes)!;
  const cell = "padding:2px 12px 2px 0;white-space:nowrap;border:0";
  const head = ["part", "layer", "", "shape", "numbers", "parameters"].map((name, i) =>
    `<th scope="col" style="${cell};text-align:${i > 3 ? "right" : "left"}">${name}</th>`
  );
  const body = rows.map((row, i) => {
    const length = Math.max(2, 220 * Math.log1p(sizes[i]) / Math.log1p(most));
    const bar = `<div style="height:12px;width:${length.toFixed(0)}px;` +
      `background:${barColour[row.part]}"></div>`;
    const bold = row.part === "code" ? ";font-weight:600" : "";
    const text = (content: string, right = false) =>
      `<td style="${cell};text-align:${right ? "right" : "left"}${bold}">${content}</td>`;
    return `<tr style="background:transparent">${text(row.part)}${text(escapeHtml(row.layer))}` +
      text(bar) + text(row.shape.join(" × ")) + text(significant(sizes[i]), true) +
      text(row.parameters ? significant(row.parameters) : "–", true) + "</tr>";
  });
  const lines = rows.map(({ part, layer, shape, parameters }) =>
    `${part.padEnd(8)} ${layer.padEnd(24)} ${shape.join("×").padEnd(12)} ${significant(parameters)}`
  );
  return {
    "text/plain": figureText(lines.join("\n"), { ...options, title }),
    "text/html": figureHtml(tableHtml(head, body), { ...options, title }),
  };
}

interface ModelRow {
  part: "input" | "encoder" | "code" | "decoder";
  layer: string;
  shape: number[];
  parameters: number;
}

const barColour = {
  input: ink,
  encoder: colours[0],
  code: colours[1],
  decoder: colours[0],
};
