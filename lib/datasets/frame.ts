import type pl from "nodejs-polars";
import { ImageSet, type ImageSetOptions } from "../images.ts";
import { kindOf, requireInteger, requireKnown } from "../require.ts";

/** Options of {@linkcode imagesFromFrame}. */
export interface FrameOptions extends Omit<ImageSetOptions, "labels"> {
  /** the name of the column of labels; default none */
  label?: string;
}

/** Most columns that an error lists. */
const LISTED = 3;

/**
 * Images from a Polars data frame, such as `pl.readParquet(file)` or `pl.readCSV(file)` give: each row is an
 * image, each column a pixel, row by row, channels last, as in Kaggle's and OpenML's files of MNIST. The
 * names of the columns do not matter, their order does.
 *
 * Pixels are integers in 0–`maximum`, or numbers in 0–1, which are rounded to the grey levels.
 *
 * @param frame h · w · c columns of pixels, and perhaps one of labels
 * @throws {TypeError} it is not a data frame, or a label is not an integer in 0–255
 * @throws {RangeError} it has another number of columns, or no column `label`; a pixel is missing, not a
 * number or out of range
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import pl from "nodejs-polars";
 * import { imagesFromFrame } from "@autoencoders";
 *
 * const frame = pl.readCSV("label,pixel0,pixel1\n7,0,255\n3,51,0\n");
 * const images = imagesFromFrame(frame, { height: 1, width: 2, label: "label" });
 * deepStrictEqual([...images.pixels], [0, 255, 51, 0]);
 * deepStrictEqual([...images.labels!], [7, 3]);
 * ```
 */
export function imagesFromFrame(frame: pl.DataFrame, options: FrameOptions): ImageSet {
  requireKnown("imagesFromFrame", options, {
    height: true,
    width: true,
    channels: true,
    maximum: true,
    label: true,
  });
  if (typeof frame?.getColumns !== "function") {
    throw new TypeError(`frame must be a Polars data frame, got ${kindOf(frame)}`);
  }
  const { height, width, channels = 1, maximum = 255, label } = options;
  for (const [name, value] of Object.entries({ height, width, channels })) {
    requireInteger(name, value);
  }
  requireInteger("maximum", maximum, 1, 255);
  if (label !== undefined && !frame.columns.includes(label)) {
    throw new RangeError(
      `the frame has no column ${JSON.stringify(label)} of labels, only ${listed(frame.columns)}`,
    );
  }
  const columns = frame.getColumns().filter(({ name }) => name !== label);
  const count = height * width * channels;
  if (columns.length !== count) {
    const advice = label === undefined ? "; name the one of labels by label" : "";
    throw new RangeError(
      `${height}×${width}×${channels} images have ${count} columns of pixels, the frame has ` +
        `${listed(columns.map(({ name }) => name))}${advice}, and drop others from the frame`,
    );
  }
  const values = new Float32Array(frame.height * count);
  let whole = true, largest = 0;
  for (const [column, series] of columns.entries()) {
    const numbers = numbersOf(series);
    for (let row = 0; row < numbers.length; row++) {
      const value = Number(numbers[row]);
      if (!(value >= 0 && value <= maximum)) {
        throw new RangeError(
          `pixels must be in 0–${maximum}, row ${row} of column "${series.name}" has ${value}`,
        );
      }
      whole &&= Number.isInteger(value);
      if (value > largest) largest = value;
      values[row * count + column] = value;
    }
  }
  const labels = label === undefined ? undefined : frame.getColumn(label).toArray() as number[]; // checked by ImageSet
  const set = { height, width, channels, maximum, labels };
  if (!whole && largest <= 1) return ImageSet.fromFloats(values, set);
  if (!whole || largest <= 1 && maximum > 1) {
    const advice = whole ? "; give maximum: 1 if the images are binary" : "";
    throw new RangeError(
      `pixels must be integers in 0–${maximum} or numbers in 0–1, got ${
        whole ? "no integer above 1" : `numbers up to ${largest}, not all of them integers`
      }${advice}`,
    );
  }
  return new ImageSet(Uint8Array.from(values), set);
}

/** @throws {RangeError} a value is missing, or they are not numbers */
function numbersOf(series: pl.Series): ArrayLike<number | bigint> {
  if (series.nullCount() > 0) {
    const row = series.toArray().findIndex((value: unknown) => value === null);
    throw new RangeError(`row ${row} of column "${series.name}" has no value`);
  }
  if (series.isNumeric()) return series.toTypedArray();
  throw new RangeError(`column "${series.name}" must have numbers, it has ${series.dtype}`);
}

function listed(names: readonly string[]): string {
  const first = names.slice(0, LISTED).map((name) => JSON.stringify(name)).join(", ");
  return names.length > LISTED ? `${names.length}: ${first}, …` : `${names.length}: ${first}`;
}
