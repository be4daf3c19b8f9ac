import type { Findings } from "./rows.ts";
import { outcomes } from "./targets.ts";

/** The findings as Markdown: all rows, the engines that cannot, and the targets. */
export function report(findings: Findings): string {
  const { machine, versions, threads, rounds, seconds, rows, cannot } = findings;
  const list = (record: Record<string, string | number>) =>
    Object.entries(record).map(([name, value]) => `${name} ${value}`).join(", ");
  const lines = [
    `${list(machine)}; ${threads} threads; ${list(versions)}`,
    `${rounds} rounds of ${seconds} s, engines in turn; medians`,
    "",
    ...table(
      [
        "network",
        "engine",
        "batch",
        "parameters",
        "img/s",
        "ms a step",
        "peak MB",
        "steps",
        "spread",
        "how",
      ],
      rows.map((row) => [
        row.network,
        row.engine,
        row.batch,
        row.parameters,
        figures(row.imagesPerSecond),
        figures(row.msPerStep),
        Math.round(row.peakBytes / 1e6),
        row.steps,
        row.spread.toFixed(2),
        row.note,
      ]),
    ),
    ...cannot.map(({ network, engine, reason }) => `${network} on ${engine}: cannot: ${reason}`),
    "",
    ...targetLines(findings),
    ...findings.disagreements.map((line) => `DISAGREEMENT: ${line}`),
  ];
  return lines.join("\n");
}

function targetLines({ rows }: Findings): string[] {
  const found = outcomes(rows);
  if (found.length === 0) return [];
  return table(
    ["network", "ours", "against", "of", "target", "measured", ""],
    found.map(({ target, peer, measured, reached }) => [
      target.network,
      target.engine,
      peer,
      target.of === "peakBytes" ? "peak memory" : "img/s",
      `${target.of === "peakBytes" ? "≤" : "≥"} ${target.ratio}`,
      figures(measured),
      reached ? "reached" : "missed",
    ]),
  );
}

/** Three significant digits, or all those before the decimal point. */
export function figures(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}

/** A Markdown table with aligned columns, numbers to the right. */
export function table(head: string[], body: (string | number)[][]): string[] {
  const cells = [head, ...body.map((row) => row.map(String))];
  const widths = head.map((_, i) => Math.max(3, ...cells.map((row) => row[i].length)));
  const right = head.map((_, i) => body.every((row) => /^[\d.,≤≥– ]+$/.test(String(row[i]))));
  const line = (row: string[]) =>
    `| ${
      row.map((cell, i) => right[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i])).join(" | ")
    } |`;
  const rule = `|${widths.map((w, i) => "-".repeat(w + 1) + (right[i] ? ":" : "-")).join("|")}|`;
  return [line(cells[0]), rule, ...cells.slice(1).map(line)];
}
