import type { ImageSet } from "../../images.ts";
import { type Autoencoder, denseAutoencoder } from "../../models/mod.ts";
import { fit, type Progress, type TrainingPlan } from "../../training/mod.ts";
import type { Plane } from "../playground/plane.ts";
import type { TrainingData } from "./data.ts";
import type { EpochLosses, Reply, Settings, Start, View } from "./protocol.ts";
import { viewOf } from "./view.ts";

/** More than anybody waits for; `fit` needs a number. */
const EPOCHS = 1_000_000;
/** Between two reports: 20 points of the curve a second. */
const PROGRESS_MS = 50;
/** Between two views, and as a share of the time that a view takes, so that training has most of it. */
const VIEW_MS = 200, VIEW_SHARE = 5;

/** The training of one network, which can be paused and stepped. */
export class Session {
  readonly #data: TrainingData;
  readonly #images: ImageSet;
  readonly #model: Autoencoder;
  readonly #settings: Settings;
  readonly #tell: (reply: Reply) => void;
  readonly #abort = new AbortController();
  #learningRate!: number;
  #running: boolean;
  /** steps to take while paused */
  #wanted = 0;
  #wake = Promise.withResolvers<void>();
  /** since the last report */
  #group = { lossSum: 0, seen: 0 };
  /** since the epoch began */
  #epoch = { lossSum: 0, seen: 0 };
  #progress = { steps: 0, epochs: 0, seconds: 0, epochLosses: [] as EpochLosses[] };
  #batchSize = 0;
  #batchesPerEpoch = 0;
  /** the time of the last report or, if later, of the end of a pause */
  #since = 0;
  #viewedAt = 0;
  #viewMs = 0;
  #plane?: Plane;

  /**
   * Builds the network.
   *
   * @throws {RangeError} the library refuses the settings
   */
  constructor(
    settings: Settings,
    data: TrainingData,
    running: boolean,
    tell: (reply: Reply) => void,
  ) {
    const { widths, latent, latentActivation, seed, images, learningRate } = settings;
    this.setLearningRate(learningRate);
    const { height, width, count } = data.train;
    this.#settings = settings;
    this.#data = data;
    this.#running = running;
    this.#tell = tell;
    this.#images = data.train.slice(0, Math.min(images, count));
    this.#model = denseAutoencoder(
      { widths: [...widths], latent, latentActivation, height, width },
      seed,
    );
  }

  /** Trains until the session ends. */
  async run(): Promise<void> {
    const { loss, seed } = this.#settings, { heldOut } = this.#data;
    try {
      if (this.#abort.signal.aborted) return;
      const history = await fit(this.#model, this.#images, {
        epochs: EPOCHS,
        loss,
        schedule: () => this.#learningRate,
        seed,
        validation: heldOut,
        signal: this.#abort.signal,
        monitor: {
          start: (plan) => this.#started(plan),
          initial: async ({ validationLoss }) => {
            this.#progress.epochLosses.push({ epoch: 0, validationLoss: validationLoss! });
            await this.#permission();
          },
          batch: (progress) => this.#batch(progress),
          epoch: ({ epoch, loss, validationLoss }) => {
            const losses = { epoch, loss, validationLoss: validationLoss! };
            this.#progress.epochLosses.push(losses);
          },
        },
      });
      if (this.#abort.signal.aborted) return;
      this.#report();
      this.#tell({
        type: "ended",
        message: history.divergence?.message ?? `all ${EPOCHS} epochs are done`,
      });
    } finally {
      this.#model.dispose();
    }
  }

  /**
   * Changes the learning rate from the next step on.
   *
   * @throws {RangeError} it is not positive and finite
   */
  setLearningRate(rate: number): void {
    if (!(rate > 0 && rate < Infinity)) {
      throw new RangeError(`learningRate must be positive and finite, got ${rate}`);
    }
    this.#learningRate = rate;
  }

  resume(): void {
    this.#running = true;
    this.#wake.resolve();
  }

  pause(): void {
    this.#running = false;
  }

  /** Takes one step; a running session pauses after it. */
  step(): void {
    this.#running = false;
    this.#wanted++;
    this.#wake.resolve();
  }

  /** Ends the training between two steps. */
  end(): void {
    this.#abort.abort();
    this.#wake.resolve();
  }

  #started({ batchesPerEpoch, batchSize }: TrainingPlan): void {
    const { heldOut } = this.#data, { height, width } = heldOut;
    this.#batchSize = batchSize;
    this.#batchesPerEpoch = batchesPerEpoch;
    const start: Start = {
      settings: this.#settings,
      parameters: this.#model.countParams(),
      images: this.#images.count,
      batchesPerEpoch,
      height,
      width,
      held: {
        pixels: Uint8Array.from(heldOut.pixels),
        labels: heldOut.labels ? Uint8Array.from(heldOut.labels) : null,
        count: heldOut.count,
      },
      baseline: meanImageLoss(this.#images, heldOut, this.#settings.loss),
    };
    this.#tell({ type: "started", start });
    this.#since = performance.now();
  }

  async #batch({ epoch, batch, loss }: Progress): Promise<void> {
    const seen = Math.min(batch * this.#batchSize, this.#images.count), lossSum = loss * seen;
    const before = batch === 1 ? { lossSum: 0, seen: 0 } : this.#epoch;
    this.#group.lossSum += lossSum - before.lossSum;
    this.#group.seen += seen - before.seen;
    this.#epoch = { lossSum, seen };
    this.#progress.steps++;
    this.#progress.epochs = epoch - 1 + batch / this.#batchesPerEpoch;
    const now = performance.now();
    if (now - this.#since >= PROGRESS_MS) this.#report();
    if (now - this.#viewedAt >= Math.max(VIEW_MS, VIEW_SHARE * this.#viewMs)) this.#show();
    await this.#permission();
  }

  /** Waits until the next step may be taken. */
  async #permission(): Promise<void> {
    if (!this.#running && this.#wanted === 0) {
      this.#report();
      this.#show();
      while (!this.#running && this.#wanted === 0 && !this.#abort.signal.aborted) {
        this.#wake = Promise.withResolvers();
        await this.#wake.promise;
      }
      this.#since = performance.now();
    }
    if (!this.#running) this.#wanted = Math.max(0, this.#wanted - 1);
  }

  /** Sends the losses since the last report. */
  #report(): void {
    const now = performance.now(), { lossSum, seen } = this.#group, { epochs } = this.#progress;
    this.#progress.seconds += (now - this.#since) / 1000;
    this.#tell({
      type: "progress",
      progress: {
        ...this.#progress,
        training: seen > 0 ? [[epochs, lossSum / seen]] : [],
      },
    });
    this.#progress.epochLosses = [];
    this.#group = { lossSum: 0, seen: 0 };
    this.#since = now;
  }

  #show(): void {
    const startedAt = performance.now();
    let view: View;
    try {
      view = viewOf(this.#model, this.#data.heldOut, this.#progress.steps, this.#plane);
    } catch (error) {
      if (error instanceof RangeError) return; // a code is NaN or infinite: the next step ends the training
      throw error;
    }
    const { mean, axes, points } = view.plane;
    this.#plane = { mean: mean.slice(), axes: axes.slice(), points }; // the view's own leave with it
    this.#tell({ type: "view", view });
    this.#viewedAt = performance.now();
    this.#viewMs = this.#viewedAt - startedAt;
  }
}

/** The loss on `images` if every output is the mean of the training images: what knows no image at all. */
export function meanImageLoss(train: ImageSet, images: ImageSet, loss: Settings["loss"]): number {
  const size = train.imageSize, mean = new Float64Array(size);
  train.pixels.forEach((value, i) => mean[i % size] += value / train.maximum / train.count);
  let sum = 0;
  images.pixels.forEach((value, i) => {
    const x = value / images.maximum, m = Math.min(1 - 1e-7, Math.max(1e-7, mean[i % size]));
    sum += loss === "mse" ? (x - m) ** 2 : -x * Math.log(m) - (1 - x) * Math.log(1 - m);
  });
  return sum / images.pixels.length;
}
