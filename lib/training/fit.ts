import type { ImageSet } from "../images.ts";
import type { Autoencoder } from "../models/mod.ts";
import type { History } from "./monitoring/history.ts";
import { type FitOptions, settingsOf } from "./options.ts";
import { Run } from "./loop/run.ts";

/**
 * Trains an autoencoder to give back its input: seeded order, batches, one step of the optimiser for
 * each, validation after every epoch.
 *
 * On our backend most networks' steps are recorded once and then replayed, with the same bits in
 * less time (see backend/replay.ts); the environment variable `AUTOENCODERS_REPLAY=0` forbids it.
 *
 * The same model, images, options and seed give the same bits on the same machine. Ctrl-C,
 * JupyterLab's stop button and `options.signal` end the run between two batches: the model keeps
 * what it has learned (with early stopping the weights of the best epoch, unless that says otherwise),
 * and `history.ended` says "interrupted".
 *
 * @throws {RangeError} an option is out of range, or the images are not of the model's size; a
 * checkpoint is of another run; with `checkFinite`, the loss is not a number
 * @throws {TypeError} a number among the options is not a number, or the checkpoint's file is no path
 * @throws {SyntaxError} the checkpoint's file is no checkpoint, or was cut or altered
 * @throws {Error} the checkpoint's file cannot be read or written: a `Deno.errors.PermissionDenied`,
 * `NotADirectory` or the like, whose message names the file
 *
 * @example
 * ```ts
 * import { ok, strictEqual } from "node:assert/strict";
 * import { denseAutoencoder, fit, imageSet } from "@autoencoders";
 *
 * const images = imageSet(new Uint8Array(64 * 16).fill(255), { height: 4, width: 4 });
 * const model = denseAutoencoder({ widths: [8], latent: 2, height: 4, width: 4 }, 1);
 * const history = await fit(model, images, { epochs: 3, batchSize: 16, seed: 7 });
 * strictEqual(history.records.length, 3);
 * ok(history.records[2].loss < history.records[0].loss);
 * model.dispose();
 * ```
 */
export async function fit(
  model: Autoencoder,
  images: ImageSet,
  options: FitOptions,
): Promise<History> {
  const run = new Run(model, images, settingsOf(model, images, options));
  try {
    return await run.train();
  } finally {
    run.dispose();
  }
}
