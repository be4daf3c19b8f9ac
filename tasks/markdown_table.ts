/**
 * A Markdown table, formatted as `deno fmt` formats it.
 *
 * @param left columns at the start that hold text; the others are aligned to the right
 */
export function markdownTable(head: string[], rows: string[][], left = 1): string {
  const lines = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...lines.map((line) => [...line[i]].length), 3));
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const padded = (cells: string[]) =>
    line(cells.map((cell, i) => {
      const padding = " ".repeat(widths[i] - [...cell].length);
      return i < left ? cell + padding : padding + cell;
    }));
  const rule = widths.map((width, i) => i < left ? "-".repeat(width) : "-".repeat(width - 1) + ":");
  return [padded(head), line(rule), ...rows.map(padded)].join("\n");
}
