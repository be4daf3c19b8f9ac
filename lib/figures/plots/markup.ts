import { ink } from "../style/palette.ts";

/**
 * Plotly does not accept CSS variables as colours, but copies the style of a span in a text to the
 * SVG. So the text has the theme's colour in JupyterLab, and is grey elsewhere.
 */
export const spanStart = `<span style="color:var(--jp-content-font-color1, ${ink})">`;

/** `text` (Plotly's markup) in the notebook's own text colour. */
export function themed(text: string): string {
  return `${spanStart}${text}</span>`;
}

/** Text escaped for Plotly's markup, which decodes fewer entities than HTML. */
export function plotText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
