import { binarize, type ImageSet, loadDataset, loadFolder } from "@autoencoders";
import { join } from "@std/path";
import { sha256Hex } from "../../lib/files/mod.ts";
import { requireInteger } from "../../lib/require.ts";
import { TaskError } from "../project.ts";
import type { TrialData } from "./settings.ts";

/** The images of a trial, ready for training. */
export interface TrialImages {
  /** of the data set or folder, followed by ", binary" if it was thresholded */
  name: string;
  train: ImageSet;
  test: ImageSet;
  /** SHA-256 of the images, before any thresholding */
  hash: string;
}

/** The size to which pictures are brought. */
interface PictureSize {
  height: number;
  width: number;
  channels: number;
}

/**
 * Loads the images that the settings name; synthetic digits never replace them.
 *
 * @param size of the pictures of a folder
 */
export async function trialImages(
  data: TrialData,
  size: PictureSize,
): Promise<TrialImages> {
  const { binary, trainCount, testCount } = data;
  const { name, train, test, hash } = data.folder === undefined
    ? await loadDataset(data.name!, { trainCount, testCount, substitute: false })
    : await picturesOf(data.folder, data, size);
  return binary
    ? { name: `${name}, binary`, train: binarize(train), test: binarize(test), hash }
    : { name, train, test, hash };
}

async function picturesOf(
  folder: string,
  counts: Pick<TrialData, "trainCount" | "testCount">,
  { height, width, channels }: PictureSize,
): Promise<TrialImages> {
  const load = async (part: "train" | "test") => {
    const path = join(folder, part), count = counts[`${part}Count`];
    const { images } = await loadFolder(path, { height, width, channels: channels === 3 ? 3 : 1 })
      .catch((error) => {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
        throw new TaskError(
          `${folder} must have the folders train and test with pictures: ${error.message}`,
        );
      });
    if (count !== undefined) requireInteger(`data.${part}Count`, count, 1, images.count);
    return count === undefined ? images : images.slice(0, count);
  };
  const train = await load("train"), test = await load("test");
  return { name: folder, train, test, hash: sha256Hex(train.pixels, test.pixels) };
}
