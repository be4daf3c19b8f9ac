import type { DataFrame } from "nodejs-polars";
import { display, type MimeBundle } from "./display.ts";
import { escapeHtml, frame as figure, type Framing, inWords } from "./style/html.ts";
import { duration, significant } from "./style/numbers.ts";

/** How one column of a table reads. */
export interface TableColumn {
  /** what stands above it; the column's name unless told */
  label?: string;
  /** below the label, smaller */
  unit?: string;
  /** which number of the column is set in bold; none unless told */
  best?: "low" | "high";
  /** significant digits; 3 unless told */
  digits?: number;
  /** shares as per cent, milliseconds as minutes and seconds */
  as?: "number" | "percent" | "duration";
}

/** How a table looks. */
export interface TableOptions extends Framing {
  /** by the column's name; what is told here comes before what is known of usual columns */
  columns?: Record<string, TableColumn>;
  /** the columns to show, in this order; all that are not empty unless told */
  show?: readonly string[];
}

/** Rows as Polars or plain objects hold them. */
export type Rows = DataFrame | readonly Readonly<Record<string, unknown>>[];

/** What the library's own frames call their columns, told once for every table. */
const usual: Record<string, TableColumn> = {
  name: { label: "model" },
  latent: { label: "code", unit: "numbers" },
  deadUnits: { label: "dead units" },
  bytesPerCode: { label: "code as stored", unit: "bytes" },
  bce: { label: "BCE", unit: "nats per pixel", best: "low" },
  mse: { label: "MSE", best: "low" },
  psnr: { label: "PSNR", unit: "dB", best: "high" },
  ssim: { label: "SSIM", best: "high" },
  pixelAccuracy: { label: "pixels right", unit: "%", best: "high", as: "percent", digits: 4 },
  elbo: { label: "ELBO", unit: "nats an image", best: "high" },
  distortion: { unit: "nats an image" },
  rate: { unit: "nats an image" },
  bitsPerPixel: { label: "bits per pixel" },
  bytesPerImage: { label: "bytes an image" },
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
 * names. Metrics that the library's frames hold are known; say the rest in `columns`.
 *
 * @throws {RangeError} there is no row, or a column named in `show` or `columns` does not exist
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
  await display(tableFigure(rows, options));
}

/** What {@linkcode showTable} shows. */
export function tableFigure(rows: Rows, options: TableOptions = {}): MimeBundle {
  const columns = prepared(rows, options);
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
  const table = `<div style="overflow-x:auto"><table style="border-collapse:collapse;margin:0;` +
    `font-size:13px;font-variant-numeric:tabular-nums"><thead><tr>${head.join("")}</tr></thead>` +
    `<tbody>${body.join("")}</tbody></table></div>`;
  return {
    "text/plain": inWords(asText(columns), options),
    "text/html": figure(table, options),
  };
}

interface Prepared {
  label: string;
  unit?: string;
  numeric: boolean;
  texts: string[];
  /** the rows that hold the best number */
  best: Set<number>;
}

function prepared(rows: Rows, { columns = {}, show }: TableOptions): Prepared[] {
  const frame = read(rows);
  for (const name of [...show ?? [], ...Object.keys(columns)]) {
    if (!frame.has(name)) {
      throw new RangeError(`column must be one of ${[...frame.keys()].join(", ")}, got ${name}`);
    }
  }
  const filled = [...frame].filter(([, values]) => values.some((value) => value != null));
  const names = show ?? filled.map(([name]) => name);
  if (names.length === 0) throw new RangeError("a table needs at least one column, got 0");
  return names.map((name) => {
    const how: TableColumn = { ...usual[name], ...columns[name] };
    const values = frame.get(name)!;
    const numeric = values.every((value) => value == null || isNumber(value));
    return {
      label: how.label ?? name,
      unit: how.unit,
      numeric,
      texts: values.map((value) => written(value, how)),
      best: bestOf(values, how.best),
    };
  });
}

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

function written(value: unknown, { as, digits = 3 }: TableColumn): string {
  if (value == null) return "–";
  if (!isNumber(value)) return String(value);
  const number = Number(value);
  if (as === "percent") return significant(number * 100, digits);
  return as === "duration" ? duration(number) : significant(number, digits);
}

function bestOf(values: readonly unknown[], best: "low" | "high" | undefined): Set<number> {
  const numbers = values.map((value) => isNumber(value) ? Number(value) : NaN);
  const finite = numbers.filter((value) => !Number.isNaN(value));
  if (!best || finite.length < 2) return new Set();
  const target = best === "low" ? Math.min(...finite) : Math.max(...finite);
  return new Set(numbers.flatMap((value, row) => value === target ? [row] : []));
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function cellStyle(numeric: boolean): string {
  return `padding:4px 9px;text-align:${numeric ? "right" : "left"}`;
}

function asText(columns: readonly Prepared[]): string {
  const padded = columns.map(({ label, unit, texts, best, numeric }) => {
    const head = unit ? `${label} (${unit})` : label;
    const cells = [head, ...texts.map((text, row) => best.has(row) ? `*${text}` : text)];
    const width = Math.max(...cells.map((cell) => cell.length));
    return cells.map((cell) => numeric ? cell.padStart(width) : cell.padEnd(width));
  });
  return padded[0].map((_, row) => padded.map((column) => column[row]).join("  ").trimEnd())
    .join("\n");
}
