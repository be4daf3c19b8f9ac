import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import {
  codesFrame,
  codesFrom,
  compareEvaluations,
  evaluate,
  fitPca,
  imageSet,
  perClass,
  perImage,
} from "@autoencoders";
import { bytesOf } from "../helpers/tiny_models.ts";

const images = imageSet(bytesOf(12 * 144, 9), {
  height: 12,
  width: 12,
  labels: new Uint8Array([3, 1, 3, 1, 1, 1, 7, 7, 1, 1, 1, 1]),
});
const pca = fitPca(images, 8);
const eight = evaluate(pca, images, { data: "noise", seed: 9 });
const two = evaluate(pca.withComponents(2), images);

Deno.test("compareEvaluations() has a row for each evaluation, with its data, n, seed and bytes", () => {
  const frame = compareEvaluations([eight, two]);
  const about = ["name", "data", "n", "seed", "latent", "deadUnits", "bytesPerCode"];
  const metrics = ["bce", "mse", "psnr", "ssim", "pixelAccuracy"];
  deepStrictEqual(frame.columns, [...about, ...metrics]);
  const { mse, ...first } = frame.toRecords()[0];
  strictEqual(mse, eight.mse);
  deepStrictEqual(
    [first.name, first.data, first.n, Number(first.seed), first.latent, first.bytesPerCode],
    ["PCA-8", "noise", 12, 9, 8, 32],
  );
  const second = frame.toRecords()[1];
  deepStrictEqual([second.data, second.seed, second.bytesPerCode], [null, null, 8]);
});

Deno.test("compareEvaluations() refuses an empty list", () => {
  throws(() => compareEvaluations([]), {
    name: "RangeError",
    message: "compareEvaluations() needs at least 1 evaluation, got 0",
  });
});

Deno.test("perClass() splits the metrics by label; their weighted mean is that of all images", () => {
  const rows = perClass(two, ["zero", "one"]).toRecords();
  deepStrictEqual(rows.map((row) => [row.class, row.n]), [["one", 8], ["3", 2], ["7", 2]]);
  const together = rows.reduce((sum, row) => sum + Number(row.mse) * Number(row.n), 0) / 12;
  ok(Math.abs(together - two.mse) < 1e-9);
});

Deno.test("perClass() refuses images without labels", () => {
  throws(() => perClass({ ...two, labels: undefined }), { name: "RangeError", message: /labels/ });
});

Deno.test("perImage() has a row for each image, with its label and the metrics", () => {
  const frame = perImage(eight);
  deepStrictEqual(frame.columns, ["image", "label", "bce", "mse", "psnr", "ssim", "pixelAccuracy"]);
  deepStrictEqual(frame.getColumn("label").toArray(), [...images.labels!]);
  deepStrictEqual(frame.getColumn("mse").toArray(), [...eight.perImage.mse]);
});

Deno.test("codesFrame() has a row for each code; labels must be as many", () => {
  const codes = codesFrom([1, 2, 3, 4, 5, 6], 2);
  const frame = codesFrame(codes);
  deepStrictEqual(frame.columns, ["image", "z0", "z1"]);
  deepStrictEqual(frame.getColumn("z1").toArray(), [2, 4, 6]);
  throws(() => codesFrame(codes, [1, 2]), /3 codes need 3 labels, got 2/);
});
