import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import pl from "nodejs-polars";
import { type EpochRecord, History } from "@autoencoders";

const record = (epoch: number, loss: number, validationLoss?: number): EpochRecord => ({
  epoch,
  loss,
  ...(validationLoss === undefined ? {} : { validationLoss, validationMse: validationLoss / 3 }),
  learningRate: 1e-3,
  elapsedMs: epoch * 1000,
  imagesPerSecond: 5000,
});

Deno.test("History.frame() has a row an epoch, validation columns only where there is validation", () => {
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

Deno.test("History.best goes by validation loss, the first of equals", () => {
  const history = new History([record(1, 0.5, 0.4), record(2, 0.3, 0.35), record(3, 0.2, 0.35)]);
  strictEqual(history.best?.epoch, 2);
  strictEqual(new History([record(1, 0.5), record(2, 0.3)]).best?.epoch, 2);
  strictEqual(new History().best, undefined);
});

Deno.test("History.best passes over epochs whose loss is no finite number", () => {
  const best = (...losses: number[]) =>
    new History(losses.map((loss, i) => record(i + 1, loss))).best?.epoch;
  strictEqual(best(0.5, NaN, 0.6, NaN), 1);
  strictEqual(best(NaN, 0.6, 0.5), 3);
  strictEqual(best(-Infinity, 0.6), 2);
  strictEqual(best(NaN, Infinity), undefined);
  strictEqual(new History([record(1, 0.5, NaN), record(2, 0.6, 0.7)]).best?.epoch, 2);
});

Deno.test("a history saved as CSV, Parquet and JSON reads back as the same frame", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const history = new History([record(1, 0.5, 0.4), record(2, 0.3, 0.35)]);
    const rows = history.frame().toRecords();
    for (const ending of ["csv", "parquet", "json"]) {
      await history.save(join(folder, `h.${ending}`));
    }
    deepStrictEqual(pl.readCSV(join(folder, "h.csv")).toRecords(), rows);
    deepStrictEqual(pl.readParquet(join(folder, "h.parquet")).toRecords(), rows);
    const json = JSON.parse(await Deno.readTextFile(join(folder, "h.json")));
    deepStrictEqual(json, rows);
    await rejects(history.save(join(folder, "h.xlsx")), { name: "RangeError", message: /h\.xlsx/ });
    ok([...Deno.readDirSync(folder)].every(({ name }) => /^h\.(csv|parquet|json)$/.test(name)));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a history shows as its frame", () => {
  const text = Deno.inspect(new History([record(1, 0.5), record(2, 0.3)]));
  ok(/^History: 2 epochs, completed\n[^]*learningRate[^]*0\.3/.test(text), text);
});
