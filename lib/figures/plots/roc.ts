import type { PlotData } from "plotly.js";
import type { RocCurve } from "../../statistics/mod.ts";
import type { Framing } from "../style/html.ts";
import { colours, ink } from "../style/palette.ts";
import { axis, type Plot, plot, plotText, showPlot, themed, verticalTitle } from "./plot.ts";

/**
 * Shows receiver operating characteristics: for every threshold on a score, which share of the
 * anomalies is found, and which share of the ordinary is taken for anomalies. The diagonal is a coin.
 *
 * @param curves by the name of their score
 * @throws {RangeError} there is no curve
 *
 * @example
 * ```ts
 * import { rocCurve } from "../../statistics/roc.ts";
 * import { showRoc } from "@autoencoders/figures";
 *
 * const curve = rocCurve([0.1, 0.4, 0.3, 0.8], [false, false, true, true]);
 * await showRoc({ "reconstruction error": curve });
 * ```
 */
export async function showRoc(
  curves: Readonly<Record<string, RocCurve>>,
  framing: Framing = {},
): Promise<void> {
  await showPlot(rocPlot(curves, framing));
}

/** No curve's step is drawn that moves it by less than this. */
const FINEST = 0.004;

/** What {@linkcode showRoc} shows. */
export function rocPlot(curves: Readonly<Record<string, RocCurve>>, framing: Framing = {}): Plot {
  const all = Object.entries(curves);
  if (all.length === 0) throw new RangeError("there must be at least one curve, got 0");
  const coin: Partial<PlotData> = {
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
    ...thinned(curve),
    line: { color: colours[i % colours.length], width: 2.5 },
    hovertemplate: `<b>${plotText(name)}</b><br>%{y:.1%} found<br>%{x:.1%} false alarms` +
      "<extra></extra>",
  }));
  return plot(
    [coin, ...data],
    {
      height: 400 + 24 * Math.ceil(all.length / 2),
      showlegend: true,
      // Below: inside, a curve that is worse than a coin would run through it.
      legend: { orientation: "h", x: 0, y: -0.18, yanchor: "top" },
      xaxis: axis("ordinary images taken for strange", { range: [0, 1], tickformat: ".0%" }),
      yaxis: axis(undefined, { range: [0, 1.01], tickformat: ".0%" }),
      annotations: [verticalTitle("strange images found")],
    },
    framing,
    all.map(([name, { auc }]) => `${name}: AUC ${auc.toFixed(3)}`).join("\n"),
  );
}

/** The curve's corners, but for those that the eye does not tell from the one before. */
function thinned({ falsePositiveRate, truePositiveRate }: RocCurve): { x: number[]; y: number[] } {
  const x: number[] = [], y: number[] = [], last = falsePositiveRate.length - 1;
  falsePositiveRate.forEach((rate, i) => {
    const found = truePositiveRate[i];
    const moved = x.length === 0 || rate - x.at(-1)! + found - y.at(-1)! >= FINEST;
    if (!moved && i < last) return;
    x.push(Number(rate.toFixed(4)));
    y.push(Number(found.toFixed(4)));
  });
  return { x, y };
}
