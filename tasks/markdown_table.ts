/**
 * A Markdown table, formatted as `deno fmt` formats it.
 *
 * @param text the columns that hold text: their number at the start, or all their indices; the others
 * are aligned to the right
 */
export function markdownTable(
  head: string[],
  rows: string[][],
  text: number | readonly number[] = 1,
): string {
  const lines = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...lines.map((line) => [...line[i]].length), 3));
  const left = widths.map((_, i) => typeof text === "number" ? i < text : text.includes(i));
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const padded = (cells: string[]) =>
    line(cells.map((cell, i) => {
      const padding = " ".repeat(widths[i] - [...cell].length);
      return left[i] ? cell + padding : padding + cell;
    }));
  const rule = widths.map((width, i) => left[i] ? "-".repeat(width) : "-".repeat(width - 1) + ":");
  return [padded(head), line(rule), ...rows.map(padded)].join("\n");
}
