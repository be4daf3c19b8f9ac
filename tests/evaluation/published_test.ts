/** Results of NumPy, scikit-image and gzip on the real data; skipped if that is not available. */
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
import { pixelAccuracy } from "../../lib/evaluation/metrics/pixel_metrics.ts";

/** A test that needs the real data. */
function dataTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: Deno.env.get("AUTOENCODERS_DATA") === undefined, fn });
}

/** Each metric equals the published one to its last digit. */
function equalsPublished(actual: Evaluation, published: Partial<Record<Metric, string>>): void {
  for (const [metric, text] of Object.entries(published)) {
    const digits = text.split(".")[1].length;
    strictEqual(actual[metric as Metric].toFixed(digits), text, metric);
  }
}

dataTest("PCA of binarised MNIST, and the size of its codes", async () => {
  await useBackend();
  const { train, test } = await loadDataset("mnist");
  const images = binarize(test), pca = fitPca(binarize(train), 64);
  const small = pca.withComponents(32);
  equalsPublished(evaluate(small, images), {
    bce: "0.1007",
    mse: "0.0281",
    pixelAccuracy: "0.9700",
  });
  equalsPublished(evaluate(pca, images), { bce: "0.0720", mse: "0.0181", pixelAccuracy: "0.9870" });
  const black = new Uint8Array(images.pixels.length);
  strictEqual(pixelAccuracy(images.pixels, black).toFixed(3), "0.866");
  const { code, packed, packedGzip } = codeBytes(encodeImages(small, images), images);
  strictEqual(code, 128);
  strictEqual(packed, 98);
  ok(Math.abs(packedGzip! - 27.4) < 0.1, `${packedGzip}`);
});

const grey = {
  "mnist": {
    32: { mse: "0.0152" },
    64: { mse: "0.00775", psnr: "21.5", ssim: "0.918" },
  },
  "emnist-bymerge47": {
    32: { mse: "0.0179", psnr: "18.1", ssim: "0.835" },
    64: { mse: "0.0078", psnr: "21.9", ssim: "0.918" },
  },
};
for (const [name, published] of Object.entries(grey)) {
  dataTest(`PCA of grey images: ${name}`, async () => {
    await useBackend();
    const { train, test } = await loadDataset(name);
    const pca = fitPca(train, 64);
    equalsPublished(evaluate(pca.withComponents(32), test), published[32]);
    equalsPublished(evaluate(pca, test), published[64]);
  });
}
