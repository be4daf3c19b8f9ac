import { significant } from "../../progress/mod.ts";
import { requireInRange, requireKnown, requireRecord } from "../../require.ts";
import { display, type MimeBundle } from "../display.ts";
import {
  escapeHtml,
  figureHtml,
  type FigureOptions,
  figureOptions,
  figureText,
} from "../style/html.ts";
import { colours } from "../style/palette.ts";
import { requireDrawable, requireSome } from "./plot.ts";

/**
 * Shows one number for each name as a bar, from zero, with the number at its end: such as the images
 * of each class. Title or caption say what is counted.
 *
 * @throws {RangeError} `bars` is empty, or a number is negative, NaN or infinite
 *
 * @example
 * ```ts
 * import { showBars } from "@autoencoders/figures";
 *
 * await showBars({ zero: 5_923, one: 6_742 }, { title: "Training images of each class" });
 * ```
 */
export async function showBars(
  bars: Readonly<Record<string, number>>,
  options: FigureOptions = {},
): Promise<void> {
  requireRecord("bars", bars);
  requireKnown("showBars", options, figureOptions);
  await display(barsFigure(bars, options));
}

/** The figure of {@linkcode showBars}. */
export function barsFigure(
  bars: Readonly<Record<string, number>>,
  options: FigureOptions = {},
): MimeBundle {
  const all = Object.entries(bars);
  requireSome("bar", all);
  for (const [name, value] of all) {
    requireInRange(`bar ${name}`, value, 0);
    requireDrawable(`bar ${name}`, [value]);
  }
  const most = Math.max(...all.map(([, value]) => value)) || 1;
  const rows = all.map(([name, value]) =>
    `<tr style="background:transparent"><th scope="row" style="border:0;padding:1px 8px 1px 0;` +
    `text-align:right;font-weight:600">${escapeHtml(name)}</th><td style="border:0;padding:1px 0;` +
    `width:100%;text-align:left"><div style="display:flex;align-items:center;gap:6px;` +
    `padding-right:5em"><div style="flex:none;width:${(100 * value / most).toFixed(2)}%;` +
    `height:14px;background:${colours[0]}"></div><span>${significant(value)}</span></div></td></tr>`
  );
  return {
    "text/plain": figureText(
      all.map(([name, value]) => `${name}: ${significant(value)}`).join("\n"),
      options,
    ),
    "text/html": figureHtml(
      `<table style="border-collapse:collapse;table-layout:auto;margin:0;width:100%;max-width:560px;` +
        `font-size:13px;font-variant-numeric:tabular-nums"><tbody>${rows.join("")}</tbody></table>`,
      options,
    ),
  };
}
