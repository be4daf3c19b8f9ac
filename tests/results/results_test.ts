import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import {
  isDone,
  readResults,
  replaceRow,
  type ResultRow,
  writeResults,
} from "@autoencoders/results";

function row(changes: Partial<ResultRow>): ResultRow {
  return {
    ...{ name: "tiny", source: "ours", data: "crosses", split: "test", n: 30, seed: 1, latent: 4 },
    ...{ parameters: 9, epochs: 3, trainImages: 120, seconds: 1, bce: 0.1, mse: 0.01, psnr: 20 },
    ...{ ssim: 0.9, pixelAccuracy: 0.99, deadUnits: 0, bytesPerCode: 16, dataHash: "made" },
    ...{ machine: "this", ...changes },
  };
}

Deno.test("a row takes the place of the one of the same network, data and seed", () => {
  const rows = [row({}), row({ seed: 2 }), row({ data: "other" })];
  const changed = replaceRow(rows, row({ seed: 2, mse: 0.02 }));
  deepStrictEqual(changed.map(({ mse }) => mse), [0.01, 0.02, 0.01]);
  strictEqual(replaceRow(rows, row({ seed: 3 })).length, 4);
});

Deno.test("a reduced row never takes the place of a full one, a full one that of a reduced", () => {
  const full = row({}), reduced = row({ reduced: "1 of 3 epochs", mse: 0.5 });
  deepStrictEqual(replaceRow([full], reduced), [full]);
  deepStrictEqual(replaceRow([reduced], full), [full]);
  const longer = row({ reduced: "2 of 3 epochs" });
  deepStrictEqual(replaceRow([reduced], longer), [longer]);
});

Deno.test("a run is done where its row is there in full, or reduced in the same way", () => {
  const wanted = { name: "tiny", seed: 1 };
  strictEqual(isDone([row({})], { ...wanted, reduced: "1 of 3 epochs" }), true);
  strictEqual(isDone([row({ reduced: "1 of 3 epochs" })], wanted), false);
  const same = { ...wanted, reduced: "1 of 3 epochs" };
  strictEqual(isDone([row({ reduced: "1 of 3 epochs" })], same), true);
  strictEqual(isDone([row({ seed: 2 })], wanted), false);
});

Deno.test("results.json comes back as it was written, and none is no rows", async () => {
  const folder = await Deno.makeTempDir();
  deepStrictEqual(await readResults(folder), []);
  const rows = [row({}), row({ seed: 2, reduced: "1 of 3 epochs" })];
  await writeResults(rows, folder);
  deepStrictEqual(await readResults(folder), rows);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a results.json that was cut, or is something else, is refused by name", async () => {
  const folder = await Deno.makeTempDir(), file = join(folder, "results.json");
  await writeResults([row({})], folder);
  const text = await Deno.readTextFile(file);
  await Deno.writeTextFile(file, text.slice(0, 100));
  await rejects(readResults(folder), { name: "SyntaxError", message: /results\.json" was cut/ });
  await Deno.writeTextFile(file, text.replace('"version": 1', '"version": 2'));
  await rejects(readResults(folder), { name: "SyntaxError", message: /got .* of version 2/ });
  await Deno.remove(folder, { recursive: true });
});
