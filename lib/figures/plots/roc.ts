import type { RocCurve } from "../../statistics/mod.ts";
import { requireKnown, requireMember, requireRecord } from "../../require.ts";
import { display, type MimeBundle } from "../display.ts";
import { svgDataUrl } from "../live/svg_curves.ts";
import {
  escapeHtml,
  figureHtml,
  type FigureOptions,
  figureOptions,
  figureText,
} from "../style/html.ts";
import { colours, ink } from "../style/palette.ts";
import { requireSome } from "./plot.ts";

/** Curves by the name of their score. */
type Curves = Readonly<Record<string, RocCurve>>;

/**
 * Shows receiver operating characteristics: for every threshold on an anomaly score, the fraction
 * of anomalies that are detected against the fraction of in-distribution images that are flagged.
 * The dotted diagonal is chance level. Each panel has its curves' names below it, the best first.
 *
 * @param curves by the name of their score or, for several panels, these by the panel's name
 * @throws {RangeError} `curves` or a panel is empty
 *
 * @example
 * ```ts
 * import { rocCurve } from "../../statistics/mod.ts";
 * import { showRoc } from "@autoencoders/figures";
 *
 * const curve = rocCurve([0.1, 0.4, 0.3, 0.8], [false, false, true, true]);
 * await showRoc({ "reconstruction error": curve });
 * await showRoc({ "a 1": { "reconstruction error": curve }, "a 4": { "−ELBO": curve } });
 * ```
 */
export async function showRoc(
  curves: Curves | Readonly<Record<string, Curves>>,
  options: FigureOptions = {},
): Promise<void> {
  requireRecord("curves", curves);
  requireKnown("showRoc", options, figureOptions);
  await display(rocFigure(curves, options));
}

/** The figure of {@linkcode showRoc}. */
export function rocFigure(
  curves: Curves | Readonly<Record<string, Curves>>,
  options: FigureOptions = {},
): MimeBundle {
  const given = Object.entries(curves);
  requireSome("curve", given);
  const panels: [string, Curves][] = isPanels(curves)
    ? Object.entries(curves)
    : [["", curves as Curves]];
  // A score has the same colour in every panel.
  const scores = [...new Set(panels.flatMap(([, panel]) => Object.keys(panel)))];
  const colourOf = (score: string) => colours[scores.indexOf(score) % colours.length];
  const drawn = panels.map(([name, panel]) => {
    requireSome(name ? `curve in panel ${name}` : "curve", Object.keys(panel));
    for (const [score, curve] of Object.entries(panel)) {
      requireMember(`curve ${score}`, curve, "auc", "detectAnomalies()");
    }
    return panelHtml(name, panel, colourOf);
  });
  const text = panels.flatMap(([panel, curves]) =>
    Object.entries(curves).map(([score, { auc }]) =>
      `${panel ? `${panel}, ` : ""}${score}: AUC ${auc.toFixed(3)}`
    )
  );
  return {
    "text/plain": figureText(text.join("\n"), options),
    "text/html": figureHtml(
      `<div style="display:flex;flex-wrap:wrap;gap:14px 22px">${drawn.join("")}</div>`,
      options,
    ),
  };
}

function isPanels(
  curves: Curves | Readonly<Record<string, Curves>>,
): curves is Readonly<Record<string, Curves>> {
  const first = Object.values(curves)[0] as object | undefined;
  return first !== null && typeof first === "object" && !("auc" in first);
}

function panelHtml(name: string, panel: Curves, colourOf: (score: string) => string): string {
  const curves = Object.entries(panel).sort(([, a], [, b]) => b.auc - a.auc);
  const legend = curves.map(([score, { auc }]) =>
    `<div style="display:flex;align-items:center;gap:6px"><span style="flex:none;width:18px;` +
    `height:3px;background:${colourOf(score)}"></span><span style="flex:1">${
      escapeHtml(score)
    }</span><span style="font-variant-numeric:tabular-nums">AUC ${auc.toFixed(3)}</span></div>`
  );
  const alt = `ROC curves${name ? ` of ${name}` : ""}: ${
    curves.map(([score, { auc }]) => `${score}, AUC ${auc.toFixed(3)}`).join("; ")
  }`;
  const head = name ? `<div style="font-weight:600">${escapeHtml(name)}</div>` : "";
  return `<div style="width:240px;font-size:12px;line-height:1.5">${head}<img src="${
    svgDataUrl(panelSvg(curves, colourOf))
  }" width="240" height="240" alt="${escapeHtml(alt)}" style="display:block">${
    legend.join("")
  }</div>`;
}

/** Where the plotting area lies in a panel of 240 × 240 pixels. */
const area = { left: 44, top: 22, side: 178 };

function panelSvg(curves: [string, RocCurve][], colourOf: (score: string) => string): string {
  const { left, top, side } = area;
  const x = (rate: number) => Number((left + rate * side).toFixed(1));
  const y = (rate: number) => Number((top + (1 - rate) * side).toFixed(1));
  const grid = [0, 0.5, 1].map((rate) =>
    `<path d="M${x(0)} ${y(rate)}H${x(1)}M${x(rate)} ${y(0)}V${y(1)}" stroke="${ink}" ` +
    `stroke-opacity=".25"/><text x="${left - 5}" y="${y(rate) + 4}" text-anchor="end">${
      100 * rate
    } %</text><text x="${x(rate)}" y="${y(0) + 15}" text-anchor="${
      rate === 1 ? "end" : "middle"
    }">${100 * rate} %</text>`
  );
  const lines = curves.map(([score, curve]) => {
    const points = simplified(curve).map(([fpr, tpr]) => `${x(fpr)},${y(tpr)}`);
    return `<polyline points="${points.join(" ")}" fill="none" stroke="${colourOf(score)}" ` +
      `stroke-width="2" stroke-linejoin="round"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240" width="240" height="240" ` +
    `font-size="11" fill="${ink}" font-family="system-ui,-apple-system,'Segoe UI',sans-serif">` +
    `<text x="2" y="12">↑ detected (true positives)</text>${grid.join("")}` +
    `<path d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}" stroke="${ink}" stroke-dasharray="2 3"/>` +
    `${lines.join("")}<text x="${x(1)}" y="236" text-anchor="end">flagged (false positives) →` +
    `</text></svg>`;
}

/** Points closer than this to the previous one, in the sum of both rates, are omitted. */
const LEAST_STEP = 0.004;

/** The curve, [false positive rate, true positive rate], without points too close to be distinguished. */
export function simplified(
  { falsePositiveRate, truePositiveRate }: RocCurve,
): [number, number][] {
  const last = falsePositiveRate.length - 1, points: [number, number][] = [];
  falsePositiveRate.forEach((flagged, i) => {
    const detected = truePositiveRate[i], previous = points.at(-1);
    const moved = !previous || flagged - previous[0] + detected - previous[1] >= LEAST_STEP;
    if (moved || i === last) points.push([flagged, detected]);
  });
  return points;
}
