import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import {
  bestImages,
  compareEvaluations,
  evaluate,
  type Evaluation,
  fitPca,
  imageSet,
  perClass,
  Random,
  worstImages,
} from "@autoencoders";
import { errorDistribution } from "../../lib/evaluation/metrics/distribution.ts";

const random = new Random(9);
const images = imageSet(Uint8Array.from({ length: 12 * 144 }, () => random.integer(256)), {
  height: 12,
  width: 12,
  labels: new Uint8Array([3, 1, 3, 1, 1, 1, 7, 7, 1, 1, 1, 1]),
});
const pca = fitPca(images, 8);
const eight = evaluate(pca, images, { data: "noise", seed: 9 });
const two = evaluate(pca.withComponents(2), images);

/** An evaluation whose images have these squared errors and signal-to-noise ratios. */
function withErrors(...mse: number[]): Evaluation {
  const psnr = mse.map((value) => value === 0 ? Infinity : -10 * Math.log10(value));
  const perImage = {
    ...eight.perImage,
    mse: Float32Array.of(...mse),
    psnr: Float32Array.of(...psnr),
  };
  return { ...eight, n: mse.length, perImage };
}

Deno.test("compareEvaluations() has a row an evaluation, with the data, n, seed and bytes of each", () => {
  const frame = compareEvaluations([eight, two]);
  deepStrictEqual(frame.columns, [
    ...["name", "data", "n", "seed", "latent", "deadUnits", "bytesPerCode"],
    ...["bce", "mse", "psnr", "ssim", "pixelAccuracy"],
  ]);
  const { mse, ...first } = frame.toRecords()[0];
  strictEqual(mse, eight.mse);
  deepStrictEqual(
    [first.name, first.data, first.n, Number(first.seed), first.latent, first.bytesPerCode],
    ["PCA-8", "noise", 12, 9, 8, 32],
  );
  const second = frame.toRecords()[1];
  deepStrictEqual([second.data, second.seed, second.bytesPerCode], [null, null, 8]);
  throws(() => compareEvaluations([]), { name: "RangeError", message: /got 0/ });
});

Deno.test("worstImages() and bestImages() rank images, equal ones in the order of the set", () => {
  const some = withErrors(0.2, 0.1, 0, 0.2, 0);
  deepStrictEqual([...worstImages(some, 3)], [0, 3, 1]);
  deepStrictEqual([...bestImages(some, 3)], [2, 4, 1]);
  deepStrictEqual([...worstImages(some, 3, "psnr")], [0, 3, 1]);
  deepStrictEqual([...bestImages(some, 3, "psnr")], [2, 4, 1]);
  throws(() => worstImages(some, 3, "rmse" as "mse"), {
    name: "RangeError",
    message: /metric must be one of bce, mse, psnr, ssim, pixelAccuracy, got rmse/,
  });
  for (const count of [0, 6, 1.5]) {
    throws(() => worstImages(some, count), {
      name: "RangeError",
      message: new RegExp(`1–5, got ${count}`),
    });
  }
});

Deno.test("errorDistribution() names its quantiles and sorts nothing in place", () => {
  const some = withErrors(0.3, 0.1, 0.2);
  const frame = errorDistribution([some], "mse", [0, 0.5, 0.07, 1]);
  deepStrictEqual(frame.columns, ["name", "n", "mse 0%", "mse 50%", "mse 7%", "mse 100%"]);
  strictEqual(frame.toRecords()[0]["mse 50%"], Math.fround(0.2));
  deepStrictEqual([...some.perImage.mse], [...Float32Array.of(0.3, 0.1, 0.2)]);
});

Deno.test("perClass() splits the figures by label, and together they give the whole", () => {
  const rows = perClass(two, ["zero", "one"]).toRecords();
  deepStrictEqual(rows.map((row) => [row.class, row.n]), [["one", 8], ["3", 2], ["7", 2]]);
  const together = rows.reduce((sum, row) => sum + Number(row.mse) * Number(row.n), 0) / 12;
  ok(Math.abs(together - two.mse) < 1e-9);
  throws(() => perClass({ ...two, labels: undefined }), { name: "RangeError", message: /labels/ });
});
