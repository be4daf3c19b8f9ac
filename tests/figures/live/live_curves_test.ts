import { doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { fit, History } from "@autoencoders";
import { endFigure, liveCurves } from "../../../lib/figures/live/live_curves.ts";
import type { MimeBundle } from "../../../lib/figures/display.ts";
import { tiny } from "../../helpers/tiny_models.ts";
import { crosses } from "../../helpers/training_data.ts";

const record = {
  epoch: 1,
  loss: 0.25,
  learningRate: 1,
  elapsedMs: 900,
  imagesPerSecond: 1234.4,
};

Deno.test("live curves are shown from the start and end with a summary and images", async () => {
  const shown: MimeBundle[] = [], images = crosses(64, 1), model = tiny();
  const output = { show: (bundle: MimeBundle) => Promise.resolve(void shown.push(bundle)) };
  await fit(model, images, {
    epochs: 3,
    batchSize: 8,
    seed: 1,
    validation: images,
    monitor: liveCurves({ loss: "binary cross-entropy", output }),
  });
  model.dispose();
  strictEqual(shown[0]["text/plain"], "epoch 1 of 3 · starting");
  const { "text/plain": text, "text/html": html } = shown.at(-1)!;
  match(text, /^Trained: 3 epochs in [\d.]+ s, loss 0\.\d+, validation 0\.\d+, /);
  strictEqual([...html!.matchAll(/<img /g)].length, 2, "the loss, and the squared error");
  doesNotMatch(html!, /<svg|<script/, "untrusted notebooks lose scripts and inline SVG");
});

Deno.test("live curves of a second run with the same monitor begin without the first one's", async () => {
  let html = "";
  const output = { show: (it: MimeBundle) => Promise.resolve(void (html = it["text/html"]!)) };
  const monitor = liveCurves({ output }), history = new History();
  const plan = { epochs: 2, batchesPerEpoch: 1, batchSize: 1, images: 1 };
  await monitor.start?.(plan);
  const empty = html;
  history.records.push({ ...record, epoch: 1, loss: 0.5 });
  await monitor.epoch?.(history.last!, history);
  await monitor.end?.(history);
  await monitor.start?.(plan);
  strictEqual(html, empty);
});

Deno.test("live curves are redrawn at most four times a second", async () => {
  const startedAt = performance.now();
  let redraws = 0;
  const monitor = liveCurves({ output: { show: () => Promise.resolve(void redraws++) } });
  await monitor.start?.({ epochs: 1, batchesPerEpoch: 9, batchSize: 1, images: 9 });
  const progress = { epoch: 1, batch: 1, loss: 0.5, imagesPerSecond: 1, remainingMs: 1 };
  for (let batch = 1; batch < 9; batch++) await monitor.batch?.({ ...progress, batch });
  ok(redraws <= 1 + (performance.now() - startedAt) / 250, `${redraws} times`);
});

/** The charts of an output: the points of their lines, and their texts. */
function charts(html: string): { lines: [number, number][][]; texts: string[] }[] {
  return [...html.matchAll(/base64,([^"]+)"/g)].map(([, base64]) => {
    const svg = new TextDecoder().decode(Uint8Array.fromBase64(base64));
    const lines = [...svg.matchAll(/<polyline points="([^"]+)"/g)].map(([, points]) =>
      points.split(" ").map((point) => point.split(",").map(Number) as [number, number])
    );
    return { lines, texts: [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text) };
  });
}

/** The output at the end of a run whose batches have the given losses. */
async function endOf(epochs: number, losses: number[], initial?: number): Promise<string> {
  let html = "";
  const output = { show: (it: MimeBundle) => Promise.resolve(void (html = it["text/html"]!)) };
  const monitor = liveCurves({ output }), history = new History();
  const batchesPerEpoch = losses.length / epochs;
  await monitor.start?.({ epochs, batchesPerEpoch, batchSize: 2, images: 2 * batchesPerEpoch });
  if (initial) await monitor.initial?.({ validationLoss: initial, validationMse: initial });
  for (let epoch = 1; epoch <= epochs; epoch++) {
    let sum = 0;
    for (let batch = 1; batch <= batchesPerEpoch; batch++) {
      sum += losses[(epoch - 1) * batchesPerEpoch + batch - 1];
      await monitor.batch?.({ ...record, epoch, batch, loss: sum / batch, remainingMs: 0 });
    }
    const loss = sum / batchesPerEpoch;
    const validation = initial ? { validationLoss: loss, validationMse: loss } : {};
    history.records.push({ ...record, epoch, loss, ...validation });
    await monitor.epoch?.(history.last!, history);
  }
  await monitor.end?.(history);
  return html;
}

Deno.test("a run of few epochs is drawn batch by batch, from the loss before the first step on", async () => {
  const losses = [8, 7, 6, 5, 4, 3];
  const [{ lines: [line], texts }] = charts(await endOf(2, losses));
  strictEqual(line.length, 1 + losses.length);
  ok(texts.includes("batch →") && texts.includes("6"));
  const [left, right] = [line[0][0], line.at(-1)![0]];
  line.slice(1).forEach(([x, y], i) => {
    ok(Math.abs((x - left) / (right - left) - (i + 1) / 6) < 0.01, "at the end of its batch");
    ok(i === 0 || Math.abs(y - line[i][1] - (line[2][1] - line[1][1])) < 0.2, "its own loss");
  });
  strictEqual(line[0][1], line[1][1], "the first batch's loss is that before the first step");
});

Deno.test("a run of more epochs starts at epoch 0 with the loss before the first step", async () => {
  const [{ lines: [line], texts }] = charts(
    await endOf(10, Array.from({ length: 20 }, (_, i) => 40 - i)),
  );
  strictEqual(line.length, 11);
  ok(texts.includes("epoch →"));
});

Deno.test("the validation curve starts at epoch 0, before the first step", async () => {
  const [{ lines: [training, validation] }] = charts(await endOf(9, Array(18).fill(2), 5));
  strictEqual(validation.length, 10);
  strictEqual(validation[0][0], training[0][0]);
  ok(validation[0][1] < training[0][1], "the greater loss is higher up");
});

Deno.test("the loss axis is logarithmic if the losses span more than a factor of ten", async () => {
  const title = async (losses: number[]) => charts(await endOf(1, losses))[0].texts[0];
  strictEqual(await title([5, 3, 1]), "↑ loss");
  strictEqual(await title([5, 1, 0.2]), "↑ loss (log scale)");
});

Deno.test("the summary states whether a run was stopped early or interrupted", () => {
  const summary = (ended: History["ended"], records = [record], restoredEpoch?: number) => {
    const history = Object.assign(new History(records), { ended, restoredEpoch });
    return endFigure(history, "loss")["text/plain"];
  };
  strictEqual(
    summary("early"),
    "Stopped early: 1 epoch in 0.9 s, loss 0.250, 1,234 images per second.",
  );
  match(summary("interrupted"), /^Interrupted; the weights are kept: 1 epoch/);
  match(summary("interrupted", [record], 1), /^Interrupted: 1 epoch/);
  match(summary("early", [record], 1), / per second\. The weights are those of epoch 1\.$/);
  strictEqual(
    summary("interrupted", []),
    "Interrupted; the weights are kept: no epoch was finished.",
  );
  ok(
    !endFigure(Object.assign(new History([]), { ended: "early" }), "loss")["text/html"]!
      .includes("<img"),
  );
});
