import { duration } from "../../progress/mod.ts";
import type { History } from "./history.ts";
import type { EpochRecord, Monitor, Progress, TrainingPlan } from "./monitor.ts";

/** Where a {@linkcode progressBar} writes. */
export interface ProgressBarOptions {
  /** what takes the text; standard error unless told */
  write?: (text: string) => void;
  /** whether one line can be redrawn; told by the terminal unless told here */
  redraw?: boolean;
  /** put before every line */
  label?: string;
}

/** At most so often is a line redrawn. */
const redrawEveryMs = 100;

/**
 * A monitor for the console: on a terminal one line that is redrawn and a line for each epoch done,
 * elsewhere the latter alone.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { denseAutoencoder, fit, imageSet, progressBar } from "@autoencoders";
 *
 * const lines: string[] = [];
 * const model = denseAutoencoder({ widths: [], latent: 4, height: 4, width: 4 }, 1);
 * await fit(model, imageSet(new Uint8Array(64 * 16), { height: 4, width: 4 }), {
 *   epochs: 2,
 *   seed: 1,
 *   monitor: progressBar({ write: (text) => lines.push(text), redraw: false }),
 * });
 * ok(lines[1].startsWith("epoch 2/2  loss 0."));
 * model.dispose();
 * ```
 */
export function progressBar(options: ProgressBarOptions = {}): Monitor {
  const redraw = options.redraw ?? Deno.stderr.isTerminal();
  const write = options.write ??
    ((text: string) => void Deno.stderr.writeSync(new TextEncoder().encode(text)));
  const label = options.label ? `${options.label}  ` : "";
  let plan: TrainingPlan, drawnAt = 0;
  // "\r" goes to the line's start, "\x1b[K" clears what is right of the cursor.
  const line = (text: string, end: string) =>
    write(redraw ? `\r${label}${text}\x1b[K${end}` : `${label}${text}${end}`);
  return {
    start(told) {
      plan = told;
    },
    batch(progress) {
      if (!redraw || performance.now() - drawnAt < redrawEveryMs) return;
      drawnAt = performance.now();
      line(progressLine(plan, progress), "");
    },
    epoch(record) {
      line(epochLine(plan, record), "\n");
    },
    end(history) {
      if (history.ended !== "completed") line(endLine(history), "\n");
    },
  };
}

function progressLine(plan: TrainingPlan, progress: Progress): string {
  const { epoch, batch, loss, imagesPerSecond, remainingMs } = progress;
  const width = 20, done = Math.round(width * batch / plan.batchesPerEpoch);
  const bar = "━".repeat(done) + "╌".repeat(width - done);
  return `epoch ${epoch}/${plan.epochs} ${bar} ${batch}/${plan.batchesPerEpoch}  ` +
    `loss ${significant(loss)}  ${rate(imagesPerSecond)}  ${duration(remainingMs)} left`;
}

function epochLine(plan: TrainingPlan, record: EpochRecord): string {
  const { epoch, loss, validationLoss, elapsedMs, imagesPerSecond } = record;
  const validation = validationLoss === undefined
    ? ""
    : `  validation ${significant(validationLoss)}`;
  return `epoch ${epoch}/${plan.epochs}  loss ${significant(loss)}${validation}  ` +
    `${rate(imagesPerSecond)}  ${duration(elapsedMs)}`;
}

function endLine({ ended, records, restoredEpoch }: History): string {
  const after = `after ${records.length} ${records.length === 1 ? "epoch" : "epochs"}`;
  const how = ended === "interrupted" ? `interrupted ${after}` : `stopped early ${after}`;
  if (restoredEpoch !== undefined) return `${how}; the weights are those of epoch ${restoredEpoch}`;
  return ended === "interrupted" ? `${how}; what was learned is kept` : how;
}

function rate(imagesPerSecond: number): string {
  return `${Math.round(imagesPerSecond).toLocaleString("en")} img/s`;
}

function significant(loss: number): string {
  return Number.isFinite(loss) ? loss.toPrecision(4) : `${loss}`;
}
