import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { fit, History, progressBar } from "@autoencoders";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses } from "../helpers/training_data.ts";

Deno.test("off a terminal the progress bar writes a plain line for each epoch", async () => {
  const lines: string[] = [], model = tiny();
  const write = (text: string) => void lines.push(text);
  await fit(model, crosses(32, 1), {
    epochs: 2,
    seed: 1,
    validation: crosses(8, 2),
    monitor: progressBar({ write, redraw: false, label: "tiny" }),
  });
  strictEqual(lines.length, 2);
  const measured = "loss 0\\.\\d{4}  validation 0\\.\\d{4}  [\\d,]+ img/s  \\d+\\.\\d s";
  lines.forEach((line, i) =>
    ok(new RegExp(`^tiny  epoch ${i + 1}/2  ${measured}\n$`).test(line), line)
  );
  model.dispose();
});

Deno.test("on a terminal the progress bar redraws one line, and leaves a line for each epoch", () => {
  let text = "";
  const bar = progressBar({ write: (more) => text += more, redraw: true });
  bar.start!({ epochs: 3, batchesPerEpoch: 4, batchSize: 8, images: 32 });
  bar.batch!({ epoch: 1, batch: 2, loss: 0.25, imagesPerSecond: 12345, remainingMs: 65_000 });
  bar.batch!({ epoch: 1, batch: 3, loss: 0.2, imagesPerSecond: 12345, remainingMs: 65_000 }); // too soon
  const record = { epoch: 1, loss: 0.2, learningRate: 1, elapsedMs: 1500, imagesPerSecond: 9 };
  const history = new History([record]);
  bar.epoch!(record, history);
  history.ended = "interrupted";
  bar.end!(history);
  deepStrictEqual(text.split("\r").slice(1), [
    "epoch 1/3 ━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌ 2/4  loss 0.2500  12,345 img/s  1 min 5 s left\x1b[K",
    "epoch 1/3  loss 0.2000  9 img/s  1.5 s\x1b[K\n",
    "interrupted after 1 epoch; the model keeps its weights\x1b[K\n",
  ]);
  text = "";
  history.restoredEpoch = 1;
  bar.end!(history);
  strictEqual(text, "\rinterrupted after 1 epoch; the model has the weights of epoch 1\x1b[K\n");
});
