// Before the first paint: the theme that the system prefers.
const dark = matchMedia("(prefers-color-scheme: dark)");

addEventListener("DOMContentLoaded", () => {
  const mark = () => document.body.dataset.jpThemeLight = String(!dark.matches);
  dark.addEventListener("change", mark);
  mark();
});

// Elements wider than the page scroll on their own; focusable ones scroll with the keyboard too.
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
  // only Markdown contains mathematics: a $ in code or output is a $
  options: {
    ignoreHtmlClass: "jp-Notebook",
    processHtmlClass: "jp-RenderedMarkdown",
    enableMenu: false,
  },
};

/** Called for each figure of the page once its element exists; one that is folded has no size yet. */
globalThis.drawFigure = (name, data, layout, config) => {
  const draw = () => {
    Plotly.newPlot(name, data, { ...layout, autosize: true }, {
      responsive: true,
      displaylogo: false,
      ...config,
    });
  };
  const folded = document.getElementById(name).closest("details:not([open])");
  if (!folded) return draw();
  undrawn.add(draw);
  folded.addEventListener("toggle", () => undrawn.delete(draw) && draw(), { once: true });
};

/** The calls that draw the figures that are still folded. */
const undrawn = new Set();

// On paper nothing is folded. The toggle events come too late: once the page is printed.
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details:not([open])")) folded.open = true;
  for (const draw of undrawn) draw();
  undrawn.clear();
});
