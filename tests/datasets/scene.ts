/** A small data set, and tests in which it is registered. */
import { join } from "@std/path";
import { mnist } from "../../lib/datasets/registry/mnist.ts";
import {
  type DatasetEntry,
  loadDataset,
  type LoadOptions,
  Random,
  registerDataset,
  strokes,
  writeIdx,
} from "@autoencoders";
import { temporaryFolder } from "../helpers/temp_folder.ts";

/** A data set of six images. */
export const tiny = strokes(6, new Random(1));
export const idx = (data: Uint8Array, ...shape: number[]) => writeIdx({ data, shape });
export const tinyFiles: Record<string, Uint8Array> = {
  "tiny-train-images": idx(tiny.pixels.subarray(0, 4 * 784), 4, 28, 28),
  "tiny-train-labels": idx(tiny.labels!.subarray(0, 4), 4),
  "tiny-test-images": idx(tiny.pixels.subarray(4 * 784), 2, 28, 28),
  "tiny-test-labels": idx(tiny.labels!.subarray(4), 2),
};
export const tinyEntry: DatasetEntry = {
  ...mnist,
  name: "tiny",
  title: "Tiny",
  files: {
    trainImages: { name: "tiny-train-images" },
    trainLabels: { name: "tiny-train-labels" },
    testImages: { name: "tiny-test-images" },
    testLabels: { name: "tiny-test-labels" },
  },
  images: undefined,
  folders: ["tiny", "."],
  mirrors: ["https://no.mirror.invalid/"],
};

export interface Scene {
  folder: string;
  load: (options?: LoadOptions) => ReturnType<typeof loadDataset>;
  put: (files: Record<string, Uint8Array>, within?: string) => Promise<void>;
}

/** A test with an empty data folder and a separate environment, in which "tiny" is registered. */
export function scene(
  name: string,
  run: (scene: Scene) => Promise<void>,
  { entry = tinyEntry, env = {} }: { entry?: DatasetEntry; env?: Record<string, string> } = {},
) {
  Deno.test(name, async () => {
    await using folder = await temporaryFolder();
    const cleared = { AUTOENCODERS_DATA: "", AUTOENCODERS_MIRROR: "", AUTOENCODERS_OFFLINE: "" };
    const before = Object.keys(cleared).map((key) => [key, Deno.env.get(key)] as const);
    registerDataset(entry);
    for (const [key, value] of Object.entries({ ...cleared, ...env })) Deno.env.set(key, value);
    try {
      await run({
        folder: folder.path,
        load: (options) =>
          loadDataset("tiny", { folder: folder.path, warn() {}, onProgress() {}, ...options }),
        async put(files, within = ".") {
          await Deno.mkdir(join(folder.path, within), { recursive: true });
          for (const [name, bytes] of Object.entries(files)) {
            await Deno.writeFile(join(folder.path, within, name), bytes);
          }
        },
      });
    } finally {
      for (const [key, value] of before) {
        if (value === undefined) Deno.env.delete(key);
        else Deno.env.set(key, value);
      }
    }
  });
}
