/** Figures in a real browser, in one file so that all share one browser. */
import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import plotly from "npm:plotly.js-basic-dist-min@4.1.1/plotly-basic.min.js" with { type: "text" };
import type { FrameLocator, Page } from "npm:playwright-core@1.65.1";
import {
  binarize,
  buildAutoencoder,
  codesFrom,
  denseAutoencoder,
  ImageSet,
  Random,
  strokes,
} from "@autoencoders";
import { fitLossyModel, pixelProbabilities } from "@autoencoders/codec";
import { modelOf } from "../../lib/codec/learned/model.ts";
import { svgCurves, svgDataUrl } from "../../lib/figures/live/svg_curves.ts";
import { pack, quantize } from "../../lib/figures/playground/pack.ts";
import { frameHtml } from "../../lib/figures/playground/page.ts";
import { unpack } from "../../lib/figures/playground/page/unpack.js";
import { makePlayground } from "../../lib/figures/playground/playground.ts";
import { type Step, stepsOf } from "../../lib/figures/playground/steps.ts";
import { activityPlot } from "../../lib/figures/plots/activity.ts";
import { histogramPlot } from "../../lib/figures/plots/histogram.ts";
import { linesPlot } from "../../lib/figures/plots/lines.ts";
import type { Plot } from "../../lib/figures/plots/plot.ts";
import { scatterPlot } from "../../lib/figures/plots/scatter.ts";
import { stripsPlot } from "../../lib/figures/plots/strips.ts";
import { randomNetwork } from "../codec/learned/random_network.ts";
import { browserTest } from "../helpers/browser.ts";

const two = new ImageSet(new Uint8Array([0, 255, 255, 0]), { height: 1, width: 2 });

const plots: Record<string, Plot> = {
  "lines": linesPlot({ PCA: { x: [2, 4, 8], y: [0.5, 0.2, 0.1] } }, { x: "numbers", logX: true }),
  "points": scatterPlot([0, 1, 2, 3]),
  "points by class": scatterPlot([0, 1, 2, 3], {
    labels: [3, 8],
    images: two,
    title: "Codes",
    caption: "Look.",
  }),
  "strips": stripsPlot({ "a < b": [0.1, 0.2], b: [0.3] }, { x: "MSE", logX: true }),
  "histogram": histogramPlot([1, 2, 2, 3], { bins: 3, title: "Errors" }),
  "histograms": histogramPlot({ a: [1, 2, 2, 3], b: [2, 4] }),
  "activity": activityPlot(codesFrom([0, 1, 5, 2, 0, 3, 5, 2], 4)),
};

Deno.test("every plot fits any theme and any width, and has a text for the console", () => {
  for (const [name, { layout, text, config }] of Object.entries(plots)) {
    strictEqual(layout.paper_bgcolor, "rgba(0,0,0,0)", name);
    strictEqual(layout.plot_bgcolor, "rgba(0,0,0,0)", name);
    ok(layout.height! >= 200 && layout.width === undefined && config.responsive, name);
    ok(text.length > 0, name);
  }
});

/**
 * Draws a plot in the page; returns what Plotly objects to and how many texts have the theme's
 * colour.
 */
async function draw(page: Page, { data, layout, config }: Plot) {
  return await page.evaluate(async (json) => {
    // deno-lint-ignore no-explicit-any
    const { Plotly, document, getComputedStyle } = globalThis as any;
    const { data, layout, config } = JSON.parse(json);
    const objections = Plotly.validate(data, layout) ?? [];
    await Plotly.react("plot", data, layout, config);
    const texts = [...document.querySelectorAll("#plot svg text")].filter((t) => t.textContent);
    const themed = texts.filter((t) =>
      [t, ...t.querySelectorAll("tspan")].some((e) => getComputedStyle(e).fill === "rgb(1, 2, 3)")
    );
    return { objections, texts: texts.length, themed: themed.length };
  }, JSON.stringify({ data, layout, config }));
}

browserTest("Plotly accepts and draws every plot, and shows images on hover", async (page) => {
  await page.setContent('<div id="plot" style="--jp-content-font-color1: rgb(1, 2, 3)"></div>');
  await page.addScriptTag({ content: plotly });
  for (const [name, plot] of Object.entries(plots)) {
    const { objections, texts, themed } = await draw(page, plot);
    deepStrictEqual(objections, [], name);
    ok(themed >= 5, `${name}: ${themed} of ${texts} texts in the theme's colour`);
  }

  const images = new ImageSet(new Uint8Array(32).fill(255), { height: 4, width: 4 });
  await draw(
    page,
    scatterPlot([0, 0, 1, 1], { labels: [0, 1], classNames: ["bag", "boot"], images }),
  );
  const point = (await page.locator("#plot .scatterlayer .trace").nth(1).locator("path.point")
    .boundingBox())!;
  await page.mouse.move(point.x + point.width / 2, point.y + point.height / 2);
  const label = page.locator("#plot .hoverlayer text").first();
  await label.waitFor();
  const text = await label.textContent();
  ok(text!.includes("boot") && text!.includes("⣿⣿"), `got ${text}`);
});

browserTest("no text of a plot is cut off on a phone", async (page) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.setContent('<div id="plot" style="width: 358px"></div>');
  await page.addScriptTag({ content: plotly });
  const names = ["dropout 0.2, in the encoder only", "batch normalisation", "nearest in training"];
  const byName = <T>(value: (i: number) => T) =>
    Object.fromEntries(names.map((name, i) => [name, value(i)]));
  const x = "MSE against the clean image, after 60 passes over 500 images";
  const long: Record<string, Plot> = {
    lines: linesPlot(byName((i) => ({ x: [2, 4, 8, 16, 32, 64, 128], y: Array(7).fill(i + 1) })), {
      x,
      y: "standard deviation over the images",
      title: "A title that is longer than the screen of a telephone is wide",
      logX: true,
    }),
    strips: stripsPlot(byName((i) => [i, i + 0.1]), { x }),
    points: scatterPlot([0, 0, 1, 1, 2, 2], { labels: [0, 1, 2], classNames: names, x }),
    histogram: histogramPlot([1, 2, 3], { x, marks: { "Otsu's threshold": 1.5 } }),
  };
  for (const [name, plot] of Object.entries({ ...plots, ...long })) {
    await draw(page, plot);
    const cut = await page.evaluate(() => {
      // deno-lint-ignore no-explicit-any
      const { document } = globalThis as any;
      const { left, right } = document.querySelector("#plot").getBoundingClientRect();
      // deno-lint-ignore no-explicit-any
      return [...document.querySelectorAll("#plot svg text")].filter((text: any) => {
        const box = text.getBoundingClientRect();
        return box.width > 0 && (box.left < left - 1 || box.right > right + 1);
        // deno-lint-ignore no-explicit-any
      }).map((text: any) => text.textContent);
    });
    deepStrictEqual(cut, [], name);
  }
});

browserTest("learning curves load as an image", async (page) => {
  const lines = [{ name: "a < b", points: [[1, 0.2], [2, 0.1]] as [number, number][] }];
  const markup = svgCurves({ lines, epochs: 2, title: "loss & more", width: 370 });
  await page.setContent(`<img src="${svgDataUrl(markup)}">`);
  const width = await page.locator("img").evaluate(async (image) => {
    // deno-lint-ignore no-explicit-any
    await (image as any).decode();
    // deno-lint-ignore no-explicit-any
    return (image as any).naturalWidth;
  });
  strictEqual(width, 370);
});

const digits = binarize(strokes(60, new Random(2)));

const model = denseAutoencoder({ widths: [32], latent: 6 }, 1);
/** The model's playground, in which classes are letters. */
const html = () => makePlayground(model, digits, { classNames: [..."abcdefghij"] }).html;

/** The network's weights as they are in the page: dense kernels rounded to 8 bits, biases exact. */
function weightsInPage(network: tf.LayersModel): tf.Tensor[] {
  const { header, bytes } = pack(quantize(stepsOf(network), 8));
  const steps = (unpack(header, bytes.buffer) as Step[]).filter(({ kernel }) => kernel);
  return network.getWeights().map((weight, i) =>
    i % 2 === 0 ? tf.tensor(steps[i / 2].kernel!, weight.shape) : weight
  );
}

browserTest("the library encodes and decodes a drawing as the playground does", async (page) => {
  await page.route("**", (route) => route.abort()); // no network
  await page.setContent(html());
  await page.waitForSelector("html[data-ready=yes]");
  await stroke(page, "#pad", [[0.2, 0.2], [0.7, 0.2], [0.4, 0.8]]);
  const { input, code, output } = await state(page);
  const ink = input.filter((value) => value === 1).length;
  ok(ink > 40 && ink < 200 && input.every((value) => value === 0 || value === 1), `${ink} pixels`);

  const drawing = new ImageSet(Uint8Array.from(input), { height: 28, width: 28, maximum: 1 });
  const rounded = buildAutoencoder(model.spec, 0);
  const expected = tf.tidy(() => {
    rounded.encoder.setWeights(weightsInPage(model.encoder));
    rounded.decoder.setWeights(weightsInPage(model.decoder));
    const codes = rounded.encode(drawing);
    return { code: [...codes.dataSync()], output: [...rounded.decode(codes).dataSync()] };
  });
  rounded.dispose();
  const codeError = largestDifference(code, expected.code);
  ok(codeError < 1e-4, `codes differ by ${codeError}`);
  ok(largestDifference(output, expected.output) < 1e-5);

  // Dragging a bar changes only that number, and the output.
  await stroke(page, ".bar >> nth=2", [[0.5, 0.97], [0.5, 0.03]]);
  const dragged = await state(page);
  deepStrictEqual(
    dragged.code.map((value, unit) => value !== code[unit]),
    [false, false, true, false, false, false],
  );
  ok(largestDifference(dragged.output, output) > 0.01);
  await page.keyboard.press("ArrowDown");
  ok((await state(page)).code[2] < dragged.code[2], "arrow keys move the bar that has the focus");
});

browserTest("the playground works by keyboard, in both themes, in a sandbox", async (page) => {
  await page.evaluate((html) => {
    // deno-lint-ignore no-explicit-any
    const { body } = (globalThis as any).document;
    body.dataset.jpThemeLight = "false";
    body.innerHTML = html; // as JupyterLab does: into a page that exists already
  }, frameHtml(html(), "Play"));
  const frame = page.frameLocator("iframe");
  await frame.locator("html[data-ready=yes]").waitFor();
  await frame.locator("html[data-theme=dark]").waitFor({ timeout: 5_000 });
  await frame.locator("#theme").click();
  await frame.locator("html[data-theme=light]").waitFor();

  const blank = await pixels(frame, "#input");
  await frame.locator("#pad").focus();
  await page.keyboard.press(" ");
  for (let i = 0; i < 7; i++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press(" ");
  // the page draws once for each animation frame
  const twoFrames =
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";
  await frame.locator("body").evaluate(twoFrames);
  const drawn = await pixels(frame, "#input");
  ok(drawn !== blank, "the arrow keys draw");

  const there = await pixels(frame, "#there");
  const map = (await frame.locator("#map").boundingBox())!;
  await page.mouse.click(map.x + 20, map.y + 40);
  ok(await pixels(frame, "#there") !== there, "a click in the map decodes that point");
  ok(/nearest on the map: [a-j]/.test((await frame.locator("#nearestNote").textContent())!));

  await frame.locator("#keepA").click();
  strictEqual(await pixels(frame, "#a"), drawn);
  await frame.locator("#mix").focus();
  await page.keyboard.press("Home");
  strictEqual(await pixels(frame, "#blend"), drawn, "at A the blend is A");
  const atA = await pixels(frame, "#between");
  await page.keyboard.press("End");
  ok(await pixels(frame, "#between") !== atA, "at B the decoded image is another one");
  await rejects(
    frame.locator("body").evaluate(() =>
      (globalThis as never as { parent: { document: { body: unknown } } }).parent.document.body
    ),
    /cross-origin|Blocked|permission/i,
    "the frame cannot reach the notebook",
  );
});

browserTest("the playground counts the bytes of a drawing as the codec does", async (page) => {
  const shape = { height: 28, width: 28, channels: 8, blocks: 1, radius: 2 };
  const bits = { windowBits: 5, blockBits: 5, outputBits: 5 };
  const pixelModel = modelOf(randomNetwork({ ...shape, ...bits }, 4));
  const lossyModel = fitLossyModel(model, digits, { components: 2 });
  await page.setContent(makePlayground(model, digits, { pixelModel, lossyModel }).html);
  await page.waitForSelector("html[data-ready=yes]");
  await stroke(page, "#pad", [[0.2, 0.2], [0.7, 0.2], [0.4, 0.8]]);
  const { input, white, rounded } = await state(page);
  const drawing = new ImageSet(Uint8Array.from(input), { height: 28, width: 28, maximum: 1 });
  deepStrictEqual(white, [...pixelProbabilities(pixelModel, drawing)]);
  const surprise = white.map((p, i) => -Math.log2((input[i] ? p : 65_536 - p) / 65_536));
  const sum = surprise.reduce((sum, bits) => sum + bits, 0);
  strictEqual(
    await page.locator("#losslessBytes").textContent(),
    `${(sum / 8).toFixed(1)} bytes (${sum.toFixed(0)} bits)`,
  );
  await page.locator("#surprise").hover({ position: { x: 1, y: 1 } });
  strictEqual(
    await page.locator("#pixelNote").textContent(),
    `row 0, column 0: black, expected with ${(100 * 2 ** -surprise[0]).toFixed(1)} %: ` +
      `${surprise[0].toFixed(2)} bits`,
  );

  ok((await page.locator("#lossyBytes").textContent())!.includes(`(${rounded.toFixed(0)} bits)`));
  await page.locator("#step").focus();
  await page.keyboard.press("End");
  ok((await state(page)).rounded < rounded, "a coarser step takes fewer bits");
});

browserTest(
  "the playground fits its frame at any width, and shows bytes only of a model",
  async (page) => {
    for (const width of [1280, 390, 320]) {
      await page.setViewportSize({ width, height: 800 });
      await page.setContent(`<!doctype html><body>${frameHtml(html(), "Play")}</body>`);
      const frame = page.frameLocator("iframe"), root = frame.locator("html[data-ready=yes]");
      await root.waitFor();
      ok(await frame.locator("#bytes").isHidden());
      const fits = () =>
        root.evaluate((element) => {
          // deno-lint-ignore no-explicit-any
          const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element as any;
          return scrollWidth <= clientWidth && scrollHeight <= clientHeight &&
            clientHeight !== 770;
        });
      for (let i = 0; i < 50 && !await fits(); i++) await page.waitForTimeout(20);
      ok(await fits(), `${width} pixels`);
    }
  },
);

/** Drags the mouse over an element, along points given as fractions of its width and height. */
async function stroke(page: Page, selector: string, [first, ...rest]: [number, number][]) {
  const box = (await page.locator(selector).boundingBox())!;
  const move = ([x, y]: [number, number]) =>
    page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 6 });
  await move(first);
  await page.mouse.down();
  for (const point of rest) await move(point);
  await page.mouse.up();
}

/** The playground's state after it has drawn the next frame. */
function state(
  page: Page,
): Promise<Record<"input" | "code" | "output" | "white", number[]> & { rounded: number }> {
  return page.evaluate(() =>
    new Promise((resolve) =>
      // deno-lint-ignore no-explicit-any
      (globalThis as any).requestAnimationFrame(() => {
        // deno-lint-ignore no-explicit-any
        const { input, code, output, white, rounded } = (globalThis as any).playground.state;
        resolve({
          input: [...input],
          code: [...code],
          output: [...output],
          white: [...white ?? []],
          rounded: rounded?.bits,
        });
      })
    )
  );
}

function pixels(frame: FrameLocator, canvas: string): Promise<string> {
  return frame.locator(canvas).evaluate((element) =>
    // deno-lint-ignore no-explicit-any
    [...(element as any).getContext("2d").getImageData(0, 0, 28, 28).data].join()
  );
}

function largestDifference(a: number[], b: number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i])));
}
