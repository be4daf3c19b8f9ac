import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { denseAutoencoder, evaluate, fit, ImageSet, writeIdx } from "@autoencoders";
import { evaluateFiles } from "../../../tasks/evaluate/evaluate.ts";
import { readImageFile } from "../../../tasks/evaluate/image_file.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";
import { bytesOf } from "../../helpers/tiny_models.ts";

const shape = [20, 12, 12];

/** Random pixels in 0–`maximum`, both included. */
function pixelsUpTo(maximum: number): Uint8Array {
  const pixels = bytesOf(20 * 12 * 12, 3).map((byte) => Math.round(byte / 255 * maximum));
  pixels.set([0, maximum]);
  return pixels;
}

/** Images in 0–`maximum` as a file. */
async function imageFile(folder: string, maximum: number): Promise<string> {
  const path = join(folder, `${maximum}.idx`);
  await Deno.writeFile(path, writeIdx({ data: pixelsUpTo(maximum), shape }));
  return path;
}

Deno.test("a model is evaluated on images of the scale that it was trained on", () =>
  inTempFolder(async (folder) => {
    for (const maximum of [1, 16, 100, 255]) {
      const images = new ImageSet(pixelsUpTo(maximum), { height: 12, width: 12, maximum });
      const model = denseAutoencoder({ widths: [8], latent: 3, height: 12, width: 12 }, 5);
      await fit(model, images, { epochs: 1, batchSize: 10, seed: 1 });
      const { mse } = evaluate(model, images), path = join(folder, `model${maximum}`);
      await model.save(path);
      model.dispose();
      const printed = JSON.parse(await evaluateFiles([path, await imageFile(folder, maximum)]));
      strictEqual(printed.maximum, maximum);
      ok(Math.abs(printed.mse - mse) < 1e-6, `${maximum}: ${printed.mse}, ${mse}`);
    }
    const [model, bright] = [join(folder, "model16"), join(folder, "255.idx")];
    await rejects(evaluateFiles([model, bright]), {
      name: "TaskError",
      message: /255\.idx has a pixel of 255, above the maximum 16, .*trained on: give --maximum N$/,
    });
    const printed = JSON.parse(await evaluateFiles([model, bright, "--maximum", "255"]));
    strictEqual(printed.maximum, 255);
  }));

/** The brightest pixel, the maximum of the training if known, the one taken, and the warning. */
const taken: [number, number | undefined, number, RegExp | undefined][] = [
  [255, undefined, 255, undefined],
  [128, undefined, 255, undefined],
  [100, undefined, 255, /brightest pixel is 100, far below 255/],
  [16, undefined, 255, /brightest pixel is 16, far below 255/],
  [1, undefined, 1, /brightest pixel is 1, so 1 is taken as white/],
  [1, 255, 1, /brightest pixel is 1, so/],
  [1, 1, 1, undefined],
  [255, 1, 255, undefined],
  [16, 16, 16, undefined],
  [7, 16, 16, /brightest pixel is 7, far below 16/],
  [1, 16, 16, /brightest pixel is 1, far below 16/],
];
for (const [brightest, trainedOn, maximum, warning] of taken) {
  Deno.test(`images up to ${brightest} for a model trained on ${trainedOn ?? "unknown"} images`, () =>
    inTempFolder(async (folder) => {
      const warnings: string[] = [], warn = (line: string) => void warnings.push(line);
      const path = await imageFile(folder, brightest);
      strictEqual((await readImageFile(path, { trainedOn, warn })).maximum, maximum);
      strictEqual(warnings.length, warning ? 1 : 0);
      if (warning) match(warnings[0], warning);
      const given = await readImageFile(path, { trainedOn, maximum: brightest, warn });
      deepStrictEqual([given.maximum, warnings.length], [brightest, warning ? 1 : 0]);
    }));
}

Deno.test("a --maximum that is not an integer in 1–255 is refused", async () => {
  for (const value of ["0", "256", "1.5", "", "white"]) {
    const args = ["model", "images.idx", `--maximum=${value}`];
    await rejects(evaluateFiles(args), { message: /^--maximum must be an integer in 1–255, got / });
  }
});
