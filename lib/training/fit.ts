import * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "../images.ts";
import type { Autoencoder } from "../models/mod.ts";
import { sayOnce } from "../progress/mod.ts";
import { Random } from "../random.ts";
import type { Ending, History } from "./monitoring/history.ts";
import { epochStreams, startOfEpoch } from "./checkpoints/position.ts";
import { requireFiniteState } from "./loop/divergence.ts";
import { type FitOptions, resolveFitOptions } from "./loop/options.ts";
import { Run } from "./loop/run.ts";
import { Step } from "./loop/step.ts";
import { validate } from "./loop/validate.ts";
import { partsOf, type Shards } from "./objective/shards.ts";

/** The factor is that of dense-32 with the backend's own products, on two cores. */
const SLOW =
  "fit: the stock cpu backend of tfjs is selected, which is 14 times slower than ours or " +
  "more; await useBackend() selects ours";

/**
 * Trains an autoencoder to reconstruct its input: each epoch takes the images in a new random order,
 * one optimiser step per batch, and ends with a validation.
 *
 * On our backend the steps of most networks are recorded once and then replayed, which gives the same
 * bits in less time; the environment variable `AUTOENCODERS_REPLAY=0` turns that off.
 *
 * The same model, images, options and seed give the same bits on the same machine with the same number
 * of threads and the same library for matrix products: `useBackend` returns both.
 *
 * Ctrl-C, JupyterLab's stop button and `options.signal` end the run between two batches: the model keeps
 * the weights it has (with early stopping those of the best epoch, unless `restoreBest` is false), and
 * `history.ended` is "interrupted". The program goes on: a loop over several runs must check
 * `history.ended`, or it begins the next one. A second Ctrl-C within a second ends the program with exit
 * code 130.
 *
 * A loss, a weight or a state of the optimiser that is NaN or infinite ends the run: `history.ended` is
 * "diverged", and `history.divergence` names the step, the layer and the last finite loss. The model has
 * the weights of that moment (with early stopping those of the best epoch), and the checkpoint is the
 * last one whose numbers are finite.
 *
 * @param images in memory, or in shards
 * @throws {RangeError} an option is out of range, or the images are not of the model's size; the
 * checkpoint is of another run; the network has a weight that is NaN or infinite; with `checkFinite`, the
 * run diverged
 * @throws {TypeError} an option has the wrong type
 * @throws {SyntaxError} the checkpoint's file is not a checkpoint, or was truncated or altered
 * @throws {Error} the model is in training; the checkpoint's file cannot be read or written: a `Deno.errors.PermissionDenied`,
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
 * strictEqual(history.ended, "completed");
 * ok(history.records[2].loss < history.records[0].loss);
 * model.dispose();
 * ```
 *
 * @example Several runs, of which Ctrl-C ends all
 * ```ts
 * import { denseAutoencoder, fit, imageSet } from "@autoencoders";
 *
 * const images = imageSet(new Uint8Array(64 * 16).fill(255), { height: 4, width: 4 });
 * for (const seed of [1, 2, 3]) {
 *   const model = denseAutoencoder({ widths: [8], latent: 2, height: 4, width: 4 }, seed);
 *   const history = await fit(model, images, { epochs: 1, seed });
 *   model.dispose();
 *   if (history.ended === "interrupted") break;
 * }
 * ```
 */
export async function fit(
  model: Autoencoder,
  images: ImageSet | Shards,
  options: FitOptions,
): Promise<History> {
  using run = new Run(model, images, resolveFitOptions(model, images, options));
  if (tf.getBackend() === "cpu") sayOnce(SLOW);
  const finished = await run.resume();
  await run.notify((monitor) => monitor.start?.(run.plan));
  if (!finished) await run.end(train);
  model.notes.training = run.notes;
  if (run.source) model.notes.maximum = run.source.images.maximum;
  await run.notify((monitor) => monitor.end?.(run.history));
  const { divergence } = run.history;
  if (divergence) console.warn(`the training diverged: ${divergence.message}`);
  return run.history;
}

/** Epochs of batches, each followed by a validation, until the last epoch or an earlier end. */
async function train(run: Run): Promise<Ending> {
  const { model, images, schedule, earlyStopper, interruption, history } = run;
  const { epochs, batchSize } = run.options;
  if (run.steps === 0 && run.monitors.some((monitor) => monitor.initial)) {
    const initial = await validate(run);
    if (!initial) return "interrupted";
    if (run.validationSource) await run.notify((monitor) => monitor.initial?.(initial));
  }
  using step = new Step(run);
  while (run.position.epoch <= epochs) {
    const { position } = run;
    const random = Random.from(position.epochRandom), streams = epochStreams(random);
    const stepRandom = position.batch === 0 ? streams.step : Random.from(position.stepRandom);

    let done = position.batch; // a resumed epoch begins with its next batch
    for await (const part of partsOf(images, batchSize, model.spec, streams.order)) {
      run.load(part.images, streams);
      for (let at = 0; at < part.rows.length; at += batchSize) {
        if (done-- > 0) continue;
        if (await interruption.requested()) return "interrupted";
        const rows = part.rows.subarray(at, at + batchSize);
        const startedAt = performance.now();
        const loss = await step.run(rows, stepRandom);
        position.batch++;
        position.lossSum += loss * rows.length;
        position.seen += rows.length;
        position.stepRandom = stepRandom.state;
        position.trainingMs += performance.now() - startedAt;
        await run.notify((monitor) => monitor.batch?.(run.progress));
        if (run.checkpoint?.due) await run.save();
      }
    }

    // After other epochs the loss of the next batch shows what is not finite, at no cost.
    if (run.position.epoch === epochs || earlyStopper.keepsBest) await requireFiniteState(run);
    const validation = await validate(run);
    if (!validation) return "interrupted";
    const record = run.epochRecord(validation);
    history.records.push(record);
    const loss = record.validationLoss ?? record.loss;
    schedule.endEpoch(loss);
    const stop = earlyStopper.endEpoch(position.epoch, loss, run.model);
    run.position = startOfEpoch(position.epoch + 1, random);
    await run.notify((monitor) => monitor.epoch?.(record, history));
    if (stop) return "early";
  }
  return "completed";
}
