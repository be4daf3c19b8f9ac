import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { fit, History, holdOut, imageSet, progressBar, Random } from "@autoencoders";
import { duration } from "../../lib/progress/duration.ts";
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
  lines.forEach((line, i) =>
    ok(
      new RegExp(
        `^tiny  epoch ${
          i + 1
        }/2  loss 0\\.\\d{4}  validation 0\\.\\d{4}  [\\d,]+ img/s  0\\.\\d s\n$`,
      ).test(line),
      line,
    )
  );
  model.dispose();
});

Deno.test("on a terminal it redraws one line, and keeps one for each epoch", () => {
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
    "interrupted after 1 epoch; what was learned is kept\x1b[K\n",
  ]);
  text = "";
  history.restoredEpoch = 1;
  bar.end!(history);
  strictEqual(text, "\rinterrupted after 1 epoch; the weights are those of epoch 1\x1b[K\n");
});

Deno.test("duration() reads like a clock", () => {
  const cases = {
    0: "0.0 s",
    9949: "9.9 s",
    9950: "10 s",
    59_600: "1 min 0 s",
    7_620_000: "2 h 7 min",
  };
  for (const [ms, text] of Object.entries(cases)) strictEqual(duration(Number(ms)), text);
  strictEqual(duration(NaN), "–");
});

Deno.test("holdOut() shares the images out: none lost, none twice, labels beside them", () =>
  fc.assert(fc.property(
    fc.integer({ min: 2, max: 60 }).chain((n) =>
      fc.tuple(fc.constant(n), fc.integer({ min: 1, max: n - 1 }))
    ),
    fc.nat(),
    ([n, count], seed) => {
      const numbers = Uint8Array.from({ length: n }, (_, i) => i);
      const images = imageSet(numbers, { height: 1, width: 1, labels: numbers });
      const { train, validation } = holdOut(images, count, new Random(seed));
      strictEqual(validation.count, count);
      deepStrictEqual(
        [...train.pixels, ...validation.pixels].sort((a, b) => a - b),
        [...numbers],
      );
      deepStrictEqual(train.labels, train.pixels);
    },
  )));

Deno.test("holdOut() refuses to take all or nothing", () => {
  for (const count of [0, 8, 2.5, NaN]) {
    throws(() => holdOut(crosses(8, 1), count, new Random(1)), {
      name: "RangeError",
      message: new RegExp(`1–7, got ${count}`),
    });
  }
});
