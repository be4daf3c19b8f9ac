/** What Markdown could take for markup, HTML, an entity, a link or the border of a cell. */
const MARKUP = new RegExp(
  [
    /[\\`*<[\]|~$]|\b_|_\b|&(?=#?\w+;)/, // anywhere
    /^>|^[#+=-](?=[\s#+=-]|$)|(?<=^\d+)[.)](?=\s|$)/, // at the start of a line
    /(?<=\b(?:https?|ftp|mailto|xmpp)):|(?<=\bwww)\./, // an address
  ].map(({ source }) => source).join("|"),
  "gi",
);

/** Text as a line of Markdown that shows it as it is. */
export function markdownText(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(MARKUP, "\\$&");
}

/**
 * A Markdown table, formatted as `deno fmt` formats it.
 *
 * @param head plain text, which is escaped, as is that of `rows`
 * @param text the columns that hold text: their number at the start, or all their indices; the others
 * are aligned to the right
 */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  text: number | readonly number[] = 1,
): string {
  const lines = [head, ...rows].map((cells) => cells.map(markdownText));
  const widths = head.map((_, i) => Math.max(...lines.map((line) => [...line[i]].length), 3));
  const left = widths.map((_, i) => typeof text === "number" ? i < text : text.includes(i));
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const padded = (cells: string[]) =>
    line(cells.map((cell, i) => {
      const padding = " ".repeat(widths[i] - [...cell].length);
      return left[i] ? cell + padding : padding + cell;
    }));
  const rule = widths.map((width, i) => left[i] ? "-".repeat(width) : "-".repeat(width - 1) + ":");
  const [first, ...others] = lines.map(padded);
  return [first, line(rule), ...others].join("\n");
}
