/**
 * The words of a label in lines of at most `letters` letters, as far as its words are shorter.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { wrapLabel } from "./labels.ts";
 *
 * deepStrictEqual(wrapLabel("nearest in training", 14), ["nearest in", "training"]);
 * ```
 */
export function wrapLabel(label: string, letters: number): string[] {
  const lines: string[] = [];
  for (const word of label.split(" ")) {
    const joined = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && joined.length <= letters) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}

/**
 * Separates labels that would overlap: returns the positions closest to the wanted ones that keep
 * their order and are at least `gap` apart and, if they fit, within 0–`room`.
 *
 * Isotonic regression by pooling adjacent violators (Ayer et al. 1955): after subtracting the gaps,
 * labels that would cross are placed at their common mean.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { spreadLabels } from "./labels.ts";
 *
 * deepStrictEqual(spreadLabels([50, 52, 90], 10, 100), [46, 56, 90]);
 * ```
 */
export function spreadLabels(wanted: readonly number[], gap: number, room: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]);
  const blocks: { sum: number; count: number }[] = [];
  order.forEach((index, rank) => {
    let block = { sum: wanted[index] - rank * gap, count: 1 };
    for (let last = blocks.at(-1); last; last = blocks.at(-1)) {
      if (last.sum / last.count <= block.sum / block.count) break;
      blocks.pop();
      block = { sum: last.sum + block.sum, count: last.count + block.count };
    }
    blocks.push(block);
  });
  const top = Math.max(0, room - (wanted.length - 1) * gap);
  const placed = new Array<number>(wanted.length);
  let rank = 0;
  for (const { sum, count } of blocks) {
    for (let k = 0; k < count; k++, rank++) {
      placed[order[rank]] = Math.min(top, Math.max(0, sum / count)) + rank * gap;
    }
  }
  return placed;
}
