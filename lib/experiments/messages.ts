import { ImageSet } from "../images.ts";
import { kindOf } from "../require.ts";
import { History } from "../training/mod.ts";
import type { PlannedTrial, Trial } from "./trial.ts";

/** An image set as plain data. */
type PlainImages = Pick<
  ImageSet,
  "pixels" | "height" | "width" | "channels" | "maximum" | "labels"
>;

/** What computes in a process: as in the one that starts it, with its share of the threads. */
export interface ProcessBackend {
  prefer: "openblas" | "accelerate" | "wasm" | "cpu";
  threads: number;
}

/** A planned trial as it is sent to another process. */
export interface TrialRequest extends Omit<PlannedTrial, "train" | "test" | "targets"> {
  backend: ProcessBackend;
  images: Partial<Record<"train" | "test" | "targets" | "validation", PlainImages>>;
}

/** What a process sends back. */
export type TrialReply =
  | {
    trial: Omit<Trial, "history">;
    history: Pick<History, "records" | "ended" | "restoredEpoch" | "divergence">;
  }
  | { error: string; name: string }
  | { interrupted: true };

/**
 * @throws {RangeError} an option of the training is a function or another object that is not plain data
 */
export function requireSendable(
  { name, training: { validation: _, ...training } }: PlannedTrial,
): void {
  for (const [option, value] of Object.entries(training)) {
    const culprit = notPlain(value);
    if (culprit === undefined) continue;
    throw new RangeError(
      `${name}: training.${option} cannot be sent to another process, as it has ` +
        `${culprit}: omit processes`,
    );
  }
}

/** A planned trial as it is sent, of which {@linkcode requireSendable} approved. */
export function requestOf(planned: PlannedTrial, backend: ProcessBackend): TrialRequest {
  const { train, test, targets, training: { validation, ...training }, ...rest } = planned;
  const images = Object.entries({ train, test, targets, validation })
    .flatMap(([name, set]) => set ? [[name, plainImages(set)]] : []);
  return { ...rest, training, backend, images: Object.fromEntries(images) };
}

/** What in a value is not plain data, in words; undefined if all of it is. */
function notPlain(value: unknown): string | undefined {
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== Array.prototype) return kindOf(value);
  return Object.values(value).map(notPlain).find((culprit) => culprit !== undefined);
}

/** Pixels that are part of a larger array are copied: all of the array would be sent. */
function plainImages({ pixels, height, width, channels, maximum, labels }: ImageSet): PlainImages {
  return { pixels: pixels.slice(), height, width, channels, maximum, labels: labels?.slice() };
}

/** The planned trial that was sent. */
export function plannedOf({ images, training, ...rest }: TrialRequest): PlannedTrial {
  const set = (plain?: PlainImages) => {
    if (!plain) return undefined;
    const { pixels, ...options } = plain;
    return new ImageSet(pixels, options);
  };
  const { backend: _, ...planned } = rest, validation = set(images.validation);
  return {
    ...planned,
    training: validation ? { ...training, validation } : training,
    train: set(images.train)!,
    test: set(images.test)!,
    targets: set(images.targets),
  };
}

export function replyOf({ history, ...trial }: Trial): TrialReply {
  const { records, ended, restoredEpoch, divergence } = history;
  return { trial, history: { records, ended, restoredEpoch, divergence } };
}

/** The trial that a process sent back. */
export function trialOf(
  { trial, history: { records, ...rest } }: Extract<TrialReply, { trial: unknown }>,
): Trial {
  return { ...trial, history: Object.assign(new History(records), rest) };
}
