import type { PlotData } from "plotly.js";
import type { RocCurve } from "../../statistics/mod.ts";
import type { FigureOptions } from "../style/html.ts";
import { colours, ink } from "../style/palette.ts";
import { axis, verticalTitle } from "./axes.ts";
import { plotText, themed } from "./markup.ts";
import { type Plot, plot, requireSome, showPlot } from "./plot.ts";
import { requireKnown, requireMember, requireRecord } from "../../require.ts";
import { figureOptions } from "../style/html.ts";

/**
 * Shows receiver operating characteristics: for every threshold on an anomaly score, the fraction
 * of anomalies that are detected against the fraction of in-distribution images that are flagged.
 * The dotted diagonal is chance level.
 *
 * @param curves by the name of their score
 * @throws {RangeError} `curves` is empty
 *
 * @example
 * ```ts
 * import { rocCurve } from "../../statistics/mod.ts";
 * import { showRoc } from "@autoencoders/figures";
 *
 * const curve = rocCurve([0.1, 0.4, 0.3, 0.8], [false, false, true, true]);
 * await showRoc({ "reconstruction error": curve });
 * ```
 */
export async function showRoc(
  curves: Readonly<Record<string, RocCurve>>,
  options: FigureOptions = {},
): Promise<void> {
  requireRecord("curves", curves);
  for (const [name, curve] of Object.entries(curves)) {
    requireMember(`curve ${name}`, curve, "auc", "detectAnomalies()");
  }
  requireKnown("showRoc", options, figureOptions);
  await showPlot(rocPlot(curves, options));
}

/** The figure of {@linkcode showRoc}. */
export function rocPlot(
  curves: Readonly<Record<string, RocCurve>>,
  options: FigureOptions = {},
): Plot {
  const all = Object.entries(curves);
  requireSome("curve", all);
  const chance: Partial<PlotData> = {
    type: "scatter",
    mode: "lines",
    x: [0, 1],
    y: [0, 1],
    line: { color: ink, width: 1, dash: "dot" },
    hoverinfo: "skip",
    showlegend: false,
  };
  const data = all.map(([name, curve], i): Partial<PlotData> => ({
    type: "scatter",
    mode: "lines",
    name: themed(`${plotText(name)}, AUC ${curve.auc.toFixed(3)}`),
    ...simplified(curve),
    line: { color: colours[i % colours.length], width: 2.5 },
    hovertemplate: `<b>${plotText(name)}</b><br>%{y:.1%} detected<br>%{x:.1%} false positives` +
      "<extra></extra>",
  }));
  return plot(
    [chance, ...data],
    {
      height: 400 + 24 * Math.ceil(all.length / 2),
      showlegend: true,
      // Below the plot: inside, a curve worse than chance would run through it.
      legend: { orientation: "h", x: 0, y: -0.18, yanchor: "top" },
      xaxis: axis("in-distribution images flagged (false positive rate)", {
        range: [0, 1],
        tickformat: ".0%",
      }),
      yaxis: axis(undefined, { range: [0, 1.01], tickformat: ".0%" }),
      annotations: [verticalTitle("anomalies detected (true positive rate)")],
    },
    options,
    all.map(([name, { auc }]) => `${name}: AUC ${auc.toFixed(3)}`).join("\n"),
  );
}

/** Points closer than this to the previous one, in the sum of both rates, are omitted. */
const LEAST_STEP = 0.004;

/** The curve without points too close to be distinguished. */
function simplified(
  { falsePositiveRate, truePositiveRate }: RocCurve,
): { x: number[]; y: number[] } {
  const x: number[] = [], y: number[] = [], last = falsePositiveRate.length - 1;
  falsePositiveRate.forEach((falsePositives, i) => {
    const detected = truePositiveRate[i];
    const moved = x.length === 0 ||
      falsePositives - x.at(-1)! + detected - y.at(-1)! >= LEAST_STEP;
    if (!moved && i < last) return;
    x.push(Number(falsePositives.toFixed(4)));
    y.push(Number(detected.toFixed(4)));
  });
  return { x, y };
}
