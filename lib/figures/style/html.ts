/** `text` escaped for HTML and SVG, attribute values included. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  // XML, which SVG is, has no control characters.
  const allowed = text.toWellFormed().replace(
    /[^\t\n\r\x20-\uFFFD\u{10000}-\u{10FFFF}]/gu,
    "\uFFFD",
  );
  return allowed.replace(/[&<>"']/g, (character) => entities[character]);
}

/** A value as JSON for a script element of HTML, which no text in it can end or change. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Options of every figure. */
export interface FigureOptions {
  /** one line above the figure */
  title?: string;
  /** below the figure: the inputs and outputs shown, and what to look for */
  caption?: string;
}

/** The names of {@linkcode FigureOptions}. */
export const figureOptions: Record<keyof FigureOptions, "text"> = {
  title: "text",
  caption: "text",
};

/** A figure with its title above and its caption below, in the notebook's colours. */
export function figureHtml(content: string, { title, caption }: FigureOptions): string {
  const head = title
    ? `<div style="font-weight:600;margin:0 0 6px">${escapeHtml(title)}</div>`
    : "";
  const foot = caption
    ? `<figcaption style="max-width:46em;margin:6px 0 0;opacity:.85">${
      escapeHtml(caption)
    }</figcaption>`
    : "";
  return `<figure style="margin:8px 0;text-align:left">${head}${content}${foot}</figure>`;
}

/** A table of rows in HTML; scrolls horizontally if it is too wide. */
export function tableHtml(head: readonly string[], rows: readonly string[]): string {
  return `<div style="overflow-x:auto"><table style="border-collapse:collapse;margin:0;` +
    `font-size:13px;font-variant-numeric:tabular-nums"><thead><tr>${head.join("")}</tr></thead>` +
    `<tbody>${rows.join("")}</tbody></table></div>`;
}

/** The figure as text for a console: `content` between title and caption. */
export function figureText(content: string, { title, caption }: FigureOptions): string {
  return [title, content, caption].filter(Boolean).join("\n");
}
