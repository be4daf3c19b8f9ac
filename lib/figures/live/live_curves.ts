// @ts-types="@types/d3-array"
import { extent } from "d3-array";
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
 * loss, mean squared error on the validation set, epoch, time left and images per second. The
 * curves start at epoch 0, before the first step: the training loss with that of the first batch. In a
 * run of few epochs the training loss follows the batches. The axis is logarithmic if the losses span
 * more than a factor of ten. At the end it leaves an image, which is saved with the notebook, and a
 * summary of one line. Outside a notebook it shows nothing.
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
  let curve = new BatchCurve(plan);
  let shownAt = -Infinity;

  async function draw(progress?: Progress): Promise<void> {
    shownAt = performance.now();
    await output.show(runningFigure(plan, records, progress, loss, curve));
  }
  return {
    async start(started) {
      plan = started;
      records = []; // a monitor may serve several runs
      curve = new BatchCurve(plan);
      await draw();
    },
    initial(figures) {
      curve.validation = figures;
    },
    async batch(progress) {
      curve.add(progress);
      if (performance.now() - shownAt >= redrawMs) await draw(progress);
    },
    epoch(_, history) {
      records = history.records;
    },
    async end(history) {
      await output.show(endFigure(history, loss, curve));
    },
  };
}

/** A run of fewer epochs is drawn by its batches. */
const fewEpochs = 8;

/** The measurements before the first step, and the training loss batch by batch. */
class BatchCurve {
  /** training loss before the first step: that of the first batch; undefined if not seen */
  initial?: number;
  /** before the first step */
  validation: Pick<EpochRecord, "validationLoss" | "validationMse"> = {};
  /** [epoch, mean loss of the batches since the previous point], of a run of few epochs */
  readonly points: [number, number][] = [];
  readonly batchesPerEpoch: number;
  readonly #plan: TrainingPlan;
  /** batches per point */
  readonly #window: number;
  #epoch = { number: 0, images: 0, sum: 0 };
  #open = { batches: 0, images: 0, sum: 0 };

  constructor(plan: TrainingPlan) {
    this.#plan = plan;
    this.batchesPerEpoch = plan.batchesPerEpoch;
    this.#window = Math.ceil(plan.epochs * plan.batchesPerEpoch / 60);
  }

  /** Whether the horizontal axis counts batches. */
  get byBatch(): boolean {
    return this.points.length > 1;
  }

  add({ epoch, batch, loss }: Progress): void {
    const { epochs, batchSize, images, batchesPerEpoch } = this.#plan;
    if (epoch === 1 && batch === 1) this.initial = loss;
    if (epochs >= fewEpochs) return;
    // The loss is the mean over the images of the epoch so far: the difference of two sums is the
    // batch's own.
    const seen = Math.min(batch * batchSize, images);
    const before = this.#epoch.number === epoch ? this.#epoch : { images: 0, sum: 0 };
    this.#epoch = { number: epoch, images: seen, sum: loss * seen };
    const open = this.#open;
    open.batches++;
    open.images += seen - before.images;
    open.sum += this.#epoch.sum - before.sum;
    if (open.batches < this.#window) return;
    this.points.push([epoch - 1 + batch / batchesPerEpoch, open.sum / open.images]);
    this.#open = { batches: 0, images: 0, sum: 0 };
  }
}

/** The curves during a run. */
export function runningFigure(
  plan: TrainingPlan,
  records: readonly EpochRecord[],
  progress: Progress | undefined,
  loss: string,
  curve = new BatchCurve(plan),
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
      charts(records, curve, current, { epochs: plan.epochs, loss, ink: "currentColor" })
        .join(" "),
  };
}

/** The curves after a run, as an image that is shown even in notebooks that are not trusted. */
export function endFigure(history: History, loss: string, curve?: BatchCurve): MimeBundle {
  const summary = summarize(history);
  const epochs = Math.max(
    history.records.at(-1)?.epoch ?? 0,
    Math.ceil(curve?.points.at(-1)?.[0] ?? 0),
  );
  const drawn = epochs > 0 ? charts(history.records, curve, [], { epochs, loss }) : [];
  const images = drawn.map((chart) =>
    `<img src="${svgDataUrl(chart)}" style="display:inline-block;vertical-align:top;` +
    `max-width:100%;margin:8px 0 0" ` +
    `alt="${escapeHtml(`Learning curves. ${summary}`)}">`
  );
  return {
    "text/plain": summary,
    "text/html": `<div>${escapeHtml(summary)}</div>${images.join(" ")}`,
  };
}

/** The loss and, if it was measured and is not the loss itself, the error on the validation set. */
function charts(
  records: readonly EpochRecord[],
  curve: BatchCurve | undefined,
  current: [number, number][],
  { loss, ...chart }: { epochs: number; loss: string; ink?: string },
): string[] {
  type Name = "loss" | "validationLoss" | "validationMse";
  const initial = { ...curve?.validation, loss: curve?.initial };
  const points = (name: Name): [number, number][] =>
    [{ ...initial, epoch: 0 }, ...records].flatMap((record) => {
      const y = record[name];
      return y === undefined ? [] : [[record.epoch, y]];
    });
  const byBatch = curve?.byBatch ?? false;
  const training = byBatch
    ? [...points("loss").filter(([epoch]) => epoch === 0), ...curve!.points]
    : [...points("loss"), ...current];
  const validation = points("validationLoss"), error = points("validationMse");
  const both = error.some(([, y], i) => y !== validation[i]?.[1]);
  // Two side by side fit a small laptop, one a phone.
  const common = {
    ...chart,
    width: both ? 370 : 420,
    ...(byBatch ? { batchesPerEpoch: curve!.batchesPerEpoch } : {}),
  };
  const lines: SvgLine[] = [
    { name: "training", points: training, dotted: true },
    { name: "validation", points: validation },
  ];
  const chartOf = (title: string, lines: readonly SvgLine[]) => {
    const log = spansDecades(lines);
    return svgCurves({ ...common, lines, log, title: log ? `${title} (log scale)` : title });
  };
  const lossChart = chartOf(loss, lines);
  if (!both) return [lossChart];
  const errorLine = { name: "validation", points: error, colour: colours[1] };
  return [lossChart, chartOf("mean squared error", [errorLine])];
}

/** Whether the values are all above 0 and their extremes differ by more than a factor of ten. */
function spansDecades(lines: readonly SvgLine[]): boolean {
  const [low = 0, high = 0] = extent(lines.flatMap(({ points }) => points.map(([, y]) => y)));
  return low > 0 && high > 10 * low;
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
