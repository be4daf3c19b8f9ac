// @ts-types="@types/d3-array"
import { count, max, min } from "d3-array";
import type { DataFrame } from "nodejs-polars";
import { duration, significant } from "../progress/mod.ts";
import { requireKnown, requireMember, requireOneOf } from "../require.ts";
import { display, type MimeBundle } from "./display.ts";
import {
  escapeHtml,
  figureHtml,
  type FigureOptions,
  figureOptions,
  figureText,
  tableHtml,
} from "./style/html.ts";

/** How one column of a table is shown. */
export interface TableColumn {
  /** the heading; default the column's name */
  label?: string;
  /** below the label, smaller */
  unit?: string;
  /** whether the lowest or the highest number is set in bold; default neither */
  best?: "low" | "high";
  /** significant digits; default 3 */
  digits?: number;
  /** "percent" shows fractions as per cent, "duration" milliseconds as minutes and seconds */
  as?: "number" | "percent" | "duration";
}

/** Options of {@linkcode showTable}. */
export interface TableOptions extends FigureOptions {
  /** by the column's name; overrides the defaults for the library's columns */
  columns?: Record<string, TableColumn>;
  /** the columns to show, in this order; default all that are not empty */
  show?: readonly string[];
}

/** Rows as a Polars frame or as plain objects. */
export type Rows = DataFrame | readonly Readonly<Record<string, unknown>>[];

/** The columns of the library's tables. */
const knownColumns: Record<string, TableColumn> = {
  name: { label: "model" },
  latent: { label: "code", unit: "numbers" },
  deadUnits: { label: "dead units" },
  bytesPerCode: { label: "code as stored", unit: "bytes" },
  bce: { label: "BCE", unit: "nats per pixel", best: "low" },
  mse: { label: "MSE", best: "low" },
  psnr: { label: "PSNR", unit: "dB", best: "high" },
  ssim: { label: "SSIM", best: "high" },
  pixelAccuracy: { label: "pixels correct", unit: "%", best: "high", as: "percent", digits: 4 },
  elbo: { label: "ELBO", unit: "nats per image", best: "high" },
  distortion: { unit: "nats per image" },
  rate: { unit: "nats per image" },
  bitsPerPixel: { label: "bits per pixel" },
  bytesPerImage: { label: "bytes per image" },
  frechet: { label: "Fréchet distance" },
  certainty: { unit: "%", as: "percent" },
  validationLoss: { label: "validation loss" },
  validationMse: { label: "validation MSE" },
  validationDistortion: { label: "validation distortion" },
  validationRate: { label: "validation rate" },
  learningRate: { label: "learning rate" },
  elapsedMs: { label: "time", as: "duration" },
  imagesPerSecond: { label: "images per second" },
};

/**
 * Shows a table: numbers to three significant digits, the best of a column in bold, units below the
 * headings. Columns of the library's tables have defaults; describe others in `columns`.
 *
 * @throws {RangeError} `rows` is empty, or a column named in `show` or `columns` does not exist
 *
 * @example
 * ```ts
 * import { showTable } from "@autoencoders/figures";
 *
 * await showTable([{ name: "PCA-32", mse: 0.0281 }, { name: "dense", mse: 0.0136 }], {
 *   caption: "On 10,000 test digits; the lower error in bold.",
 * });
 * ```
 */
export async function showTable(rows: Rows, options: TableOptions = {}): Promise<void> {
  if (!isList(rows)) requireMember("rows", rows, "columns", "a data frame or a list of objects");
  requireKnown("showTable", options, { ...figureOptions, columns: "object", show: "array" });
  await display(tableFigure(rows, options));
}

/** The figure of {@linkcode showTable}. */
export function tableFigure(rows: Rows, options: TableOptions = {}): MimeBundle {
  const columns = formatColumns(rows, options);
  const head = columns.map(({ label, unit, numeric }) =>
    `<th scope="col" style="${cellStyle(numeric)};border-bottom:1px solid;vertical-align:bottom">` +
    escapeHtml(label) +
    (unit ? `<br><small style="font-weight:400">${escapeHtml(unit)}</small>` : "") + "</th>"
  );
  const body = columns[0].texts.map((_, row) => {
    const cells = columns.map(({ texts, best, numeric }) => {
      const text = escapeHtml(texts[row]);
      const shown = best.has(row) ? `<strong>${text}</strong>` : text;
      return `<td style="${cellStyle(numeric)};white-space:nowrap">${shown}</td>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  return {
    "text/plain": figureText(asText(columns), options),
    "text/html": figureHtml(tableHtml(head, body), options),
  };
}

interface FormattedColumn {
  label: string;
  unit?: string;
  numeric: boolean;
  texts: string[];
  /** the rows that hold the best number */
  best: Set<number>;
}

function formatColumns(rows: Rows, { columns = {}, show }: TableOptions): FormattedColumn[] {
  const table = read(rows);
  const known = [...table.keys()];
  for (const name of [...show ?? [], ...Object.keys(columns)]) requireOneOf("column", name, known);
  for (const [name, column] of Object.entries(columns)) {
    requireKnown(`column ${name}`, column, {
      label: "text",
      unit: "text",
      best: true,
      digits: true,
      as: true,
    });
  }
  const names = show ?? known.filter((name) => table.get(name)!.some((value) => value != null));
  if (names.length === 0) throw new RangeError("a table needs at least one column, got 0");
  return names.map((name) => {
    const column: TableColumn = { ...knownColumns[name], ...columns[name] };
    const values = table.get(name)!;
    return {
      label: column.label ?? name,
      unit: column.unit,
      numeric: values.every((value) => value == null || isNumber(value)),
      texts: values.map((value) => format(value, column)),
      best: bestRows(values, column.best),
    };
  });
}

/** The columns by name. */
function read(rows: Rows): Map<string, unknown[]> {
  const columns = new Map<string, unknown[]>();
  if (isList(rows)) {
    for (const name of new Set(rows.flatMap((row) => Object.keys(row)))) {
      columns.set(name, rows.map((row) => row[name]));
    }
  } else {
    for (const name of rows.columns) columns.set(name, [...rows.getColumn(name)]);
  }
  if ([...columns.values()][0]?.length) return columns;
  throw new RangeError("a table needs at least one row, got 0");
}

function isList(rows: Rows): rows is readonly Record<string, unknown>[] {
  return Array.isArray(rows);
}

function format(value: unknown, { as, digits = 3 }: TableColumn): string {
  if (value == null) return "–";
  if (!isNumber(value)) return String(value);
  const number = Number(value);
  if (as === "percent") return significant(number * 100, digits);
  return as === "duration" ? duration(number) : significant(number, digits);
}

function bestRows(values: readonly unknown[], best: "low" | "high" | undefined): Set<number> {
  const numbers = values.map((value) => isNumber(value) ? Number(value) : NaN);
  if (!best || count(numbers) < 2) return new Set(); // count, min and max skip NaN
  const target = best === "low" ? min(numbers) : max(numbers);
  return new Set(numbers.flatMap((value, row) => value === target ? [row] : []));
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function cellStyle(numeric: boolean): string {
  return `padding:4px 9px;text-align:${numeric ? "right" : "left"}`;
}

function asText(columns: readonly FormattedColumn[]): string {
  const padded = columns.map(({ label, unit, texts, best, numeric }) => {
    const head = unit ? `${label} (${unit})` : label;
    const cells = [head, ...texts.map((text, row) => best.has(row) ? `*${text}` : text)];
    const width = Math.max(...cells.map((cell) => cell.length));
    return cells.map((cell) => numeric ? cell.padStart(width) : cell.padEnd(width));
  });
  return padded[0].map((_, row) => padded.map((column) => column[row]).join("  ").trimEnd())
    .join("\n");
}
