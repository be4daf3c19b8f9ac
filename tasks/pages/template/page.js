// Before anything is drawn: which theme the reader's system asks for, and how mathematics is set.
const dark = matchMedia("(prefers-color-scheme: dark)");

addEventListener("DOMContentLoaded", () => {
  const mark = () => document.body.dataset.jpThemeLight = String(!dark.matches);
  dark.addEventListener("change", mark);
  mark();
});

// What is wider than the page scrolls by itself: by keyboard too, once it can have the focus.
addEventListener("DOMContentLoaded", () => {
  const watch = new ResizeObserver((changes) => {
    for (const { target } of changes) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  for (const part of document.querySelectorAll(".jp-Editor, .jp-OutputArea-output")) {
    watch.observe(part);
  }
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
