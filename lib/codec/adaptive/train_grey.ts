import type { ImageSet } from "../../images.ts";
import { Random } from "../../random.ts";
import { requireFunction, requireInRange, requireInteger, requireKnown } from "../../require.ts";
import { codeValue, type Decide, GreyNetwork } from "./grey_network.ts";
import { checkGreySize, writeGreyPrior } from "./grey_prior.ts";
import { squash } from "./tables.ts";

/** Binary digits after the point of the weights in a model file. */
const BITS = 6;
/** Images between reports. */
const REPORT = 1000;

/** How {@linkcode trainGreyModel} trains. */
export interface GreyTrainingOptions {
  /** for the order of the images; an integer in 0–2³²−1 */
  seed: number;
  /** passes over the images */
  epochs: number;
  /** hidden units; default 64 */
  units?: number;
  /** at the beginning; half a cosine wave then brings it down to a fiftieth; default 0.02 */
  learningRate?: number;
  /** called after every thousand images, with the bytes of one on average, by the network alone */
  report?: (done: { images: number; bytes: number }) => void;
}

const knownOptions: Record<keyof GreyTrainingOptions, true> = {
  seed: true,
  epochs: true,
  units: true,
  learningRate: true,
  report: true,
};

/**
 * Trains the network of the adaptive codec on grey images before it codes others of their kind: as it learns
 * while it codes, by a step of gradient descent on the size of each pixel. What comes out is a model file
 * for files of kind "primed".
 *
 * @throws {RangeError} an option is unknown or out of range, the images are not grey, or the network has more
 * than 2²⁰ weights
 */
export function trainGreyModel(images: ImageSet, options: GreyTrainingOptions): Uint8Array {
  requireKnown("trainGreyModel", options, knownOptions);
  const { seed, epochs, units = 64, learningRate = 0.02, report } = options;
  const { height, width, channels, maximum, count } = images;
  requireInteger("epochs", epochs);
  requireInteger("units", units, 1, 1024);
  requireInRange("learningRate", learningRate, 0);
  if (report !== undefined) requireFunction("report", report);
  if (channels !== 1 || maximum !== 255) {
    throw new RangeError(
      `images must be grey, of one channel of 0–255, got ${channels} of maximum ${maximum}`,
    );
  }
  checkGreySize({ height, width, units });
  const random = new Random(seed);
  const network = new GreyNetwork(height, width, { units, oncePerPixel: true });
  const { grid, online } = network;
  let bits = 0, done = 0;
  const decide: Decide = (decision, _depth, yes) => {
    const p = squash(online.logit(decision));
    bits -= Math.log2(yes ? p : 1 - p);
    online.update(yes ? 1 : 0);
    return yes ? 1 : 0;
  };
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const i of random.permutation(count)) {
      const wave = (1 + Math.cos(Math.PI * done / (epochs * count))) / 2;
      online.rate = learningRate * (0.02 + 0.98 * wave);
      const pixels = images.image(i);
      grid.fill(0);
      for (let y = 0, at = 0; y < height; y++) {
        for (let x = 0; x < width; x++, at++) {
          network.look(y, x);
          grid[network.at(y, x)] = codeValue(pixels[at], decide);
        }
      }
      if (++done % REPORT === 0) {
        report?.({ images: done, bytes: bits / 8 / REPORT });
        bits = 0;
      }
    }
  }
  return writeGreyPrior({ height, width, units, weights: online.weights() }, BITS);
}
