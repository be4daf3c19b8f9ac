import { markdownTable } from "../../tasks/markdown_table.ts";
import type { Findings } from "./rows.ts";
import { isAtMost, outcomes } from "./targets.ts";

/** The findings as Markdown: all rows, the engines that cannot, and the targets. */
export function report(findings: Findings): string {
  const { machine, versions, threads, rounds, seconds, rows, cannot } = findings;
  const list = (record: Record<string, string | number>) =>
    Object.entries(record).map(([name, value]) => `${name} ${value}`).join(", ");
  const lines = [
    `${list(machine)}; ${threads} threads; ${list(versions)}`,
    `${rounds} rounds of ${seconds} s, engines in turn; medians`,
    "",
    markdownTable(
      [
        "network",
        "engine",
        "batch",
        "parameters",
        "img/s",
        "ms per step",
        "peak MB",
        "steps",
        "spread",
        "how",
      ],
      rows.map((row) => [
        row.network,
        row.engine,
        `${row.batch}`,
        `${row.parameters}`,
        figures(row.imagesPerSecond),
        figures(row.msPerStep),
        `${Math.round(row.peakBytes / 1e6)}`,
        `${row.steps}`,
        row.spread.toFixed(2),
        row.note,
      ]),
      [0, 1, 9],
    ),
    ...cannot.map(({ network, engine, reason }) => `${network} on ${engine}: cannot: ${reason}`),
    "",
    ...busyTable(findings),
    ...targetTable(findings),
    ...findings.disagreements.map((line) => `DISAGREEMENT: ${line}`),
  ];
  return lines.join("\n");
}

/** What each engine loses when another process keeps a core busy. */
function busyTable({ rows }: Findings): string[] {
  const busy = rows.flatMap(({ network, engine, batch, msPerStep, busyMsPerStep: ms }) =>
    ms === undefined
      ? []
      : [[network, engine, figures(batch / ms * 1000), figures(ms), figures(ms / msPerStep)]]
  );
  if (busy.length === 0) return [];
  const head = ["network", "engine", "busy img/s", "busy ms per step", "slow-down"];
  return ["With one core kept busy by another process:", "", markdownTable(head, busy, [0, 1]), ""];
}

function targetTable({ rows }: Findings): string[] {
  const found = outcomes(rows);
  if (found.length === 0) return [];
  const table = markdownTable(
    ["network", "ours", "against", "of", "target", "measured", ""],
    found.map(({ target, peer, measured, reached }) => [
      target.network,
      target.engine,
      peer,
      quantities[target.of],
      `${isAtMost(target.of) ? "≤" : "≥"} ${target.ratio}`,
      figures(measured),
      reached ? "reached" : "missed",
    ]),
    [0, 1, 2, 3, 6],
  );
  return [table];
}

const quantities = {
  imagesPerSecond: "img/s",
  busyImagesPerSecond: "img/s, one core busy",
  slowDown: "slow-down, one core busy",
  peakBytes: "peak memory",
};

/** Three significant digits, or all those before the decimal point. */
export function figures(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}
