/** Text made safe to stand in HTML, in an attribute too. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}

/** What stands around every figure. */
export interface Framing {
  /** one line above the figure */
  title?: string;
  /** below it: what is input, what is output, what to look for */
  caption?: string;
}

/** A figure with its title above and its caption below, in the notebook's own colours. */
export function frame(content: string, { title, caption }: Framing): string {
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

/** The figure in words, for a console. */
export function inWords(content: string, { title, caption }: Framing): string {
  return [title, content, caption].filter(Boolean).join("\n");
}
