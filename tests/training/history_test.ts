import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import pl from "nodejs-polars";
import { type EpochRecord, History } from "@autoencoders";
import { temporaryFolder } from "../helpers/temporary_folder.ts";

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
