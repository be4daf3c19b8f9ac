import { type Coder, type ImageSet, reconstructImages } from "@autoencoders";
import { gridPng } from "@autoencoders/figures";
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import { ignoreNotFound } from "../../lib/files/not_found.ts";
import { writeAtomic } from "../../lib/files/write_atomic.ts";

/** Ten images in a row, each pixel twice as wide and high. */
const count = 10, factor = 2;

/** Writes a picture of the first test images above their reconstructions to `figures/NAME.png`. */
export async function writeFigure(
  name: string,
  coder: Coder,
  test: ImageSet,
  folder: string,
): Promise<void> {
  const some = test.slice(0, Math.min(count, test.count));
  const png = tf.tidy(() => {
    const reconstructions = reconstructImages(coder, some).tensor();
    return gridPng(tf.concat([some.tensor(), reconstructions]), some.count, factor);
  });
  await writeAtomic(join(folder, "figures", `${name}.png`), png);
}

/** The names of the pictures that are there. */
export async function figureNames(folder: string): Promise<string[]> {
  const entries = await ignoreNotFound(Array.fromAsync(Deno.readDir(join(folder, "figures")))) ??
    [];
  const names = entries.filter(({ name }) => name.endsWith(".png"))
    .map(({ name }) => name.slice(0, -".png".length));
  return names.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}
