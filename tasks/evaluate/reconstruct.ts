/**
 * `deno task reconstruct MODEL IMAGES --out OUTPUT [--upright] [--threshold N]
 * [--maximum N]`: what a saved model makes of the images of an IDX file or of a folder of pictures, in grey levels
 * 0–255, as an IDX file or, if OUTPUT ends with "/" and always in colour, as a new folder of PNG pictures.
 *
 * @module
 */
import { type ImageSet, reconstructImages, useBackend, writeIdx } from "@autoencoders";
import { basename, join } from "@std/path";
import { writeAtomic } from "../../lib/files/mod.ts";
import { writePicture } from "../codec/picture.ts";
import { readArguments, withUsage } from "../options.ts";
import { orTaskError, runTask, TaskError, typedPath } from "../project.ts";
import { imageOptions, openModel, readImagesFor, readInputs, requireOtherOutput } from "./input.ts";

const usage = "usage: deno task reconstruct MODEL IMAGES --out OUTPUT [--upright] " +
  '[--threshold N] [--maximum N]\nOUTPUT: an IDX file or, if it ends with "/", a new folder of PNG pictures';

/** Reconstructs as the arguments say; returns the line that the task prints. */
export async function reconstruct(args: string[]): Promise<string> {
  const { out, pictures, file, ...options } = withUsage(usage, () => readOptions(args));
  await requireOtherOutput({ file, ...options }, out);
  await orTaskError(useBackend());
  const model = await openModel(options.modelPath);
  try {
    const { images, files } = await readImagesFor(model, file, options);
    const made = await orTaskError(Promise.try(() => reconstructImages(model, images))),
      { count, height, width } = made;
    if (made.channels > 1 && !pictures) {
      throw new TaskError(
        `images in colour are written as pictures: end --out with "/", got ${out}`,
      );
    }
    if (pictures) await orTaskError(writePictures(out, made, files));
    else {
      const bytes = writeIdx({ data: made.pixels, shape: [count, height, width] });
      await orTaskError(writeAtomic(out, bytes));
    }
    return `${out}: ${count} images of ${height}×${width}`;
  } finally {
    model.dispose();
  }
}

/** One picture for each image, by its number and, of a picture, its name. */
async function writePictures(folder: string, images: ImageSet, files?: string[]): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for await (const _ of Deno.readDir(folder)) throw new TaskError(`${folder} is not empty`);
  const digits = String(images.count - 1).length;
  for (let i = 0; i < images.count; i++) {
    const name = files ? `-${basename(files[i]).replace(/\.\w+$/, "")}` : "";
    const path = join(folder, `${String(i).padStart(digits, "0")}${name}.png`);
    await writePicture(path, images.image(i), images);
  }
}

/** @throws {RangeError} an argument is wrong; the message names it */
export function readOptions(args: string[]) {
  const { labels: _, ...options } = imageOptions;
  const config = {
    args,
    allowPositionals: true,
    options: { ...options, out: { type: "string" } },
  } as const;
  return readArguments(config, ({ values: { out, ...images }, positionals }) => {
    const inputs = readInputs(positionals, images);
    if (out === undefined) throw new RangeError("--out OUTPUT is missing");
    return { ...inputs, out: typedPath("--out", out), pictures: /[/\\]$/.test(out) };
  });
}

if (import.meta.main) await runTask(async () => console.log(await reconstruct(Deno.args)));
