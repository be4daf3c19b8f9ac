/** Every text that a figure shows, given as markup: it is shown as it is and becomes no element. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import plotly from "npm:plotly.js-basic-dist-min@4.1.1/plotly-basic.min.js" with { type: "text" };
import type { Page } from "npm:playwright-core@1.65.1";
import { codesFrom, ImageSet, loadDataset, type Monitor } from "@autoencoders";
import * as figures from "@autoencoders/figures";
import type { MimeBundle } from "../../lib/figures/display.ts";
import { endFigure, runningFigure } from "../../lib/figures/live/live_curves.ts";
import { modelFigure } from "../../lib/figures/network/model.ts";
import { confusionFigure } from "../../lib/figures/confusion.ts";
import { barsFigure } from "../../lib/figures/plots/bars.ts";
import { pixelsFigure } from "../../lib/figures/pictures/pixels.ts";
import { imageRowsFigure } from "../../lib/figures/pictures/image_rows.ts";
import { imagesFigure } from "../../lib/figures/pictures/images.ts";
import { reconstructionsFigure } from "../../lib/figures/pictures/reconstructions.ts";
import { weightsFigure } from "../../lib/figures/pictures/weights.ts";
import { frameHtml } from "../../lib/figures/playground/page.ts";
import { activityPlot } from "../../lib/figures/plots/activity.ts";
import { histogramPlot } from "../../lib/figures/plots/histogram.ts";
import { linesPlot } from "../../lib/figures/plots/lines.ts";
import type { Plot } from "../../lib/figures/plots/plot.ts";
import { rocFigure } from "../../lib/figures/plots/roc.ts";
import { scatterPlot } from "../../lib/figures/plots/scatter.ts";
import { stripsPlot } from "../../lib/figures/plots/strips.ts";
import { setupFigure } from "../../lib/figures/setup.ts";
import { figureHtml, scriptJson } from "../../lib/figures/style/html.ts";
import { tableFigure } from "../../lib/figures/table.ts";
import { rocCurve } from "../../lib/statistics/mod.ts";
import { browserTest } from "../helpers/browser.ts";
import { tiny } from "../helpers/tiny_models.ts";

/** A text with markup of HTML and of Plotly, a template, TeX, an entity and the start of a script. */
type Label = (place: string) => string;
const label: Label = (place) =>
  `${place}<b>%{y}</b><a href="javascript:1">$x$ &amp; </script><!--<script>"'`;

const grey = new ImageSet(new Uint8Array([0, 255, 255, 0, 9, 9]), { height: 1, width: 2 });
const data = await loadDataset("strokes", { trainCount: 3, testCount: 3 });
const record = { epoch: 1, loss: 1, learningRate: 1, elapsedMs: 1, imagesPerSecond: 1 };
const history = { records: [record], ended: "completed" } as unknown as Parameters<
  NonNullable<Monitor["end"]>
>[0];
const table = { title: label("title"), caption: label("caption") };

/** Each figure of the library with a label wherever it takes a text. */
const shown: Record<string, (text: Label) => Plot | MimeBundle | string> = {
  showImageRows: (text) => imageRowsFigure({ [text("row")]: grey }, table),
  showImages: (text) =>
    imagesFigure(grey, { ...table, captions: ["a", "b", "c"].map((name) => text(name)) }),
  showReconstructions: (text) =>
    reconstructionsFigure({ [text("input")]: grey, [text("output")]: grey }, table),
  showWeights: (text) =>
    weightsFigure({ [text("group")]: tf.tensor2d([[1, -1]]) }, { ...table, height: 1, width: 2 }),
  showPixels: () => pixelsFigure(grey.slice(0, 1), table),
  showBars: (text) => barsFigure({ [text("bar")]: 1, b: 2 }, table),
  showConfusion: (text) =>
    confusionFigure([0, 1], [0, 1], { ...table, classNames: [text("a"), text("b")] }),
  showActivity: () => activityPlot(codesFrom([0, 1, 5, 2, 0, 3], 2), table),
  showHistogram: (text) =>
    histogramPlot({ [text("a")]: [1, 2], [text("b")]: [2, 3] }, {
      ...table,
      x: text("x"),
      marks: { [text("mark")]: 2 },
    }),
  showLines: (text) =>
    linesPlot(
      { [text("a")]: { x: [1, 2], y: [1, 2] }, [text("b")]: { x: [1, 2], y: [2, 1] } },
      { ...table, x: text("x"), y: text("y") },
    ),
  showRoc: (text) =>
    rocFigure({ [text("panel")]: { [text("score")]: rocCurve([1, 2], [false, true]) } }, table),
  showScatter: (text) =>
    scatterPlot([0, 1, 2, 3, 4, 5], {
      ...table,
      labels: [0, 1, 2],
      classNames: ["a", "b", "c"].map((name) => text(name)),
      images: grey,
      x: text("x"),
      y: text("y"),
    }),
  showStrips: (text) =>
    stripsPlot({ [text("a")]: [1, 2], [text("b")]: [3] }, { ...table, x: text("x") }),
  showModel: (text) => {
    const model = tiny(), layers = model.layers().map((row) => ({ ...row, layer: text("layer") }));
    const named = { ...model, name: text("model"), spec: model.spec, layers: () => layers };
    const figure = modelFigure({ ...named, countParams: () => 1 } as never);
    model.dispose();
    return figure;
  },
  showSetup: (text) =>
    setupFigure({ ...data, title: text("data"), licence: text("licence") }, {
      name: "n",
      gemm: "none",
      simd: text("simd"),
      threads: 1,
      note: text("note"),
    } as never),
  showTable: (text) =>
    tableFigure([{ name: text("cell"), [text("column")]: 1, more: 2 }], {
      ...table,
      columns: { more: { label: text("label"), unit: text("unit") } },
    }),
  liveCurves: (text) => {
    const plan = { epochs: 1, batchesPerEpoch: 1, batchSize: 1, images: 1 };
    const running = runningFigure(plan, [record], undefined, text("running"));
    return `${running["text/html"]}${endFigure(history, text("ended"))["text/html"]}`;
  },
  liveProgress: (text) => {
    let html = "";
    const output = { show: (it: MimeBundle) => Promise.resolve(void (html += it["text/html"])) };
    const { progress } = figures.liveProgress(text("work"), { output });
    progress(0.5);
    progress(1);
    return html;
  },
  svgCurves: (text) =>
    figures.svgCurves({
      lines: [{ name: text("line\ud800\ufffe"), points: [[1, 1]] }],
      epochs: 1,
      title: text("title"),
    }),
};
/** These have a test of their own, or show no text. */
const others = ["findBrowser", "gridPng", "makePlayground", "saveFigure", "showPlayground"];

Deno.test("every figure of the library is tried with labels that are markup", () =>
  deepStrictEqual([...Object.keys(shown), ...others].sort(), Object.keys(figures).sort()));

/** The labels of a figure. */
function used(name: string): { figure: Plot | MimeBundle | string; labels: string[] } {
  const labels = new Set<string>();
  const figure = shown[name]((place) => {
    labels.add(label(place));
    return label(place);
  });
  const json = JSON.stringify(figure);
  for (const text of Object.values(table)) {
    if (json.includes(JSON.stringify(text).slice(1, -1))) labels.add(text);
  }
  return { figure, labels: [...labels] };
}

Deno.test("no markup, template or TeX of a label is left in a figure", () => {
  for (const name of Object.keys(shown)) {
    const { figure, labels } = used(name);
    ok(labels.length > 0, name);
    if (typeof figure === "object" && "data" in figure) {
      const json = JSON.stringify([figure.data, figure.layout]);
      ok(!/<a|<\/script|<!--|%\{y\}(<|&lt;)\/b|\$x\$/.test(json), `${name}: ${json}`);
    } else {
      const html = typeof figure === "string" ? figure : figure["text/html"]!;
      ok(!/<a|<\/?script|<!--/.test(html), `${name}: ${html}`);
    }
  }
});

/** What a page has of elements and comments that only a label could have brought, and its texts. */
function found(page: Page): Promise<{ foreign: string[]; texts: string }> {
  return page.evaluate(() => {
    // deno-lint-ignore no-explicit-any
    const { document, NodeFilter, XMLSerializer } = globalThis as any;
    const foreign = [...document.body.querySelectorAll("a, b, script:not([data-own])")]
      .map((element) => element.outerHTML);
    const comments = document.createTreeWalker(document.body, NodeFilter.SHOW_COMMENT);
    while (comments.nextNode()) {
      foreign.push(new XMLSerializer().serializeToString(comments.currentNode));
    }
    const attributes = [...document.body.querySelectorAll("[alt], [aria-label], [title]")]
      // deno-lint-ignore no-explicit-any
      .flatMap((e: any) =>
        ["alt", "aria-label", "title"].map((name) => e.getAttribute(name) ?? "")
      );
    return { foreign, texts: [document.body.textContent, ...attributes].join("\n") };
  });
}

browserTest("labels that are markup are shown as they are, and become no element", async (page) => {
  for (const name of Object.keys(shown)) {
    const { figure, labels } = used(name);
    if (typeof figure === "object" && "data" in figure) continue;
    const html = typeof figure === "string" ? figure : figure["text/html"]!;
    await page.setContent(`<!doctype html><body>${html}</body>`);
    // Charts are images: their markup is tried in the page itself.
    const charts = [...html.matchAll(/src="data:image\/svg\+xml;base64,([^"]*)"/g)]
      .map(([, base64]) => new TextDecoder().decode(Uint8Array.fromBase64(base64)));
    if (name === "svgCurves") charts.push(html);
    for (const chart of charts) {
      strictEqual(
        await page.evaluate((chart) => {
          // deno-lint-ignore no-explicit-any
          const { document, DOMParser } = globalThis as any;
          const parsed = new DOMParser().parseFromString(chart, "image/svg+xml");
          document.body.append(parsed.documentElement);
          return document.querySelectorAll("parsererror").length;
        }, chart),
        0,
        name,
      );
    }
    const { foreign, texts } = await found(page);
    deepStrictEqual(foreign, [], name);
    for (const text of labels) {
      const visible = text.replaceAll(/[\ud800\ufffe]/g, "\ufffd");
      ok(texts.includes(visible), `${name}: ${visible}\n${texts}`);
    }
  }
});

browserTest("Plotly shows labels that are markup as they are, also on hover", async (page) => {
  await page.setViewportSize({ width: 1800, height: 900 });
  await page.setContent('<!doctype html><body><div id="plot"></div></body>');
  await page.addScriptTag({ content: plotly });
  for (const name of Object.keys(shown)) {
    const { figure, labels } = used(name);
    if (typeof figure === "string" || !("data" in figure)) continue;
    const { data, layout, config, caption } = figure;
    const hovers = await page.evaluate(async (json) => {
      // deno-lint-ignore no-explicit-any
      const { Plotly, document } = globalThis as any;
      const { data, layout, config } = JSON.parse(json);
      await Plotly.newPlot("plot", data, layout, config);
      const hovers: string[] = [];
      for (const [curveNumber, { hoverinfo }] of data.entries()) {
        if (hoverinfo === "skip") continue;
        Plotly.Fx.hover("plot", [{ curveNumber, pointNumber: 0 }]);
        hovers.push(document.querySelector("#plot .hoverlayer").textContent);
      }
      return hovers;
    }, JSON.stringify({ data, layout, config }));
    for (const hover of hovers) ok(hover && !/&lt|&#|^%|[^>]%\{/.test(hover), `${name}: ${hover}`);
    const { foreign, texts } = await found(page);
    deepStrictEqual(foreign.filter((html) => !html.includes("modebar")), [], name);
    for (const text of labels) {
      // Long names are shown in several lines.
      const [all, one] = [texts, text].map((part) => part.replaceAll(/\s/g, ""));
      if (!caption?.startsWith(text)) ok(all.includes(one), `${name}: ${text}\n${texts}`);
    }
    const named = data.filter(({ name }) => name && !/^(points|mean)$/.test(name));
    ok(
      named.length === 0 || hovers.some((hover) => labels.some((text) => hover.includes(text))),
      name,
    );
    ok(!figureHtml("", { caption }).includes("<a"));
  }
});

browserTest(
  "the playground shows class names and titles that are markup as they are",
  async (page) => {
    const model = tiny();
    const images = new ImageSet(new Uint8Array(3 * model.spec.height * model.spec.width), {
      height: model.spec.height,
      width: model.spec.width,
      labels: [0, 1, 2],
    });
    const title = label("title"), classNames = ["a", "b", "c"].map(label);
    const { html } = figures.makePlayground(model, images, { title, classNames });
    model.dispose();
    await page.setContent(html);
    await page.waitForSelector("html[data-ready=yes]");
    strictEqual(await page.title(), title);
    strictEqual(await page.locator("script").count(), html.match(/<script[ >]/g)!.length);
    await page.locator("#map").click({ position: { x: 20, y: 40 } });
    const nearest = await page.locator("#nearestNote").textContent();
    ok(classNames.some((name) => nearest!.includes(name)), nearest!);

    await page.setContent(`<!doctype html><body>${frameHtml(html, title)}</body>`);
    strictEqual(await page.locator("iframe").getAttribute("title"), title);
    await page.frameLocator("iframe").locator("html[data-ready=yes]").waitFor();
  },
);

Deno.test("JSON in a script of a page has no character that HTML or JavaScript reads", () => {
  const value = { [label("a")]: [label("b"), "\u2028\u2029", 1, null] };
  const json = scriptJson(value);
  ok(!/[<>&\u2028\u2029]/.test(json), json);
  deepStrictEqual(JSON.parse(json), value);
});
