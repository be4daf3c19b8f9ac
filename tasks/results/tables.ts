import { type Goal, type Recipe, recipes, type Reference, shortfall } from "@autoencoders/results";
import type { Averaged, Spread, Summary } from "./summary.ts";

/** A Markdown table; all columns but the first `words` hold numbers. */
export function table(head: string[], rows: string[][], words = 1): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, i) => i < words ? "---" : "---:");
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

/** Decimals enough for three digits of the usual sizes of these figures. */
export function figure(name: Averaged | Goal["metric"], value: number): string {
  if (name === "psnr") return value.toFixed(2);
  if (name === "ssim") return value.toFixed(3);
  if (name === "pixelAccuracy") return value.toFixed(4);
  if (name === "deadUnits") return Number.isInteger(value) ? `${value}` : value.toFixed(1);
  return value < 0.01 ? value.toFixed(5) : value.toFixed(4);
}

/** "0.0465 ± 0.0003", or the figure alone where there is one seed. */
export function withSpread(name: Averaged, { mean, deviation }: Spread): string {
  const middle = figure(name, mean);
  if (deviation === undefined || deviation === 0) return middle;
  const decimals = middle.split(".")[1]?.length ?? 0;
  return `${middle} ± ${deviation.toFixed(decimals)}`;
}

/** The metric that a network was trained for. */
export function judged(recipe: Recipe): "bce" | "mse" {
  return recipe.training.loss === "bce" ? "bce" : "mse";
}

/** What others reached, in one cell. */
export function referenceCell(references: readonly Reference[], metric: Goal["metric"]): string {
  const told = references.flatMap((reference) => {
    const value = reference[metric];
    return value === undefined ? [] : [`${figure(metric, value)} (${reference.by})`];
  });
  return told.join("; ") || "–";
}

/** "≤ 0.0036", or "≥ 0.988" where more is better. */
export function goalCell({ metric, value }: Goal): string {
  return `${metric === "bce" || metric === "mse" ? "≤" : "≥"} ${figure(metric, value)}`;
}

/** Whether the mean over the seeds reaches a goal, in words. */
export function verdict(goal: Goal, { figures }: Summary): string {
  const missed = shortfall(goal, figures[goal.metric].mean);
  return missed === 0 ? "reached" : `missed by ${(100 * missed).toFixed(1)} %`;
}

/** The summaries of recipes, in the recipes' order, each with its recipe. */
export function inOrder(summaries: readonly Summary[]): { recipe: Recipe; summary: Summary }[] {
  return recipes.flatMap((recipe) =>
    summaries.filter(({ name }) => name === recipe.name).map((summary) => ({ recipe, summary }))
  );
}
