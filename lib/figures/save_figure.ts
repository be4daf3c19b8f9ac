import { extname } from "@std/path";
import type { Page } from "playwright-core";
import { toPath, writeAtomic } from "../files/mod.ts";
import { requireFunction, requireInteger, requireKnown } from "../require.ts";
import { findBrowser, launchBrowser } from "./browser.ts";
import { collect, type MimeBundle } from "./display.ts";
import { escapeHtml, scriptJson } from "./style/html.ts";
import { themeColour } from "./plots/markup.ts";

/** Options of {@linkcode saveFigure}. */
export interface SaveFigureOptions {
  /** of an SVG or PNG in CSS pixels, at least 200; default 800 */
  width?: number;
}

/** Pixels of a PNG per CSS pixel, for screens and print. */
const SCALE = 2;

/** The colour of texts in pictures, which have white paper. */
const INK = "#222";

const ENDINGS = [".html", ".svg", ".png"];

/**
 * Saves a figure to a file instead of showing it, from a script or a notebook.
 *
 * - .html: a page that works without a network, with Plotly itself (1 MB) if the figure is a plot, which
 *   can then be zoomed and hovered over
 * - .svg: a plot as lines and text, for print; figures of images and tables have no such form
 * - .png: any figure as it looks on white, at two pixels per CSS pixel
 *
 * SVG and PNG are drawn by Chromium or Chrome, whose path the environment variable `CHROMIUM` may name.
 *
 * @param figure shows it, such as `() => showLines(series, options)`
 * @param file its path or file URL; an earlier file is replaced atomically
 * @throws {RangeError} the file ends in something else, or in .svg and the figure is not one plot; nothing
 * was shown; or `CHROMIUM` does not name a file
 * @throws {Deno.errors.NotFound} there is no browser
 *
 * @example
 * ```ts
 * import { saveFigure, showLines } from "@autoencoders/figures";
 *
 * const file = `${await Deno.makeTempDir()}/error.html`;
 * await saveFigure(() => showLines({ PCA: { x: [2, 4, 8], y: [0.055, 0.048, 0.037] } }), file);
 * await Deno.remove(file);
 * ```
 */
export async function saveFigure(
  figure: () => Promise<unknown>,
  file: string | URL,
  options: SaveFigureOptions = {},
): Promise<void> {
  requireFunction("figure", figure);
  requireKnown("saveFigure", options, { width: "number" });
  const { width = 800 } = options;
  requireInteger("width", width, 200);
  const path = toPath(file, "file"), ending = extname(path).toLowerCase();
  if (!ENDINGS.includes(ending)) {
    throw new RangeError(`file must end in ${ENDINGS.join(", ")}, got ${JSON.stringify(path)}`);
  }
  const bundles = await collect(figure);
  if (bundles.length === 0) {
    throw new RangeError(
      "figure must show something, such as () => showLines(series); got nothing",
    );
  }
  if (ending === ".html") return await writeAtomic(path, await pageOf(bundles));
  const plots = bundles.filter((bundle) => PLOTLY in bundle);
  if (ending === ".svg" && plots.length !== 1) {
    throw new RangeError(
      `an SVG has one plot, got a figure of ${plots.length} plots; save it as .html or .png`,
    );
  }
  const html = await pageOf(ending === ".svg" ? plots : bundles, INK);
  await writeAtomic(
    path,
    await drawn<string | Uint8Array>(html, width, ending === ".svg" ? svgOf : pngOf),
  );
}

const PLOTLY = "application/vnd.plotly.v1+json";

/**
 * A page with the figures below each other.
 *
 * @param ink the colour of texts on white paper; default that of the reader's theme
 */
async function pageOf(bundles: readonly MimeBundle[], ink?: string): Promise<string> {
  const isPlot = bundles.some((bundle) => PLOTLY in bundle);
  const figures = bundles.map((bundle, i) => {
    const plot = bundle[PLOTLY];
    if (!plot) return bundle["text/html"] ?? `<pre>${escapeHtml(bundle["text/plain"])}</pre>`;
    const json = scriptJson(plot).replaceAll(themeColour, ink ?? themeColour);
    return `<div id="plot${i}" class="plot"></div><script>{` +
      `const { data, layout, config } = ${json};` +
      `Plotly.newPlot("plot${i}", data, layout, config);}</script>`;
  });
  const scheme = ink ? "light" : "light dark";
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Figure</title>
<style>
:root { color-scheme: ${scheme}; --jp-content-font-color1: CanvasText; }
body { margin: 0; font: 14px system-ui, sans-serif; ${ink ? "background: #fff" : ""} }
main { padding: 8px; }
</style>
${isPlot ? `<script>${await plotly()}</script>` : ""}
<main>${figures.join("\n")}</main>
</html>
`;
}

/** The program of Plotly, which no text in it ends before its end. */
async function plotly(): Promise<string> {
  const { default: program } = await import("plotly.js-basic-dist-min/plotly-basic.min.js", {
    with: { type: "text" },
  });
  return program.replaceAll("</script", "<\\/script");
}

/** What `take` makes of a page in a browser window of this width. */
async function drawn<T>(html: string, width: number, take: (page: Page) => Promise<T>): Promise<T> {
  const executable = findBrowser();
  if (!executable) {
    throw new Deno.errors.NotFound(
      "SVG and PNG need Chromium or Chrome, and none was found; install one, name it by the " +
        "environment variable CHROMIUM, or save the figure as .html",
    );
  }
  const browser = await launchBrowser(executable);
  try {
    const viewport = { width, height: 600 };
    const page = await browser.newPage({ viewport, deviceScaleFactor: SCALE });
    await page.setContent(html);
    return await take(page);
  } finally {
    await browser.close();
  }
}

async function pngOf(page: Page): Promise<Uint8Array> {
  return await page.locator("main").screenshot({ type: "png" });
}

async function svgOf(page: Page): Promise<string> {
  const url = await page.evaluate(() => {
    // deno-lint-ignore no-explicit-any
    const { Plotly, document } = globalThis as any;
    const plot = document.querySelector(".plot"),
      { clientWidth: width, clientHeight: height } = plot;
    return Plotly.toImage(plot, { format: "svg", width, height });
  });
  return decodeURIComponent(url.replace(/^data:image\/svg\+xml,/, ""));
}
