/**
 * `deno task evaluate MODEL IMAGES.idx [--labels FILE] [--upright] [--threshold N] [--json]`: the
 * figures of a saved model on the images of an IDX file (packed by gzip or not), as JSON.
 *
 * - `--labels`: an IDX file of labels; adds the figures of each class
 * - `--upright`: the images are stored column by column, as NIST stores EMNIST: turns them
 * - `--threshold`: makes them black and white first; 127 is what networks for binary images learned on
 * - `--json`: in one line, for programs
 *
 * @module
 */
import { parseArgs } from "node:util";
import {
  codeBytes,
  encodeImages,
  evaluate,
  loadAutoencoder,
  perClass,
  useBackend,
} from "@autoencoders";
import { readImageFile } from "./image_file.ts";
import { runTask, TaskError } from "./project.ts";

const usage =
  "usage: deno task evaluate MODEL IMAGES.idx [--labels FILE] [--upright] [--threshold N] [--json]";

async function main(): Promise<void> {
  const { folder, file, json, ...options } = readArguments();
  const images = await readImageFile(file, options);
  await useBackend();
  const model = await loadAutoencoder(folder).catch((error) => {
    throw new TaskError(error.message);
  });
  const { height, width, channels } = model.spec;
  if (images.height !== height || images.width !== width || channels !== 1) {
    throw new TaskError(
      `${folder} takes images of ${height}×${width}×${channels}, ` +
        `${file} holds images of ${images.height}×${images.width}×1`,
    );
  }
  const figures = evaluate(model, images, { data: file, seed: model.notes.seed });
  const { name, data, seed, n, latent, bce, mse, psnr, ssim, pixelAccuracy } = figures;
  const said = {
    ...{ name, data, n, seed, latent, parameters: model.countParams() },
    ...{ bce, mse, psnr, ssim, pixelAccuracy },
    ...{ exactImages: figures.exactImages, deadUnits: figures.deadUnits },
    bytesPerImage: codeBytes(encodeImages(model, images), images),
    ...(images.labels ? { perClass: perClass(figures).toRecords() } : {}),
  };
  console.log(JSON.stringify(said, null, json ? undefined : 2));
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        labels: { type: "string" },
        upright: { type: "boolean", default: false },
        threshold: { type: "string" },
        json: { type: "boolean", default: false },
      },
    });
    if (positionals.length !== 2) {
      throw new TaskError(`wants a model's folder and a file of images, got ${positionals.length}`);
    }
    const threshold = values.threshold === undefined ? undefined : Number(values.threshold);
    if (threshold !== undefined && !(threshold >= 0 && threshold <= 254)) {
      throw new TaskError(`--threshold must be in 0–254, got ${values.threshold}`);
    }
    const [folder, file] = positionals;
    return { folder, file, ...values, threshold };
  } catch (error) {
    throw new TaskError(`${(error as Error).message}\n${usage}`);
  }
}

if (import.meta.main) await runTask(main);
