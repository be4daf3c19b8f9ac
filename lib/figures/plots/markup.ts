import { ink } from "../style/palette.ts";

/**
 * Plotly accepts no CSS variable as a colour, but copies the style of a span inside a text to the SVG.
 * In JupyterLab the text has the theme's own colour, elsewhere it is grey.
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
