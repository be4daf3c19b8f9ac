import { display, type MimeBundle } from "../display.ts";
import { frame, type Framing, inWords } from "../style/html.ts";
import { cellTable, type Row } from "./image_cells.ts";
import { imageSize } from "./image_size.ts";
import { significant } from "../style/numbers.ts";
import { errors, type Images, picture, type Pictures, pictures } from "./pictures.ts";
import { difference, raster } from "./png.ts";

/** How reconstructions are shown. */
export interface ReconstructionsOptions extends Framing {
  /** a row of differences under each reconstruction; shown unless told otherwise */
  differences?: boolean;
  /** the row that the others are compared with; the first unless told */
  reference?: string;
  /** rows without error and difference, such as a noisy input */
  plain?: readonly string[];
  /** screen pixels an image is wide; what fits unless told */
  size?: number;
}

/**
 * Shows images above what became of them: a row for each name, the mean squared error under each
 * image and, below, where it differs (orange: too bright, blue: too dark, nearly white: right).
 *
 * @param rows by name, such as `{ original, "PCA-32": …, autoencoder: … }`; all of one shape
 * @throws {TypeError} a row is neither an ImageSet nor a tensor [n, h, w, c]
 * @throws {RangeError} the rows differ in shape, or the reference is none of them
 *
 * @example
 * ```ts
 * import { ImageSet } from "@autoencoders";
 * import { showReconstructions } from "@autoencoders/figures";
 *
 * const original = new ImageSet(new Uint8Array([0, 255]), { height: 1, width: 2 });
 * const reconstruction = new ImageSet(new Uint8Array([9, 240]), { height: 1, width: 2 });
 * await showReconstructions({ original, reconstruction }, { caption: "Above the input." });
 * ```
 */
export async function showReconstructions(
  rows: Record<string, Images>,
  options: ReconstructionsOptions = {},
): Promise<void> {
  await display(reconstructionsFigure(rows, options));
}

/** What {@linkcode showReconstructions} shows. */
export function reconstructionsFigure(
  rows: Record<string, Images>,
  options: ReconstructionsOptions = {},
): MimeBundle {
  const all = Object.entries(rows).map(([name, images]) => ({ name, images: pictures(images) }));
  const reference = all.find(({ name }) => name === (options.reference ?? all[0].name));
  if (!reference) {
    throw new RangeError(
      `reference must be one of ${all.map(({ name }) => name).join(", ")}, ` +
        `got ${options.reference}`,
    );
  }
  for (const { name, images } of all) sameShape(name, images, reference.images);

  const lines: string[] = [];
  const table = all.flatMap(({ name, images }): Row[] => {
    if (name === reference.name || options.plain?.includes(name)) {
      return [imageRow(name, images)];
    }
    const mse = errors(images, reference.images);
    const mean = mse.reduce((sum, value) => sum + value, 0) / mse.length;
    lines.push(`${name}: MSE ${significant(mean)} (mean of these ${mse.length})`);
    const row = imageRow(name, images, mse);
    return options.differences === false ? [row] : [row, differenceRow(name, images, reference)];
  });
  const size = options.size ?? imageSize(reference.images.count, reference.images.width);
  return {
    "text/plain": inWords(lines.join("\n"), options),
    "text/html": frame(cellTable(table, size), options),
  };
}

function imageRow(name: string, images: Pictures, mse?: Float64Array): Row {
  const cells = Array.from({ length: images.count }, (_, i) => {
    const error = mse && significant(mse[i], 2);
    return {
      raster: raster(picture(images, i)),
      alt: `${name} of image ${i}${error ? `, mean squared error ${error}` : ""}`,
      caption: error,
    };
  });
  return { name, note: mse && "MSE below", cells };
}

function differenceRow(
  name: string,
  images: Pictures,
  reference: { name: string; images: Pictures },
): Row {
  const cells = Array.from({ length: images.count }, (_, i) => ({
    raster: difference(picture(images, i), picture(reference.images, i)),
    alt: `where ${name} of image ${i} differs from ${reference.name}`,
  }));
  return { name: "difference", note: "orange: too bright\nblue: too dark", cells };
}

function sameShape(name: string, a: Pictures, b: Pictures): void {
  const shape = (p: Pictures) => `[${p.count}, ${p.height}, ${p.width}, ${p.channels}]`;
  if (shape(a) !== shape(b)) {
    throw new RangeError(`${name} must be ${shape(b)} as the reference is, got ${shape(a)}`);
  }
}
