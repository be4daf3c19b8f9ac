import { duration, significant } from "../../progress/mod.ts";
import type { EpochRecord, History, Monitor, Progress, TrainingPlan } from "../../training/mod.ts";
import { type LiveOutput, liveOutput, type MimeBundle } from "../display.ts";
import { escapeHtml } from "../style/html.ts";
import { colours } from "../style/palette.ts";
import { progressHtml, redrawMs } from "./live_progress.ts";
import { svgCurves, svgDataUrl, type SvgLine } from "./svg_curves.ts";
import { requireKnown } from "../../require.ts";

/** Options of {@linkcode liveCurves}. */
export interface LiveCurvesOptions {
  /** title of the loss axis, with its unit; default "loss" */
  loss?: string;
  /** receives the curves; default below the running cell */
  output?: LiveOutput;
}

/**
 * A monitor for `fit` that draws learning curves while a network trains: training and validation
 * loss, mean squared error on the validation set, epoch, time left and images per second. At the
 * end it leaves an image, which is saved with the notebook, and a summary of one line. Outside a
 * notebook it shows nothing.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { denseAutoencoder, fit, imageSet } from "@autoencoders";
 * import { liveCurves } from "@autoencoders/figures";
 *
 * const images = imageSet(new Uint8Array(8 * 16), { height: 4, width: 4 });
 * const model = denseAutoencoder({ widths: [8], latent: 2, height: 4, width: 4 }, 1);
 * const history = await fit(model, images, { epochs: 2, seed: 1, monitor: liveCurves() });
 * strictEqual(history.ended, "completed");
 * model.dispose();
 * ```
 */
export function liveCurves(options: LiveCurvesOptions = {}): Monitor {
  requireKnown("liveCurves", options, { loss: "text", output: true });
  const { loss = "loss", output = liveOutput() } = options;
  let plan: TrainingPlan = { epochs: 1, batchesPerEpoch: 1, batchSize: 0, images: 0 };
  let records: readonly EpochRecord[] = [];
  let shownAt = -Infinity;

  async function draw(progress?: Progress): Promise<void> {
    shownAt = performance.now();
    await output.show(runningFigure(plan, records, progress, loss));
  }
  return {
    async start(started) {
      plan = started;
      await draw();
    },
    async batch(progress) {
      if (performance.now() - shownAt >= redrawMs) await draw(progress);
    },
    epoch(_, history) {
      records = history.records;
    },
    async end(history) {
      await output.show(endFigure(history, loss));
    },
  };
}

/** The curves during a run. */
export function runningFigure(
  plan: TrainingPlan,
  records: readonly EpochRecord[],
  progress: Progress | undefined,
  loss: string,
): MimeBundle {
  const epoch = progress?.epoch ?? records.length + 1;
  const share = progress ? progress.batch / plan.batchesPerEpoch : 0;
  const done = Math.min(1, (epoch - 1 + share) / plan.epochs);
  // The running epoch is a separate point, placed by the fraction of its batches that are done.
  const current: [number, number][] = progress ? [[epoch - 1 + share, progress.loss]] : [];
  const details = progress
    ? [
      `loss ${significant(progress.loss)}`,
      `${significant(Math.round(progress.imagesPerSecond))} images per second`,
      `${duration(progress.remainingMs)} left`,
    ]
    : ["starting"];
  const state = [`epoch ${epoch} of ${plan.epochs}`, ...details].join(" · ");
  return {
    "text/plain": state,
    "text/html": progressHtml(state, done) +
      charts(records, current, { epochs: plan.epochs, loss, ink: "currentColor" }).join(" "),
  };
}

/** The curves after a run, as an image that is shown even in notebooks that are not trusted. */
export function endFigure(history: History, loss: string): MimeBundle {
  const summary = summarize(history);
  const epochs = history.records.at(-1)?.epoch ?? 0;
  const drawn = epochs > 0 ? charts(history.records, [], { epochs, loss }) : [];
  const images = drawn.map((chart) =>
    `<img src="${svgDataUrl(chart)}" style="display:inline-block;vertical-align:top;` +
    `max-width:100%;margin:8px 0 0" ` +
    `alt="${escapeHtml(`Curves by epoch. ${summary}`)}">`
  );
  return {
    "text/plain": summary,
    "text/html": `<div>${escapeHtml(summary)}</div>${images.join(" ")}`,
  };
}

/** The loss and, if it was measured and is not the loss itself, the error on the validation set. */
function charts(
  records: readonly EpochRecord[],
  current: [number, number][],
  { loss, ...chart }: { epochs: number; loss: string; ink?: string },
): string[] {
  const points = (value: (record: EpochRecord) => number | undefined): [number, number][] =>
    records.flatMap((record) => {
      const y = value(record);
      return y === undefined ? [] : [[record.epoch, y]];
    });
  const training = points((record) => record.loss);
  const validation = points((record) => record.validationLoss);
  const error = points((record) => record.validationMse);
  const both = error.some(([, y], i) => y !== validation[i]?.[1]);
  const width = both ? 370 : 680; // two side by side fit a small laptop
  const lines: SvgLine[] = [
    { name: "training", points: [...training, ...current], dotted: true },
    { name: "validation", points: validation },
  ];
  const lossChart = svgCurves({ ...chart, width, lines, title: loss });
  if (!both) return [lossChart];
  const errorLine = { name: "validation", points: error, colour: colours[1] };
  return [
    lossChart,
    svgCurves({ ...chart, width, lines: [errorLine], title: "mean squared error" }),
  ];
}

function summarize({ records, ended, restoredEpoch, divergence }: History): string {
  const how = {
    completed: "Trained",
    early: "Stopped early",
    interrupted: restoredEpoch === undefined ? "Interrupted; the weights are kept" : "Interrupted",
    diverged: `Diverged (${divergence?.message.replace(/\.$/, "")})`,
  }[ended];
  const last = records.at(-1);
  if (!last) return `${how}: no epoch was finished.`;
  const epochs = `${last.epoch} ${last.epoch === 1 ? "epoch" : "epochs"}`;
  const validation = last.validationLoss === undefined
    ? ""
    : `, validation ${significant(last.validationLoss)}`;
  const restored = restoredEpoch === undefined
    ? ""
    : ` The weights are those of epoch ${restoredEpoch}.`;
  return `${how}: ${epochs} in ${duration(last.elapsedMs)}, loss ${significant(last.loss)}` +
    `${validation}, ${significant(Math.round(last.imagesPerSecond))} images per second.${restored}`;
}
