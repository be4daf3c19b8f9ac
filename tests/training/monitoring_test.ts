import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import pl from "nodejs-polars";
import { type EpochRecord, evaluate, fit, History, progressBar } from "@autoencoders";
import { temporaryFolder } from "../helpers/temp_folder.ts";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses } from "../helpers/training_data.ts";

const record = (epoch: number, loss: number, validationLoss?: number): EpochRecord => ({
  epoch,
  loss,
  ...(validationLoss === undefined ? {} : { validationLoss, validationMse: validationLoss / 3 }),
  learningRate: 1e-3,
  elapsedMs: epoch * 1000,
  imagesPerSecond: 5000,
});

Deno.test("History.frame() has a row an epoch, and validation columns only after a validation", () => {
  const plain = new History([record(1, 0.5), record(2, 0.25)]).frame();
  deepStrictEqual(plain.columns, [
    "epoch",
    "loss",
    "learningRate",
    "elapsedMs",
    "imagesPerSecond",
  ]);
  strictEqual(plain.height, 2);
  const validated = new History([record(1, 0.5, 0.75)]).frame();
  deepStrictEqual(validated.getColumn("validationMse").toArray(), [0.25]);
  strictEqual(new History().frame().height, 0);
});

Deno.test("History.best has the lowest validation loss, or loss; of equals it is the first", () => {
  const history = new History([record(1, 0.5, 0.4), record(2, 0.3, 0.35), record(3, 0.2, 0.35)]);
  strictEqual(history.best?.epoch, 2);
  strictEqual(new History([record(1, 0.5), record(2, 0.3)]).best?.epoch, 2);
  strictEqual(new History().best, undefined);
});

Deno.test("History.best ignores epochs whose loss is NaN or infinite", () => {
  const best = (...losses: number[]) =>
    new History(losses.map((loss, i) => record(i + 1, loss))).best?.epoch;
  strictEqual(best(0.5, NaN, 0.6, NaN), 1);
  strictEqual(best(NaN, 0.6, 0.5), 3);
  strictEqual(best(-Infinity, 0.6), 2);
  strictEqual(best(NaN, Infinity), undefined);
  strictEqual(new History([record(1, 0.5, NaN), record(2, 0.6, 0.7)]).best?.epoch, 2);
});

Deno.test("a history saved as CSV, Parquet and JSON reads back as the same frame", async () => {
  await using folder = await temporaryFolder();
  const file = (extension: string) => join(folder.path, `history.${extension}`);
  const history = new History([record(1, 0.5, 0.4), record(2, 0.3, 0.35)]);
  const rows = history.frame().toRecords();
  for (const extension of ["csv", "parquet", "json"]) await history.save(file(extension));
  deepStrictEqual(pl.readCSV(file("csv")).toRecords(), rows);
  deepStrictEqual(pl.readParquet(file("parquet")).toRecords(), rows);
  deepStrictEqual(JSON.parse(await Deno.readTextFile(file("json"))), rows);
});

Deno.test("a history is not saved to a file with another extension", async () => {
  await using folder = await temporaryFolder();
  const refused = new History().save(join(folder.path, "history.xlsx"));
  await rejects(refused, { name: "RangeError", message: /history\.xlsx/ });
  deepStrictEqual([...Deno.readDirSync(folder.path)], []);
});

Deno.test("a notebook or the console shows a history as its frame", () => {
  const text = Deno.inspect(new History([record(1, 0.5), record(2, 0.3)]));
  ok(/^History: 2 epochs, completed\n[^]*learningRate[^]*0\.3/.test(text), text);
});

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

Deno.test("a monitor learns how the network does before the first step; the training is the same", async () => {
  const images = crosses(64, 1), options = { epochs: 2, batchSize: 16, seed: 1 };
  const first = tiny(), second = tiny(), seen: unknown[] = [];
  const expected = await fit(first, images, { ...options, validation: images });
  const start = tiny();
  const { mse } = evaluate(start, images);
  const history = await fit(second, images, {
    ...options,
    validation: images,
    monitor: {
      initial: (figures) => void seen.push(figures),
      epoch: () => void seen.push("epoch"),
    },
  });
  strictEqual(seen.length, 3);
  ok(Math.abs((seen[0] as EpochRecord).validationMse! - mse) < 1e-6, "before the first epoch");
  const losses = ({ records }: History) =>
    records.map(({ loss, validationLoss }) => [loss, validationLoss]);
  deepStrictEqual(losses(history), losses(expected));
  await fit(second, images, { ...options, monitor: { initial: () => void seen.push("again") } });
  strictEqual(seen.length, 3, "not without a validation set");
  for (const model of [first, second, start]) model.dispose();
});

Deno.test("before the first step of a second run a monitor learns how the trained network does", async () => {
  const images = crosses(64, 1), options = { epochs: 2, batchSize: 16, validation: images };
  const model = tiny(), seen: (number | undefined)[] = [];
  const { records } = await fit(model, images, { ...options, seed: 1 });
  const initial = ({ validationMse }: Partial<EpochRecord>) => void seen.push(validationMse);
  await fit(model, images, { ...options, seed: 2, monitor: { initial } });
  deepStrictEqual(seen, [records.at(-1)!.validationMse]);
  model.dispose();
});
