import type { Step } from "../playground/steps.ts";
import type { Plane } from "../playground/plane.ts";

/** What the reader chooses; the names are those of `denseAutoencoder` and `fit`. */
export interface Settings {
  /** n, training images, or fewer if there are fewer */
  images: number;
  /** units of the encoder's hidden layers; the decoder mirrors them */
  widths: readonly number[];
  /** k, numbers per code */
  latent: number;
  /** the activation of the code */
  latentActivation: "linear" | "relu";
  loss: "bce" | "mse";
  learningRate: number;
  /** of the initial weights and of the order of the images */
  seed: number;
}

/** A file that the reader dropped. */
export interface DroppedFile {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** What the page asks of the worker that trains. */
export type Request =
  /** a new network, in place of the one before */
  | { type: "start"; settings: Settings; running: boolean }
  | { type: "resume" }
  | { type: "pause" }
  /** one optimiser step */
  | { type: "step" }
  /** the learning rate from the next step on */
  | { type: "rate"; learningRate: number }
  /** IDX files of images and, if there is one, of labels; none for synthetic digits */
  | { type: "data"; files: DroppedFile[] };

/** What the worker tells the page. */
export type Reply =
  /** sent once, when requests are read; `note` says why something slower was chosen */
  | { type: "ready"; name: string; threads: number; note?: string }
  | { type: "data"; data: DataSummary }
  | { type: "started"; start: Start }
  | { type: "progress"; progress: TrainingProgress }
  | { type: "view"; view: View }
  /** training ended by itself: at its last epoch, at a number that is NaN or infinite, or at an error */
  | { type: "ended"; message: string }
  /** the request was refused, and what ran before goes on */
  | { type: "refused"; message: string };

/** The images in use. */
export interface DataSummary {
  name: string;
  /** images that can be trained on */
  count: number;
  /** images that are not trained on */
  heldOut: number;
  height: number;
  width: number;
}

/** A network before its first step. */
export interface Start {
  settings: Settings;
  /** number of weights */
  parameters: number;
  images: number;
  batchesPerEpoch: number;
  height: number;
  width: number;
  /** the held-out images of the map, in 0–255, and their labels */
  held: { pixels: Uint8Array<ArrayBuffer>; labels: Uint8Array<ArrayBuffer> | null; count: number };
  /** the loss of the mean of the training images as every output */
  baseline: number;
}

/** A place of the loss curve: epochs, with fractions, and the loss. */
export type Point = readonly [epochs: number, loss: number];

/** The losses of an epoch; epoch 0 is the network before its first step. */
export interface EpochLosses {
  epoch: number;
  /** the mean over the batches of the epoch */
  loss?: number;
  /** over the held-out images, after the epoch */
  validationLoss: number;
}

/** What happened since the last one. */
export interface TrainingProgress {
  steps: number;
  /** with fractions */
  epochs: number;
  /** the mean of each group of batches */
  training: Point[];
  /** of each epoch that ended */
  epochLosses: EpochLosses[];
  /** time in which it ran */
  seconds: number;
}

/** The network at one moment, and what it makes of held-out images. */
export interface View {
  steps: number;
  encoder: Step[];
  decoder: Step[];
  /** reconstructions of the first held-out images, in 0–255 */
  reconstructions: Uint8Array<ArrayBuffer>;
  plane: Plane;
  units: {
    /** the range of the bars */
    low: number;
    high: number;
    /** units with the same value for all held-out images */
    dead: number[];
    /** the standard deviation of each unit over the held-out images */
    deviations: number[];
  };
}
