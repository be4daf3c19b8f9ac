import {
  duration,
  significant,
  TerminalLine,
  type TerminalLineOptions,
  textBar,
} from "../../progress/mod.ts";
import type { EpochRecord, History } from "./history.ts";
import type { Monitor, Progress, TrainingPlan } from "./monitor.ts";
import { requireKnown } from "../../require.ts";

/** Where and how a {@linkcode progressBar} writes. */
export interface ProgressBarOptions extends TerminalLineOptions {
  /** printed before every line */
  label?: string;
}

/** Time between two updates of the line. */
const UPDATE_INTERVAL_MS = 100;

/**
 * A monitor for the console: a line for each epoch, and on a terminal a progress bar below them.
 *
 * @example
 * ```ts
 * import { ok, strictEqual } from "node:assert/strict";
 * import { denseAutoencoder, fit, imageSet, progressBar } from "@autoencoders";
 *
 * const lines: string[] = [];
 * const model = denseAutoencoder({ widths: [], latent: 4, height: 4, width: 4 }, 1);
 * const history = await fit(model, imageSet(new Uint8Array(64 * 16), { height: 4, width: 4 }), {
 *   epochs: 2,
 *   seed: 1,
 *   monitor: progressBar({ write: (text) => lines.push(text), redraw: false }),
 * });
 * strictEqual(history.ended, "completed");
 * ok(lines[1].startsWith("epoch 2/2  loss 0."));
 * model.dispose();
 * ```
 */
export function progressBar(options: ProgressBarOptions = {}): Monitor {
  requireKnown("progressBar", options, { label: true, write: true, redraw: true });
  const line = new TerminalLine(options);
  const label = options.label ? `${options.label}  ` : "";
  let plan: TrainingPlan, updatedAt = 0;
  return {
    start(ofRun) {
      plan = ofRun;
    },
    batch(progress) {
      if (!line.redraw || performance.now() - updatedAt < UPDATE_INTERVAL_MS) return;
      updatedAt = performance.now();
      line.update(label + batchText(plan, progress));
    },
    epoch(record) {
      line.finish(label + epochText(plan, record));
    },
    end(history) {
      if (history.ended !== "completed") line.finish(label + endText(history));
    },
  };
}

function batchText({ epochs, batchesPerEpoch }: TrainingPlan, progress: Progress): string {
  const { epoch, batch, loss, imagesPerSecond, remainingMs } = progress;
  return `epoch ${epoch}/${epochs} ${
    textBar(batch / batchesPerEpoch)
  } ${batch}/${batchesPerEpoch}  ` +
    `loss ${significant(loss, 4)}  ${rate(imagesPerSecond)}  ${duration(remainingMs)} left`;
}

function epochText({ epochs }: TrainingPlan, record: EpochRecord): string {
  const { epoch, loss, validationLoss, elapsedMs, imagesPerSecond } = record;
  const validation = validationLoss === undefined
    ? ""
    : `  validation ${significant(validationLoss, 4)}`;
  return `epoch ${epoch}/${epochs}  loss ${significant(loss, 4)}${validation}  ` +
    `${rate(imagesPerSecond)}  ${duration(elapsedMs)}`;
}

function endText({ ended, records, restoredEpoch }: History): string {
  const how = ended === "early" ? "stopped early" : ended;
  const text = `${how} after ${records.length} ${records.length === 1 ? "epoch" : "epochs"}`;
  if (restoredEpoch !== undefined) {
    return `${text}; the model has the weights of epoch ${restoredEpoch}`;
  }
  return ended !== "early" ? `${text}; the model keeps its weights` : text;
}

function rate(imagesPerSecond: number): string {
  return `${Math.round(imagesPerSecond).toLocaleString("en")} img/s`;
}
