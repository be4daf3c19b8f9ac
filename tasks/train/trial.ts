import {
  type Autoencoder,
  buildAutoencoder,
  evaluate,
  type Evaluation,
  fit,
  type FitOptions,
  holdOut,
  type ImageSet,
  type Monitor,
  progressBar,
  Random,
  useBackend,
} from "@autoencoders";
import { recipeOf } from "@autoencoders/results";
import { basename, join } from "@std/path";
import { arithmetic } from "../../lib/backend/mod.ts";
import { ignoreNotFound, writeAtomic } from "../../lib/files/mod.ts";
import { checkImages } from "../../lib/models/mod.ts";
import { resolveFitOptions } from "../../lib/training/mod.ts";
import { isWritten } from "../is_written.ts";
import { secondsSince } from "../project.ts";
import { waitForRun } from "../results/run_lock.ts";
import { type TrialImages, trialImages } from "./images.ts";
import { rowFrame } from "./row.ts";
import {
  completeSettings,
  settingError,
  specOf,
  type TrialNetwork,
  type TrialSettings,
} from "./settings.ts";

/** The row of a trial in its folder: where it is, the trial is done. */
export const ROW = "row.parquet";
const SETTINGS = "settings.json";

/** Where and how a trial runs. */
export interface TrialOptions {
  out: string;
  seed: number;
  threads?: number;
}

/** A trial whose settings have been found to be right: its network, images and options. */
interface ReadyTrial extends Disposable {
  model: Autoencoder;
  images: TrialImages;
  train: ImageSet;
  training: FitOptions;
}

/**
 * Trains a network once and writes its folder; nothing is done where that has been done, and nothing is
 * written if a setting is wrong.
 *
 * @returns the exit code: 0, or 130 if interrupted
 * @throws {TaskError} the folder has another trial
 */
export async function runTrial(settings: TrialSettings, options: TrialOptions): Promise<number> {
  const { out, seed } = options, label = `${basename(out)}, seed ${seed}`;
  const identity = JSON.stringify({ ...completeSettings(settings), seed }, null, 2) + "\n";
  const file = join(out, SETTINGS);
  const refusal = `${file} has the settings of another trial: choose another --out`;
  await isWritten(file, identity, refusal);
  if (await isDone(out)) {
    console.log(`${label}: already trained`);
    return 0;
  }
  const controller = new AbortController(), { signal } = controller;
  const interrupt = () => controller.abort();
  Deno.addSignalListener("SIGINT", interrupt);
  try {
    using trial = await prepare(settings, options);
    await writeAtomic(file, identity);
    const lock = await waitForRun(join(out, "lock"), { label, signal });
    await using _held = lock;
    if (lock && await isDone(out)) console.log(`${label}: trained by the other process`);
    else if (!lock || !await trainInto(out, trial, { label, signal })) {
      console.error(`${label}: interrupted; run the same command again to resume`);
      return 130;
    }
    return 0;
  } finally {
    Deno.removeSignalListener("SIGINT", interrupt);
  }
}

const isDone = async (out: string) => await ignoreNotFound(Deno.stat(join(out, ROW))) !== undefined;

async function prepare(
  settings: TrialSettings,
  { seed, threads }: TrialOptions,
): Promise<ReadyTrial> {
  const { network, data, training, holdOut: held, name } = completeSettings(settings);
  await useBackend(threads === undefined ? {} : { threads });
  const images = await trialImages(data, pictureSize(network));
  const { train, validation } = held === undefined
    ? { train: images.train, validation: undefined }
    : holdOut(images.train, held, new Random(0)); // the same images for every network and seed
  const options = { ...training, epochs: training.epochs!, seed, validation };
  let model: Autoencoder | undefined;
  try {
    model = buildAutoencoder(specOf(network, images.train, name), seed);
    resolveFitOptions(model, train, options);
    checkImages(model.spec, images.test, "test images");
  } catch (error) {
    model?.dispose();
    throw settingError(error);
  }
  const made = model;
  return { model, images, train, training: options, [Symbol.dispose]: () => made.dispose() };
}

/** The size of the pictures of a folder: that of the network, if it has one. */
function pictureSize(network: TrialNetwork): { height: number; width: number; channels: number } {
  const size: Partial<ImageSet> = typeof network === "string"
    ? recipeOf(network).network()
    : network as object;
  return { height: size.height ?? 28, width: size.width ?? 28, channels: size.channels ?? 1 };
}

/** Trains from the folder's checkpoint, or from the start; false if it was interrupted. */
async function trainInto(
  out: string,
  { model, images, train, training }: ReadyTrial,
  { label, signal }: { label: string; signal: AbortSignal },
): Promise<boolean> {
  const startedAt = performance.now(), checkpoint = { file: join(out, "checkpoint") };
  const { seed } = training, data = images.name;
  model.notes.data = { name: data, hash: images.hash };
  using log = new Log(join(out, "log.jsonl"));
  const monitor = [progressBar({ label }), logMonitor(log, { name: model.name, seed })];
  const history = await fit(model, train, { ...training, signal, checkpoint, monitor });
  if (history.ended === "interrupted") return false;
  const evaluation = measured(model, () => evaluate(model, images.test, { data, seed }));
  await model.save(join(out, "model"));
  const { last, ended, records } = history;
  const frame = rowFrame({
    ...{ name: model.name, data, dataHash: images.hash, seed, ended, evaluation },
    ...{ latent: model.latent, parameters: model.countParams(), epochs: records.length },
    trainImages: train.count,
    testImages: images.test.count,
    loss: last?.loss,
    validationLoss: last?.validationLoss,
    seconds: (last?.elapsedMs ?? 0) / 1000,
    arithmetic: arithmetic(),
  });
  await writeAtomic(join(out, ROW), frame.writeParquet());
  await ignoreNotFound(Deno.remove(checkpoint.file));
  const errors = evaluation && `BCE ${evaluation.bce.toFixed(5)}, MSE ${evaluation.mse.toFixed(5)}`;
  console.log(`${label}: ${errors ?? ended}, ${secondsSince(startedAt)}; written to ${out}`);
  return true;
}

/** What `work` measures, or undefined if the outputs of a network that diverged cannot be measured. */
function measured(model: Autoencoder, work: () => Evaluation): Evaluation | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    console.warn(`${model.name}: ${error.message}`);
  }
}

/** A file to which lines of JSON are appended as they happen. */
class Log implements Disposable {
  readonly #file: Deno.FsFile;

  constructor(path: string) {
    this.#file = Deno.openSync(path, { append: true, create: true });
  }

  write(event: string, fields: object): void {
    const line = JSON.stringify({ event, time: new Date().toISOString(), ...fields }) + "\n";
    this.#file.writeSync(new TextEncoder().encode(line));
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

/** A monitor that writes to the log; an epoch that is trained again after a kill has a second line. */
function logMonitor(log: Log, of: { name: string; seed: number }): Monitor {
  return {
    start: (plan) => log.write("start", { ...of, ...plan }),
    epoch: (record) => log.write("epoch", record),
    end: ({ ended, divergence }) => log.write("end", { ended, ...divergence && { divergence } }),
  };
}
