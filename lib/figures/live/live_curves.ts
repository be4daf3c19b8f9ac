import type { EpochRecord, History, Monitor, Progress, TrainingPlan } from "../../training/mod.ts";
import { type MimeBundle, type Slot, slot } from "../display.ts";
import { escapeHtml } from "../style/html.ts";
import { duration, significant } from "../style/numbers.ts";
import { colours, ink } from "../style/palette.ts";
import { svgAddress, svgCurves, type SvgLine } from "../plots/svg_curves.ts";

/** How live curves look. */
export interface LiveOptions {
  /** the loss and its unit, at the axis */
  loss?: string;
  /** where they are drawn; under the running cell unless told */
  into?: Slot;
}

/** At most four pictures a second: as fast as one reads, and under 1 % of a training step's time. */
const pauseMs = 250;

/**
 * Curves that grow while a network trains: loss in training and validation, the validation set's
 * squared error, epoch, time left and images a second; at the end a picture that stays in the saved notebook, and one line of summary.
 * Outside a notebook it shows nothing.
 *
 * @example
 * ```ts
 * import { denseAutoencoder, fit, imageSet } from "@autoencoders";
 * import { liveCurves } from "@autoencoders/figures";
 *
 * const images = imageSet(new Uint8Array(8 * 16), { height: 4, width: 4 });
 * const model = denseAutoencoder({ widths: [8], latent: 2, height: 4, width: 4 }, 1);
 * await fit(model, images, { epochs: 2, seed: 1, monitor: liveCurves() });
 * ```
 */
export function liveCurves({ loss = "loss", into = slot() }: LiveOptions = {}): Monitor {
  let plan: TrainingPlan = { epochs: 1, batchesPerEpoch: 1, batchSize: 0, images: 0 };
  let records: readonly EpochRecord[] = [];
  let shownAt = -Infinity;

  async function draw(progress?: Progress): Promise<void> {
    shownAt = performance.now();
    await into.show(runningFigure(plan, records, progress, loss));
  }
  return {
    async start(begun) {
      plan = begun;
      await draw();
    },
    async batch(progress) {
      if (performance.now() - shownAt >= pauseMs) await draw(progress);
    },
    epoch(_, history) {
      records = history.records;
    },
    async end(history) {
      await into.show(endFigure(history, loss));
    },
  };
}

/** The curves in the middle of a run. */
export function runningFigure(
  plan: TrainingPlan,
  records: readonly EpochRecord[],
  progress: Progress | undefined,
  loss: string,
): MimeBundle {
  const epoch = progress?.epoch ?? records.length + 1;
  const share = progress ? progress.batch / plan.batchesPerEpoch : 0;
  const done = Math.min(1, (epoch - 1 + share) / plan.epochs);
  // The epoch that runs is a point of its own, as far along as its batches are.
  const now: [number, number][] = progress ? [[epoch - 1 + share, progress.loss]] : [];
  const state = [
    `epoch ${epoch} of ${plan.epochs}`,
    ...(progress
      ? [
        `loss ${significant(progress.loss)}`,
        `${significant(Math.round(progress.imagesPerSecond))} images per second`,
        `${duration(progress.remainingMs)} left`,
      ]
      : ["starting"]),
  ].join(" · ");
  const bar = `<div style="height:4px;max-width:680px;background:rgba(128,128,128,.25);` +
    `margin:4px 0 8px"><div style="height:4px;width:${(100 * done).toFixed(1)}%;` +
    `background:${colours[0]}"></div></div>`;
  return {
    "text/plain": state,
    "text/html": `<div style="font-variant-numeric:tabular-nums">${escapeHtml(state)}</div>${bar}` +
      charts(records, now, { epochs: plan.epochs, loss, ink: "currentColor" }).join(" "),
  };
}

/** The curves after a run, as a picture that needs neither trust nor scripts. */
export function endFigure(history: History, loss: string): MimeBundle {
  const summary = inOneLine(history);
  if (history.records.length === 0) {
    return { "text/plain": summary, "text/html": `<div>${escapeHtml(summary)}</div>` };
  }
  const epochs = history.records.at(-1)!.epoch;
  const pictures = charts(history.records, [], { epochs, loss, ink }).map((chart) =>
    `<img src="${svgAddress(chart)}" style="display:inline-block;vertical-align:top;` +
    `max-width:100%;margin:8px 0 0" ` +
    `alt="${escapeHtml(`Curves by epoch. ${summary}`)}">`
  );
  return {
    "text/plain": summary,
    "text/html": `<div>${escapeHtml(summary)}</div>${pictures.join(" ")}`,
  };
}

/** The loss and, where it is measured and is not the loss itself, the validation set's error. */
function charts(
  records: readonly EpochRecord[],
  now: [number, number][],
  { epochs, loss, ink }: { epochs: number; loss: string; ink: string },
): string[] {
  const points = (value: (record: EpochRecord) => number | undefined): [number, number][] =>
    records.flatMap((record) => {
      const y = value(record);
      return y === undefined ? [] : [[record.epoch, y]];
    });
  const training = points((record) => record.loss);
  const validation = points((record) => record.validationLoss);
  const error = points((record) => record.validationMse);
  const both = error.length > 0 && error.some(([, y], i) => y !== validation[i]?.[1]);
  const width = both ? 370 : 680; // two side by side fit a small laptop
  const [first, second] = colours;
  const lines: SvgLine[] = [
    { name: "training", points: [...training, ...now], colour: first, dotted: true },
    { name: "validation", points: validation, colour: second },
  ];
  const chart = { epochs, ink, width };
  return [
    svgCurves({ ...chart, lines, title: loss }),
    ...(both
      ? [svgCurves({
        ...chart,
        lines: [{ name: "validation", points: error, colour: second }],
        title: "mean squared error",
      })]
      : []),
  ];
}

function inOneLine({ records, ended, restoredEpoch }: History): string {
  const how = {
    completed: "Trained",
    early: "Stopped early",
    interrupted: restoredEpoch === undefined
      ? "Interrupted; what was learned is kept"
      : "Interrupted",
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
