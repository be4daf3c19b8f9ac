import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { binarize, denoisingTable, Random, saltAndPepper } from "@autoencoders";
import { meanSquaredError } from "../../lib/evaluation/metrics/pixel_metrics.ts";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses } from "../helpers/training_data.ts";

const clean = binarize(crosses(60, 3));

Deno.test("denoisingTable() gives every coder the same noise and compares with the clean images", () => {
  const coder = tiny();
  const table = denoisingTable([coder, coder], clean, saltAndPepper, [0, 0.3], 7);
  const rows = table.toRecords() as { amount: number; name: string; mse: number; n: number }[];
  deepStrictEqual(
    rows.map(({ amount, name }) => [amount, name]),
    [0, 0.3].flatMap((amount) =>
      ["nothing done", coder.name, coder.name].map((name) => [amount, name])
    ),
  );
  deepStrictEqual(rows.map(({ n }) => n), new Array(6).fill(60));
  deepStrictEqual(rows[1], rows[2]);
  deepStrictEqual(rows[4], rows[5]);
  strictEqual(rows[0].mse, 0);
  const noisy = saltAndPepper(clean, 0.3, new Random(7));
  ok(Math.abs(rows[3].mse - meanSquaredError(clean.pixels, noisy.pixels)) < 1e-6);
  coder.dispose();
});

Deno.test("denoisingTable() refuses an empty list of amounts", () => {
  throws(() => denoisingTable([], clean, saltAndPepper, [], 1), {
    name: "RangeError",
    message: "denoisingTable() needs at least 1 amount, got 0",
  });
});
