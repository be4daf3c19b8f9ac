import { type Coder, type ImageSet, reconstructImages } from "@autoencoders";
import { encode } from "fast-png";
import { join } from "@std/path";
import { pictures } from "../../lib/figures/pictures/pictures.ts";
import { enlarge, mosaic } from "../../lib/figures/pictures/png.ts";
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
  const [above, below] = [some, reconstructImages(coder, some)].map(pictures);
  const both = new Float32Array(above.values.length + below.values.length);
  both.set(above.values);
  both.set(below.values, above.values.length);
  const all = { ...above, values: both, count: above.count + below.count };
  const { data, width, height, channels } = enlarge(mosaic(all, above.count), factor);
  await writeAtomic(
    join(folder, "figures", `${name}.png`),
    encode({ data, width, height, channels }, { zlib: { level: 9 } }),
  );
}

/** The names of the pictures that are there. */
export async function figureNames(folder: string): Promise<string[]> {
  const entries = await ignoreNotFound(Array.fromAsync(Deno.readDir(join(folder, "figures")))) ??
    [];
  const names = entries.filter(({ name }) => name.endsWith(".png"))
    .map(({ name }) => name.slice(0, -".png".length));
  return names.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}
