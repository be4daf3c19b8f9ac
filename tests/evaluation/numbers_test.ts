/** Figures that NumPy, scikit-image and gzip gave on the real data: run where that is at hand. */
import { ok, strictEqual } from "node:assert/strict";
import {
  binarize,
  codeBytes,
  encodeImages,
  evaluate,
  type Evaluation,
  fitPca,
  loadDataset,
  useBackend,
} from "@autoencoders";
import { type Metric } from "../../lib/evaluation/metrics/per_image.ts";
import { pixelAccuracy } from "../../lib/evaluation/metrics/metrics.ts";

const ignore = Deno.env.get("AUTOENCODERS_DATA") === undefined;

/** Each figure equals the published one to its last digit. */
function shows(actual: Evaluation, published: Partial<Record<Metric, string>>): void {
  for (const [metric, text] of Object.entries(published)) {
    const digits = text.split(".")[1].length;
    strictEqual(actual[metric as Metric].toFixed(digits), text, metric);
  }
}

Deno.test({
  name: "PCA of binarised MNIST, and what its codes weigh",
  ignore,
  async fn() {
    await useBackend();
    const { train, test } = await loadDataset("mnist");
    const fitted = binarize(train), images = binarize(test);
    const pca = fitPca(fitted, 64);
    const small = pca.withComponents(32);
    shows(evaluate(small, images), { bce: "0.1007", mse: "0.0281", pixelAccuracy: "0.9700" });
    shows(evaluate(pca, images), { bce: "0.0720", mse: "0.0181", pixelAccuracy: "0.9870" });
    const black = new Uint8Array(images.pixels.length);
    strictEqual(pixelAccuracy(images.pixels, black).toFixed(3), "0.866");
    const { code, packed, packedGzip } = codeBytes(encodeImages(small, images), images);
    strictEqual(code, 128);
    strictEqual(packed, 98);
    ok(Math.abs(packedGzip! - 27.4) < 0.1, `${packedGzip}`);
  },
});

Deno.test({
  name: "PCA of grey MNIST",
  ignore,
  async fn() {
    await useBackend();
    const { train, test } = await loadDataset("mnist");
    const pca = fitPca(train, 64);
    shows(evaluate(pca.withComponents(32), test), { mse: "0.0152" });
    shows(evaluate(pca, test), { mse: "0.00775", psnr: "21.5", ssim: "0.918" });
  },
});

Deno.test({
  name: "PCA of our part of EMNIST",
  ignore,
  async fn() {
    await useBackend();
    const { train, test } = await loadDataset("emnist-bymerge47");
    const pca = fitPca(train, 64);
    shows(evaluate(pca.withComponents(32), test), { mse: "0.0179", psnr: "18.1", ssim: "0.835" });
    shows(evaluate(pca, test), { mse: "0.0078", psnr: "21.9", ssim: "0.918" });
  },
});
