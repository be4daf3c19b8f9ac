import type { Autoencoder } from "../models/mod.ts";
import { display, type MimeBundle } from "./display.ts";
import { escapeHtml, frame, type Framing, inWords } from "./style/html.ts";
import { significant } from "./style/numbers.ts";
import { colours } from "./style/palette.ts";

/**
 * Shows an autoencoder as what happens to an image, layer by layer: a bar as long as there are
 * numbers after the layer (on a logarithmic scale, so that 32 can be seen beside 784), its shape and
 * its parameters; the code in the middle is the narrowest.
 *
 * @example
 * ```ts
 * import { denseAutoencoder } from "@autoencoders";
 * import { showModel } from "@autoencoders/figures";
 *
 * await showModel(denseAutoencoder({ widths: [512, 256, 128], latent: 32 }, 1));
 * ```
 */
export async function showModel(model: Autoencoder, framing: Framing = {}): Promise<void> {
  await display(modelFigure(model, framing));
}

/** What {@linkcode showModel} shows. */
export function modelFigure(model: Autoencoder, framing: Framing = {}): MimeBundle {
  const { height, width, channels } = model.spec;
  const layers = model.layers();
  const codeAt = layers.findLastIndex(({ part }) => part === "encoder");
  const rows: ModelRow[] = [
    { part: "input", layer: "image", shape: [height, width, channels], parameters: 0 },
    ...layers.map((row, i) => ({ ...row, part: i === codeAt ? "code" as const : row.part })),
  ];
  const title = framing.title ??
    `${model.name}: ${significant(model.countParams())} parameters`;
  const most = Math.max(...rows.map(({ shape }) => numbersIn(shape)));
  const cell = "padding:2px 12px 2px 0;white-space:nowrap;border:0";
  const head = ["part", "layer", "", "shape", "numbers", "parameters"].map((name, i) =>
    `<th scope="col" style="${cell};text-align:${i > 3 ? "right" : "left"}">${name}</th>`
  );
  const body = rows.map((row) => {
    const length = Math.max(2, 220 * Math.log1p(numbersIn(row.shape)) / Math.log1p(most));
    const bar = `<div style="height:12px;width:${length.toFixed(0)}px;` +
      `background:${barColour[row.part]}"></div>`;
    const bold = row.part === "code" ? ";font-weight:600" : "";
    const text = (content: string, right = false) =>
      `<td style="${cell};text-align:${right ? "right" : "left"}${bold}">${content}</td>`;
    return `<tr style="background:transparent">${text(row.part)}${text(escapeHtml(row.layer))}` +
      text(bar) + text(row.shape.join(" × ")) + text(significant(numbersIn(row.shape)), true) +
      text(row.parameters ? significant(row.parameters) : "–", true) + "</tr>";
  });
  const table = `<div style="overflow-x:auto"><table style="border-collapse:collapse;margin:0;` +
    `font-size:13px;font-variant-numeric:tabular-nums"><thead><tr>${head.join("")}</tr></thead>` +
    `<tbody>${body.join("")}</tbody></table></div>`;
  const words = rows.map(({ part, layer, shape, parameters }) =>
    `${part.padEnd(8)} ${layer.padEnd(24)} ${shape.join("×").padEnd(12)} ${significant(parameters)}`
  );
  return {
    "text/plain": inWords(words.join("\n"), { ...framing, title }),
    "text/html": frame(table, { ...framing, title }),
  };
}

interface ModelRow {
  part: "input" | "encoder" | "code" | "decoder";
  layer: string;
  shape: number[];
  parameters: number;
}

const barColour = {
  input: "#797979",
  encoder: colours[0],
  code: colours[1],
  decoder: colours[0],
};

function numbersIn(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
