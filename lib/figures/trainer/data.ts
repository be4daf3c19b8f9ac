import { parseIdxBytes, strokes, toImageSet } from "../../datasets/mod.ts";
import type { ImageSet } from "../../images.ts";
import { Random } from "../../random.ts";
import type { DataSummary, DroppedFile } from "./protocol.ts";

/** Images to train on and others to look at. */
export interface TrainingData {
  name: string;
  train: ImageSet;
  heldOut: ImageSet;
}

/** Synthetic digits that can be trained on; 10,000 take half a second. */
const DIGITS = 10_000;
const HELD_OUT = 500;
/** Images with more pixels are too slow for a page. */
const LARGEST = 64;

/** The digits in the page: `strokes` with the seeds 1, to train on, and 2. */
export function syntheticDigits(): TrainingData {
  const train = strokes(DIGITS, new Random(1)), heldOut = strokes(HELD_OUT, new Random(2));
  return { name: "synthetic digits", train, heldOut };
}

/**
 * The images of IDX files, of which one may have labels. The last tenth, at most 500, are held out.
 *
 * @throws {SyntaxError} a file is not IDX or is damaged
 * @throws {RangeError} there is no file of images, or more than one; the labels are of other images; the
 * images are too few or too large
 */
export function droppedImages(files: readonly DroppedFile[]): TrainingData {
  const ranked = files.map((file) => ({ ...file, rank: rankOf(file) }));
  const images = ranked.filter(({ rank }) => rank === 3);
  const labels = ranked.filter(({ rank }) => rank === 1);
  if (images.length !== 1 || labels.length > 1) {
    throw new RangeError(
      "drop one IDX file of images, alone or with the file of its labels, got " +
        `${images.length} of images and ${labels.length} of labels`,
    );
  }
  const set = toImageSet(
    parseIdxBytes(images[0].bytes, images[0].name, 3),
    labels[0] && parseIdxBytes(labels[0].bytes, labels[0].name, 1),
  );
  const { count, height, width } = set, heldOut = Math.min(HELD_OUT, Math.floor(count / 10));
  if (heldOut < 10) {
    throw new RangeError(`${images[0].name} must have at least 100 images, has ${count}`);
  }
  if (Math.max(height, width) > LARGEST) {
    throw new RangeError(
      `${images[0].name} must have images of at most ${LARGEST}×${LARGEST} pixels, ` +
        `has ${height}×${width}`,
    );
  }
  return {
    name: images[0].name,
    train: set.slice(0, count - heldOut),
    heldOut: set.slice(count - heldOut, count),
  };
}

export function summaryOf({ name, train, heldOut }: TrainingData): DataSummary {
  const { count, height, width } = train;
  return { name, count, heldOut: heldOut.count, height, width };
}

/** The rank in the file's header. */
function rankOf({ name, bytes }: DroppedFile): number {
  const rank = bytes[3];
  if (bytes[0] !== 0 || bytes[1] !== 0 || (rank !== 1 && rank !== 3)) {
    throw new SyntaxError(`${name} is not an IDX file of images or labels`);
  }
  return rank;
}
