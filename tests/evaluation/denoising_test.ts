import { deepStrictEqual, ok, throws } from "node:assert/strict";
import { binarize, denoisingTable, fit, Random, saltAndPepper } from "@autoencoders";
import { meanSquaredError } from "../../lib/evaluation/metrics/metrics.ts";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses } from "../helpers/training_data.ts";

const clean = binarize(crosses(60, 3)), train = binarize(crosses(200, 1));

Deno.test("denoisingTable() gives every coder the same noise and measures against the clean images", () => {
  const one = tiny(), twin = tiny();
  const table = denoisingTable([one, twin], clean, saltAndPepper, [0, 0.3], 7);
  const rows = table.toRecords() as { amount: number; name: string; mse: number; n: number }[];
  deepStrictEqual(rows.map(({ amount, name }) => [amount, name]), [
    ...[0, 0.3].flatMap((amount) =>
      ["nothing done", one.name, one.name].map((name) => [amount, name])
    ),
  ]);
  deepStrictEqual(rows.map(({ n }) => n), new Array(6).fill(60));
  deepStrictEqual(rows[1], rows[2]);
  deepStrictEqual(rows[4], rows[5]);
  ok(rows[0].mse === 0);
  const noisy = saltAndPepper(clean, 0.3, new Random(7));
  ok(Math.abs(rows[3].mse - meanSquaredError(clean.pixels, noisy.pixels)) < 1e-6);
  [one, twin].forEach((model) => model.dispose());
});

Deno.test("a network trained on noisy images cleans better than one that never saw noise", async () => {
  const options = { epochs: 80, batchSize: 16, seed: 5, learningRate: 0.02 };
  const [plain, denoiser] = [tiny({ widths: [32] }), tiny({ widths: [32], name: "denoiser" })];
  await fit(plain, train, options);
  await fit(denoiser, train, {
    ...options,
    corrupt: (images, random) => saltAndPepper(images, 0.3, random),
  });
  const table = denoisingTable([plain, denoiser], clean, saltAndPepper, [0.3], 1);
  const [nothing, untaught, taught] = table.getColumn("mse").toArray() as number[];
  ok(taught < 0.9 * untaught && taught < nothing, `${taught}, ${untaught}, ${nothing}`);
  [plain, denoiser].forEach((model) => model.dispose());
});

Deno.test("denoisingTable() refuses to measure at no amount", () => {
  throws(
    () => denoisingTable([], clean, saltAndPepper, [], 1),
    /^RangeError: amounts must hold at least one, got 0$/,
  );
});
