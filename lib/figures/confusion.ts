import { requireKnown, requireList } from "../require.ts";
import { display, type MimeBundle } from "./display.ts";
import {
  escapeHtml,
  figureHtml,
  type FigureOptions,
  figureOptions,
  figureText,
} from "./style/html.ts";

/** Options of {@linkcode showConfusion}. */
export interface ConfusionOptions extends FigureOptions {
  /** the names of the classes; default their numbers */
  classNames?: readonly string[];
  /**
   * whether the second list has clusters, not classes: these are numbered, and ordered by the class
   * that is most frequent in them; default false
   */
  clusters?: boolean;
}

/**
 * Shows which classes are told apart: a row for each class, a column for each predicted class or
 * cluster, in each cell the number of images. The larger a cell's share of its row, the stronger its colour.
 *
 * @param labels the class of each image
 * @param assigned the predicted class or the cluster of each image
 * @throws {RangeError} the lists are empty or of different lengths, or have a value that is not an
 * integer in 0–999
 * @throws {TypeError} `labels` or `assigned` is not a list, or an option is of another kind
 *
 * @example
 * ```ts
 * import { showConfusion } from "@autoencoders/figures";
 *
 * await showConfusion([0, 0, 1, 1], [0, 0, 1, 0], { classNames: ["four", "nine"] });
 * await showConfusion([0, 0, 1, 1], [2, 2, 0, 1], { clusters: true });
 * ```
 */
export async function showConfusion(
  labels: ArrayLike<number>,
  assigned: ArrayLike<number>,
  options: ConfusionOptions = {},
): Promise<void> {
  requireList("labels", labels);
  requireList("assigned", assigned);
  requireKnown("showConfusion", options, {
    ...figureOptions,
    classNames: "list",
    clusters: "boolean",
  });
  await display(confusionFigure(labels, assigned, options));
}

/** The figure of {@linkcode showConfusion}. */
export function confusionFigure(
  labels: ArrayLike<number>,
  assigned: ArrayLike<number>,
  options: ConfusionOptions = {},
): MimeBundle {
  const { clusters = false } = options;
  if (labels.length !== assigned.length || labels.length === 0) {
    throw new RangeError(
      `labels and assigned must be of one length, at least 1, got ${labels.length} and ${assigned.length}`,
    );
  }
  const classes = 1 + largest("labels", labels), groups = 1 + largest("assigned", assigned);
  const columns = clusters ? groups : Math.max(classes, groups);
  const rows = clusters ? classes : columns;
  const counts = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  for (let i = 0; i < labels.length; i++) counts[labels[i]][assigned[i]]++;
  const used = [...counts.keys()].filter((k) => counts[k].some((count) => count > 0));
  const order = [...Array(columns).keys()].filter((k) =>
    clusters || used.includes(k) || counts.some((row) => row[k] > 0)
  );
  if (clusters) {
    const main = (k: number) => {
      const column = counts.map((row) => row[k]);
      return column.indexOf(Math.max(...column));
    };
    order.sort((a, b) => main(a) - main(b) || a - b);
  }
  const nameOf = (k: number) => options.classNames?.[k] ?? String(k);
  const columnName = (k: number) => clusters ? String(k) : nameOf(k);
  const heading = clusters ? "cluster" : "predicted class";
  const head = order.map((k) =>
    `<th scope="col" style="${cellStyle};font-weight:600">${escapeHtml(columnName(k))}</th>`
  );
  const body = used.map((k) => {
    const total = counts[k].reduce((sum, count) => sum + count);
    const cells = order.map((j) => {
      const count = counts[k][j], share = count / total;
      return `<td style="${cellStyle};background:rgba(24,104,208,${share.toFixed(3)})${
        share > 0.55 ? ";color:#fff" : ""
      }" title="${(100 * share).toFixed(1)} %">${count || "·"}</td>`;
    });
    return `<tr style="background:transparent"><th scope="row" style="${cellStyle};` +
      `font-weight:600;text-align:right">${escapeHtml(nameOf(k))}</th>${cells.join("")}</tr>`;
  });
  const lines = used.map((k) => `${nameOf(k)}: ${order.map((j) => counts[k][j]).join(" ")}`);
  return {
    "text/plain": figureText(
      [`${heading}: ${order.map(columnName).join(" ")}`, ...lines].join("\n"),
      options,
    ),
    "text/html": figureHtml(
      `<div style="overflow-x:auto"><table style="border-collapse:collapse;margin:0;` +
        `font-size:12px;font-variant-numeric:tabular-nums"><thead>` +
        `<tr style="background:transparent"><td style="${cellStyle}"></td>` +
        `<th scope="colgroup" colspan="${order.length}" style="${cellStyle};text-align:left">${heading} →</th></tr>` +
        `<tr style="background:transparent"><th style="${cellStyle};text-align:right">class ↓</th>${
          head.join("")
        }</tr></thead><tbody>${body.join("")}</tbody></table></div>`,
      options,
    ),
  };
}

const cellStyle = "border:1px solid rgba(128,128,128,.25);padding:3px 2px;text-align:center;" +
  "min-width:22px;white-space:nowrap";

/** Classes and clusters that a figure can have: more are not legible, and need a large table. */
const mostClasses = 1000;

/** @throws {RangeError} a value is not the number of a class or cluster */
function largest(name: string, values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    if (!(Number.isInteger(values[i]) && values[i] >= 0 && values[i] < mostClasses)) {
      throw new RangeError(
        `${name}[${i}] must be an integer in 0–${mostClasses - 1}, got ${values[i]}: ` +
          `number the classes or clusters from 0`,
      );
    }
    most = Math.max(most, values[i]);
  }
  return most;
}
