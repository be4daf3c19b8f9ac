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

Deno.test("live curves are redrawn at most four times a second", async () => {
  const startedAt = performance.now();
  let redraws = 0;
  const monitor = liveCurves({ output: { show: () => Promise.resolve(void redraws++) } });
  await monitor.start?.({ epochs: 1, batchesPerEpoch: 9, batchSize: 1, images: 9 });
  const progress = { epoch: 1, batch: 1, loss: 0.5, imagesPerSecond: 1, remainingMs: 1 };
  for (let batch = 1; batch < 9; batch++) await monitor.batch?.({ ...progress, batch });
  ok(redraws <= 1 + (performance.now() - startedAt) / 250, `${redraws} times`);
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
