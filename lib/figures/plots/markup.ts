import { ink } from "../style/palette.ts";

/** The theme's colour of texts in JupyterLab, grey elsewhere. */
export const themeColour = `var(--jp-content-font-color1, ${ink})`;

/**
 * Plotly does not accept CSS variables as colours, but copies the style of a span in a text to the
 * SVG. So the text has the theme's colour in JupyterLab, and is grey elsewhere.
 */
export const spanStart = `<span style="color:${themeColour}">`;

/** `text` (Plotly's markup) in the notebook's own text colour. */
export function themed(text: string): string {
  return `${spanStart}${text}</span>`;
}

/**
 * Text escaped for Plotly wherever it shows one: its markup, its templates (`%{y}`, also in names and
 * titles) and the TeX that it reads between two `$`. Its markup decodes fewer entities than HTML.
 */
export function plotText(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "%": "&#37;",
    "$": "&#36;",
  };
  return text.replace(/[&<>%$]/g, (character) => entities[character]);
}
