import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { denseAutoencoder } from "../../lib/models/networks/dense.ts";
import { ImageSet } from "../../lib/images.ts";
import { fit } from "../../lib/training/fit.ts";
import { History } from "../../lib/training/monitoring/history.ts";
import type { MimeBundle } from "../../lib/figures/display.ts";
import { endFigure, liveCurves } from "../../lib/figures/live/live_curves.ts";
import { modelFigure } from "../../lib/figures/model.ts";
import { svgCurves } from "../../lib/figures/plots/svg_curves.ts";
import { ticks } from "../../lib/figures/plots/ticks.ts";
import { browserTest } from "../helpers/browser.ts";

const images = new ImageSet(Uint8Array.from({ length: 64 * 16 }, (_, i) => i * 37 % 256), {
  height: 4,
  width: 4,
});
const small = () => denseAutoencoder({ widths: [8], latent: 2, height: 4, width: 4 }, 1);

async function trained() {
  const shown: MimeBundle[] = [];
  const into = { show: (bundle: MimeBundle) => Promise.resolve(void shown.push(bundle)) };
  const model = small();
  const history = await fit(model, images, {
    epochs: 3,
    batchSize: 8,
    seed: 1,
    validation: images,
    monitor: liveCurves({ loss: "binary cross-entropy", into }),
  });
  model.dispose();
  return { shown, history };
}

Deno.test("live curves begin at once, redraw at most four times a second and end with a summary", async () => {
  const started = performance.now();
  const { shown, history } = await trained();
  const seconds = (performance.now() - started) / 1000;
  ok(shown.length >= 2 && shown.length <= 3 + 4 * seconds, `${shown.length} in ${seconds} s`);
  strictEqual(shown[0]["text/plain"], "epoch 1 of 3 · starting");
  const last = shown.at(-1)!;
  ok(/^Trained: 3 epochs in [\d.]+ s, loss 0\.\d+, validation 0\.\d+, /.test(last["text/plain"]));
  strictEqual(history.records.length, 3);
});

browserTest("the last pictures of a run are images that load", async (page) => {
  const { shown } = await trained();
  const html = shown.at(-1)!["text/html"]!;
  ok(!/<svg|<script/.test(html), "neither script nor inline SVG, which untrusted notebooks lose");
  await page.setContent(html);
  const widths = await page.locator("img").evaluateAll((images) =>
    Promise.all(images.map(async (image) => {
      // deno-lint-ignore no-explicit-any
      await (image as any).decode();
      // deno-lint-ignore no-explicit-any
      return (image as any).naturalWidth;
    }))
  );
  deepStrictEqual(widths, [370, 370], "the loss, and beside it the squared error");
});

Deno.test("a run without a finished epoch, stopped early or interrupted is told as it was", () => {
  const record = { epoch: 1, loss: 0.25, learningRate: 1, elapsedMs: 900, imagesPerSecond: 1234.4 };
  const told = (ended: History["ended"], records = [record], restoredEpoch?: number) => {
    const history = Object.assign(new History(records), { ended, restoredEpoch });
    return endFigure(history, "loss")["text/plain"];
  };
  strictEqual(
    told("early"),
    "Stopped early: 1 epoch in 0.9 s, loss 0.250, 1,234 images per second.",
  );
  ok(told("interrupted").startsWith("Interrupted; what was learned is kept: 1 epoch"));
  ok(told("interrupted", [record], 1).startsWith("Interrupted: 1 epoch"));
  ok(told("early", [record], 1).endsWith(" per second. The weights are those of epoch 1."));
  strictEqual(
    told("interrupted", []),
    "Interrupted; what was learned is kept: no epoch was finished.",
  );
});

Deno.test("curves with one point or none, or equal values, have finite coordinates", () => {
  for (
    const points of [[], [[1, 0.5]], [[1, 0], [2, 0]], [[1, NaN], [2, 1]]] as [number, number][][]
  ) {
    for (const log of [false, true]) {
      const svg = svgCurves({
        lines: [{ name: "a", points, colour: "#123456" }],
        ...{ epochs: 3, title: "loss", ink: "currentColor", log },
      });
      ok(!/NaN|Infinity/.test(svg), svg);
    }
  }
});

Deno.test("on a logarithmic axis equal ratios are equally far apart", () => {
  const points = [[1, 1], [2, 0.1], [3, 0.01]] as const;
  const svg = svgCurves({
    lines: [{ name: "a", points, colour: "#123456" }],
    ...{ epochs: 3, title: "loss", ink: "currentColor", log: true },
  });
  const [first, second, third] = /points="([^"]+)"/.exec(svg)![1].split(" ")
    .map((point) => Number(point.split(",")[1]));
  ok(Math.abs((second - first) - (third - second)) < 0.2 && second > first, svg);
  for (const tick of [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]) ok(svg.includes(`>${tick}</text>`));
});

Deno.test("a logarithmic axis between two powers has numbers too", () => {
  const points = [[1, 0.041], [2, 0.022]] as const;
  const svg = svgCurves({
    lines: [{ name: "a", points, colour: "#123456" }],
    ...{ epochs: 2, title: "loss", ink: "currentColor", log: true },
  });
  for (const tick of [0.025, 0.03, 0.035, 0.04]) ok(svg.includes(`>${tick}</text>`), svg);
});

Deno.test("ticks() are round, inside the range and about as many as asked for", () => {
  deepStrictEqual(ticks(0, 10, 5), [0, 2, 4, 6, 8, 10]);
  deepStrictEqual(ticks(0.045, 0.136, 5), [0.06, 0.08, 0.1, 0.12]);
  deepStrictEqual(ticks(-1, 1, 4), [-1, -0.5, 0, 0.5, 1]);
});

Deno.test("the picture of a model has a row a layer, its parameters add up, the code stands out", () => {
  const model = small();
  const { "text/html": html, "text/plain": words } = modelFigure(model);
  const rows = html!.split("<tbody>")[1].split("<tr").slice(1);
  strictEqual(rows.length, 1 + model.layers().length);
  strictEqual(rows.filter((row) => row.includes(">code<")).length, 1);
  ok(words.startsWith(`${model.name}: ${model.countParams().toLocaleString("en")} parameters`));
  model.dispose();
});
