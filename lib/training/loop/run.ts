import type { ImageSet } from "../../images.ts";
import type { Autoencoder } from "../../models/mod.ts";
import { Random } from "../../random.ts";
import { Checkpoint, type Position } from "../checkpoints/checkpoint.ts";
import { BatchSource } from "./batches.ts";
import { freeze } from "./frozen.ts";
import { type Ending, History } from "../monitoring/history.ts";
import { Interruption } from "./interruption.ts";
import type { Monitor } from "../monitoring/monitor.ts";
import { disposeOptimizer, optimizerOf, type StatefulOptimizer } from "../optimizers/optimizer.ts";
import type { ResolvedFitOptions } from "../options.ts";
import { type Objective, objectiveOf } from "../objective/objective.ts";
import { Schedule } from "../optimizers/schedule.ts";
import { Step } from "./step.ts";
import { Stopping } from "./stopping.ts";
import { validate } from "./validation.ts";

/** One call of `fit`, from its first batch or its checkpoint to its end. */
export class Run {
  readonly #model: Autoencoder;
  readonly #objective: Objective;
  readonly #settings: ResolvedFitOptions;
  readonly #images: ImageSet;
  readonly #batches: number;
  readonly #monitors: readonly Monitor[];
  readonly #thaw: () => void;
  readonly #feed: BatchSource;
  readonly #validationFeed?: BatchSource;
  readonly #optimizer: StatefulOptimizer;
  readonly #schedule: Schedule;
  readonly #stopping: Stopping;
  readonly #interruption: Interruption;
  readonly #random: Random;
  readonly #validationRandom: Random;
  readonly #beganAt = performance.now();
  #history = new History();
  #position: Position;
  #elapsedBefore = 0;
  #batchesBefore = 0;

  constructor(model: Autoencoder, images: ImageSet, settings: ResolvedFitOptions) {
    const { epochs, batchSize, learningRate, monitor = [], validation } = settings;
    // Forked first, and always, so that validating does not change the training.
    this.#random = new Random(settings.seed);
    this.#validationRandom = this.#random.fork();
    this.#model = model;
    this.#objective = objectiveOf(model, settings.loss);
    this.#images = images;
    this.#settings = settings;
    this.#monitors = Array.isArray(monitor) ? monitor : [monitor];
    this.#batches = Math.ceil(images.count / batchSize);
    this.#thaw = freeze(model, settings.frozen);
    this.#feed = new BatchSource(images);
    this.#validationFeed = validation && new BatchSource(validation);
    this.#optimizer = optimizerOf(settings.optimizer, learningRate);
    this.#schedule = new Schedule(settings.schedule, learningRate, this.#batches, epochs);
    this.#stopping = new Stopping(settings.earlyStopping);
    this.#position = this.#startOf(1);
    this.#interruption = new Interruption(settings.signal);
  }

  async train(): Promise<History> {
    const { epochs, batchSize, corrupt } = this.#settings;
    if (corrupt) this.#validationFeed?.corrupt(corrupt, this.#validationRandom);
    const checkpoint = await Checkpoint.of(this.#model, this.#images, this.#settings);
    const finished = await this.#resume(checkpoint);
    // A file that cannot be written shows before anything is trained.
    if (!finished) await this.#write(checkpoint);
    await this.#tell((monitor) =>
      monitor.start?.({
        epochs,
        batchesPerEpoch: this.#batches,
        batchSize,
        images: this.#images.count,
      })
    );
    if (finished) Object.assign(this.#history, finished);
    else {
      this.#history.ended = await this.#epochs(checkpoint);
      const interrupted = this.#history.ended === "interrupted";
      // The file of an interrupted run has the latest weights, to go on from.
      if (interrupted) await this.#write(checkpoint);
      this.#history.restoredEpoch = this.#stopping.restore(this.#model);
      if (!interrupted) await this.#write(checkpoint, true);
    }
    this.#model.notes.training = this.#note();
    await this.#tell((monitor) => monitor.end?.(this.#history));
    return this.#history;
  }

  /** What the model carries with it about this run. */
  #note(): Record<string, unknown> {
    const { seed, batchSize, loss, learningRate, optimizer, schedule, clip, frozen } =
      this.#settings;
    const { records, ended, restoredEpoch } = this.#history;
    return {
      ...{ images: this.#images.count, epochs: records.length, ended, restoredEpoch },
      ...{ seed, batchSize, loss, learningRate, optimizer, schedule, clip, frozen },
    };
  }

  async #epochs(checkpoint: Checkpoint | undefined): Promise<Ending> {
    const step = new Step(
      ...[this.#model, this.#objective, this.#settings, this.#optimizer, this.#feed] as const,
    );
    try {
      while (this.#position.epoch <= this.#settings.epochs) {
        const done = await this.#batchesOfEpoch(step, checkpoint);
        const early = done && await this.#endEpoch();
        if (early === undefined || !done) return "interrupted";
        if (early) return "early";
      }
      return "completed";
    } finally {
      step.dispose();
    }
  }

  /** The rest of this epoch's batches; false where the run was interrupted before its end. */
  async #batchesOfEpoch(step: Step, checkpoint: Checkpoint | undefined): Promise<boolean> {
    const position = this.#position, { batchSize, augment, corrupt } = this.#settings;
    // The same forks whether the epoch begins or is resumed.
    const [orders, changes, noise, masks] = forks(Random.from(position.epochRandom));
    const order = orders.permutation(this.#images.count);
    if (augment) this.#feed.augment(augment, changes);
    if (corrupt) this.#feed.corrupt(corrupt, noise);
    const stepRandom = position.batch === 0 ? masks : Random.from(position.stepRandom);

    while (position.batch < this.#batches) {
      if (this.#interruption.wanted) return false;
      const startedAt = performance.now();
      const start = position.batch * batchSize;
      const indices = order.subarray(start, Math.min(start + batchSize, order.length));
      const loss = await step.run(
        indices,
        this.#rate(),
        { random: stepRandom, epochs: position.epoch - 1 + position.batch / this.#batches },
        `epoch ${position.epoch}, batch ${position.batch + 1} of ${this.#batches}`,
      );
      position.batch++;
      position.lossSum += loss * indices.length;
      position.seen += indices.length;
      position.stepRandom = stepRandom.state;
      position.trainingMs += performance.now() - startedAt;
      await this.#tell((monitor) => monitor.batch?.(this.#progress()));
      if (checkpoint?.due) await this.#write(checkpoint);
      await this.#interruption.breathe();
    }
    return true;
  }

  /** Validates and records; whether the run shall end early, undefined where it was interrupted. */
  async #endEpoch(): Promise<boolean | undefined> {
    const { epoch, lossSum, seen, trainingMs } = this.#position;
    const validation = this.#validationFeed &&
      await validate(
        this.#objective,
        this.#validationFeed,
        Random.from(this.#validationRandom.state), // the same noise after every epoch
        this.#interruption,
      );
    if (this.#validationFeed && !validation) return undefined;
    const loss = lossSum / seen;
    this.#history.records.push({
      epoch,
      loss,
      ...validation,
      learningRate: this.#rate(-1),
      elapsedMs: this.#elapsed(),
      imagesPerSecond: seen / trainingMs * 1000,
    });
    const watched = validation?.validationLoss ?? loss;
    this.#schedule.epoch(watched);
    const early = this.#stopping.epoch(epoch, watched, this.#model);
    const after = Random.from(this.#position.epochRandom);
    forks(after);
    this.#position = this.#startOf(epoch + 1, after);
    await this.#tell((monitor) => monitor.epoch?.(this.#history.last!, this.#history));
    return early;
  }

  #startOf(epoch: number, random = this.#random): Position {
    return {
      epoch,
      batch: 0,
      lossSum: 0,
      seen: 0,
      trainingMs: 0,
      elapsedMs: this.#elapsed(),
      epochRandom: random.state,
      stepRandom: [],
    };
  }

  /** The learning rate of the next batch, or of the one `offset` from it. */
  #rate(offset = 0): number {
    const { epoch, batch } = this.#position;
    return this.#schedule.rate((epoch - 1) * this.#batches + batch + offset);
  }

  #elapsed(): number {
    return this.#elapsedBefore + performance.now() - this.#beganAt;
  }

  #progress() {
    const { epoch, batch, lossSum, seen, trainingMs } = this.#position;
    const done = (epoch - 1) * this.#batches + batch;
    const pace = (this.#elapsed() - this.#elapsedBefore) / (done - this.#batchesBefore);
    return {
      epoch,
      batch,
      loss: lossSum / seen,
      imagesPerSecond: seen / trainingMs * 1000,
      remainingMs: pace * (this.#settings.epochs * this.#batches - done),
    };
  }

  async #tell(call: (monitor: Monitor) => void | Promise<void>): Promise<void> {
    for (const monitor of this.#monitors) {
      const waiting = call(monitor);
      if (waiting) await waiting;
    }
  }

  /** Goes to where the checkpoint stands; how the run ended, where it had. */
  async #resume(checkpoint: Checkpoint | undefined) {
    const state = await checkpoint?.read(this.#model, this.#optimizer, this.#stopping);
    if (!state) return undefined;
    this.#history = new History(state.records);
    this.#position = state.position;
    this.#schedule.state = state.schedule;
    this.#stopping.state = state.stopping;
    this.#elapsedBefore = state.position.elapsedMs;
    this.#batchesBefore = (state.position.epoch - 1) * this.#batches + state.position.batch;
    return state.finished;
  }

  async #write(checkpoint: Checkpoint | undefined, finished = false): Promise<void> {
    const { ended, restoredEpoch, records } = this.#history;
    await checkpoint?.write(this.#model, this.#optimizer, this.#stopping, {
      position: { ...this.#position, elapsedMs: this.#elapsed() },
      records,
      schedule: this.#schedule.state,
      stopping: this.#stopping.state,
      ...(finished ? { finished: { ended, restoredEpoch } } : {}),
    });
  }

  dispose(): void {
    this.#interruption.close();
    this.#thaw();
    this.#feed.dispose();
    this.#validationFeed?.dispose();
    this.#stopping.dispose();
    disposeOptimizer(this.#optimizer);
  }
}

/** The streams of one epoch: of order, augmentation, noise and dropout. */
function forks(random: Random): Random[] {
  return Array.from({ length: 4 }, () => random.fork());
}
