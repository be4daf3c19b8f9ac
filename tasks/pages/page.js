// Before anything is drawn: which theme the reader's system asks for, and how mathematics is set.
const dark = matchMedia("(prefers-color-scheme: dark)");

addEventListener("DOMContentLoaded", () => {
  const mark = () => document.body.dataset.jpThemeLight = String(!dark.matches);
  dark.addEventListener("change", mark);
  mark();
});

globalThis.MathJax = {
  tex: {
    inlineMath: [["$", "$"], ["\\(", "\\)"]],
    displayMath: [["$$", "$$"], ["\\[", "\\]"]],
    processEscapes: true,
    processEnvironments: true,
  },
  // only prose holds mathematics: a $ in code or in an output is a $
  options: {
    ignoreHtmlClass: "jp-Notebook",
    processHtmlClass: "jp-RenderedMarkdown",
    enableMenu: false,
  },
};

/** Called by the figures of the page, as soon as each one's element is there. */
globalThis.drawFigure = (name, data, layout, config) => {
  Plotly.newPlot(name, data, { ...layout, autosize: true }, {
    responsive: true,
    displaylogo: false,
    ...config,
  });
};
