import type * as tf from "@tensorflow/tfjs";
import { ImageSet } from "../../images.ts";
import { type Autoencoder, Training, VariationalAutoencoder } from "../../models/mod.ts";
import { Random } from "../../random.ts";
import { Checkpoint } from "../checkpoints/checkpoint.ts";
import { type Position, startOfEpoch } from "../checkpoints/position.ts";
import { EarlyStopper } from "../monitoring/early_stopping.ts";
import {
  type Ending,
  type EpochRecord,
  History,
  type ValidationFigures,
} from "../monitoring/history.ts";
import type { Monitor, Progress, TrainingPlan } from "../monitoring/monitor.ts";
import { BatchSource } from "../objective/batch_source.ts";
import type { Shards } from "../objective/shards.ts";
import { createObjective, type Objective } from "../objective/objective.ts";
import {
  createOptimizer,
  disposeOptimizer,
  isGiven,
  learningRateOf,
  setLearningRate,
} from "../optimizers/optimizer.ts";
import { Schedule } from "../optimizers/schedule.ts";
import { DivergenceError, requireFiniteState } from "./divergence.ts";
import { freeze } from "./freeze.ts";
import { identityOf } from "./identity.ts";
import { Interruption } from "./interruption.ts";
import { learningOptions, type ResolvedFitOptions } from "./options.ts";

/** The state of one call of `fit`. */
export class Run implements Disposable {
  readonly model: Autoencoder;
  readonly training: Training;
  readonly images: ImageSet | Shards;
  readonly options: ResolvedFitOptions;
  readonly batchesPerEpoch: number;
  readonly objective: Objective;
  /** of the images in memory; undefined before the first shard */
  source?: BatchSource;
  readonly validationSource?: BatchSource;
  /** state of the stream for sampled codes, the same in every validation */
  readonly validationRandom: readonly number[];
  readonly optimizer: tf.Optimizer;
  readonly schedule: Schedule;
  readonly earlyStopper: EarlyStopper;
  readonly interruption: Interruption;
  readonly monitors: readonly Monitor[];
  position: Position;
  history = new History();
  checkpoint?: Checkpoint;
  /** of the last batch; undefined before the first */
  lastLoss?: number;
  readonly #resources: DisposableStack;
  readonly #startedAt = performance.now();
  #resumedFrom = { elapsedMs: 0, steps: 0 };

  constructor(model: Autoencoder, images: ImageSet | Shards, options: ResolvedFitOptions) {
    const { epochs, seed, batchSize, loss, learningRate, validation, corrupt } = options;
    using resources = new DisposableStack();
    this.model = model;
    this.training = resources.use(new Training(model));
    this.images = images;
    this.options = options;
    this.monitors = [options.monitor ?? []].flat();
    this.batchesPerEpoch = Math.ceil(images.count / batchSize);
    this.objective = createObjective(model, loss);
    // Forked first, and always, so that validating does not change the training.
    const random = new Random(seed), validationRandom = random.fork();
    if (images instanceof ImageSet) this.source = new BatchSource(images);
    resources.defer(() => this.source?.[Symbol.dispose]());
    this.validationSource = validation && resources.use(new BatchSource(validation));
    if (corrupt) this.validationSource?.corrupt(corrupt, validationRandom);
    this.validationRandom = validationRandom.state;
    resources.defer(freeze(model, options.frozen));
    this.optimizer = createOptimizer(options.optimizer, learningRate);
    const rateBefore = learningRateOf(this.optimizer);
    if (!isGiven(options.optimizer)) resources.adopt(this.optimizer, disposeOptimizer);
    else if (rateBefore !== undefined) {
      resources.adopt(this.optimizer, (optimizer) => setLearningRate(optimizer, rateBefore));
    }
    this.schedule = new Schedule(options.schedule, learningRate, this.batchesPerEpoch, epochs);
    this.earlyStopper = resources.use(new EarlyStopper(options.earlyStopping));
    this.interruption = resources.use(new Interruption(options.signal));
    this.position = startOfEpoch(1, random);
    this.#resources = resources.move(); // what throws above leaves nothing behind
  }

  /** For monitors, before the first batch. */
  get plan(): TrainingPlan {
    const { images: { count: images }, batchesPerEpoch, options: { epochs, batchSize } } = this;
    return { epochs, batchesPerEpoch, batchSize, images };
  }

  /** For monitors, after every batch. */
  get progress(): Progress {
    const { epoch, batch, lossSum, seen, trainingMs } = this.position;
    const { elapsedMs, steps } = this.#resumedFrom;
    const msPerStep = (this.elapsedMs - elapsedMs) / (this.steps - steps);
    return {
      epoch,
      batch,
      loss: lossSum / seen,
      imagesPerSecond: seen / trainingMs * 1000,
      remainingMs: msPerStep * (this.options.epochs * this.batchesPerEpoch - this.steps),
    };
  }

  /** Takes images to make batches of, augmented and corrupted as the options say. */
  load(images: ImageSet, { augment, corrupt }: Record<"augment" | "corrupt", Random>): void {
    const { model, options } = this;
    if (model instanceof VariationalAutoencoder) model.requireLabels(images.labels, images.count);
    const source = this.source ??= new BatchSource(images);
    source.load(images);
    this.training.call(() => {
      if (options.augment) source.augment(options.augment, augment);
      if (options.corrupt) source.corrupt(options.corrupt, corrupt);
    });
  }

  /** The record of an epoch whose batches are all done. */
  epochRecord(validation: ValidationFigures): EpochRecord {
    const { epoch, lossSum, seen, trainingMs } = this.position;
    return {
      epoch,
      loss: lossSum / seen,
      ...validation,
      learningRate: this.schedule.rate(this.steps - 1),
      elapsedMs: this.elapsedMs,
      imagesPerSecond: seen / trainingMs * 1000,
    };
  }

  /** This run in the notes of the model. */
  get notes(): Record<string, unknown> {
    const { images: { count: images }, history: { records, ended, restoredEpoch } } = this;
    return {
      images,
      epochs: records.length,
      ended,
      restoredEpoch,
      ...learningOptions(this.options),
    };
  }

  /** Steps done since the run began. */
  get steps(): number {
    return (this.position.epoch - 1) * this.batchesPerEpoch + this.position.batch;
  }

  /** Time since the run began, without the time between an interruption and the resumption. */
  get elapsedMs(): number {
    return this.#resumedFrom.elapsedMs + performance.now() - this.#startedAt;
  }

  async notify(call: (monitor: Monitor) => void | Promise<void>): Promise<void> {
    for (const monitor of this.monitors) await this.training.call(() => call(monitor));
  }

  /**
   * Resumes from the checkpoint's file, if there is one. The file is then written, so that one that
   * cannot be written is refused before anything is trained.
   *
   * @returns true if the checkpoint is of a finished run
   */
  async resume(): Promise<boolean> {
    const { model, images, options } = this;
    if (options.checkpoint) {
      const identity = await identityOf(model, images, options);
      this.checkpoint = new Checkpoint(options.checkpoint, identity);
    }
    const state = await this.checkpoint?.read(model, this.optimizer, this.earlyStopper);
    if (state) {
      const { position, records, schedule, stopping, finished } = state;
      this.history = new History(records);
      this.position = position;
      this.schedule.state = schedule;
      this.earlyStopper.state = stopping;
      this.#resumedFrom = { elapsedMs: position.elapsedMs, steps: this.steps };
      if (finished) {
        Object.assign(this.history, finished);
        return true;
      }
    }
    await this.save();
    return false;
  }

  /**
   * Checks the state of the run, and writes the checkpoint, if there is one.
   *
   * @throws {DivergenceError} a number is not finite; the file is as before
   */
  async save(finished = false): Promise<void> {
    const { ended, restoredEpoch, records } = this.history;
    const checked = finished && ended === "completed"; // at the end of the last epoch
    if (!checked) await requireFiniteState(this);
    await this.checkpoint?.write(this.model, this.optimizer, this.earlyStopper, {
      position: { ...this.position, elapsedMs: this.elapsedMs },
      records,
      schedule: this.schedule.state,
      stopping: this.earlyStopper.state,
      finished: finished ? { ended, restoredEpoch } : undefined,
    });
  }

  /**
   * Trains until the run ends, restores the best weights, and writes the last checkpoint; that of a run
   * that diverged stays as it was when all numbers were finite.
   *
   * @throws {DivergenceError} the run diverged, and `checkFinite` is set
   */
  async end(train: (run: Run) => Promise<Ending>): Promise<void> {
    const { history, earlyStopper, model, options: { checkFinite } } = this;
    try {
      history.ended = await train(this);
      // The file of an interrupted run has the latest weights, not the best ones, to resume from.
      if (history.ended === "interrupted") await this.save();
      history.restoredEpoch = earlyStopper.restore(model);
      if (history.ended !== "interrupted") await this.save(true);
    } catch (error) {
      if (!(error instanceof DivergenceError) || checkFinite) throw error;
      history.ended = "diverged";
      history.divergence = error.divergence;
      history.restoredEpoch = earlyStopper.restore(model);
    }
  }

  [Symbol.dispose](): void {
    this.#resources.dispose();
  }
}
