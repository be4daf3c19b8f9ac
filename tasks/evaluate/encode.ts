/**
 * `deno task encode MODEL IMAGES --out CODES.parquet [--shard I/N] [--labels FILE] [--upright]
 * [--threshold N] [--maximum N]`: the codes of the images of an IDX file or of a folder of pictures, by a saved
 * model, as a Parquet file: a row for each image with `image`, its index from 0, `file` if it is a picture,
 * `label` if there are labels, and the code's numbers `z0`, `z1` …
 *
 * - `--shard`: only part I of N, which may be the work of another machine; the parts of a collection put
 *   together have the rows of the whole
 * - the others: as `deno task evaluate`
 *
 * @module
 */
import { type Codes, encodeImages, useBackend } from "@autoencoders";
import pl from "nodejs-polars";
import { writeAtomic } from "../../lib/files/mod.ts";
import { integerOption, readArguments, withUsage } from "../options.ts";
import { orTaskError, runTask, TaskError, typedPath } from "../project.ts";
import { imageOptions, openModel, readImagesFor, readInputs } from "./input.ts";

const usage = "usage: deno task encode MODEL IMAGES --out CODES.parquet [--shard I/N] " +
  "[--labels FILE] [--upright] [--threshold N] [--maximum N]";

/** Encodes as the arguments say; returns the line that the task prints. */
export async function encode(args: string[]): Promise<string> {
  const { out, shard, file, ...options } = withUsage(usage, () => readOptions(args));
  await orTaskError(useBackend());
  const model = await openModel(options.modelPath);
  try {
    const { images, files } = await readImagesFor(model, file, options);
    const [start, end] = range(shard, images.count);
    if (shard && shard.parts > images.count) {
      throw new TaskError(`${file} has ${images.count} images: too few for ${shard.parts} shards`);
    }
    const part = images.slice(start, end),
      codes = await orTaskError(Promise.try(() => encodeImages(model, part)));
    const frame = codesFrame(codes, {
      start,
      files: files?.slice(start, end),
      labels: part.labels,
    });
    await orTaskError(writeAtomic(out, frame.writeParquet()));
    const of = shard ? `, part ${shard.part} of ${shard.parts}` : "";
    return `${out}: ${codes.count} codes of ${codes.dimensions} numbers${of}`;
  } finally {
    model.dispose();
  }
}

/** A part of a collection, counted from 1. */
interface Shard {
  part: number;
  parts: number;
}

/** The images of a part, from the first to the one after the last. */
function range(shard: Shard | undefined, count: number): [number, number] {
  const { part, parts } = shard ?? { part: 1, parts: 1 };
  return [Math.floor((part - 1) * count / parts), Math.floor(part * count / parts)];
}

function codesFrame(
  { values, count, dimensions: k }: Codes,
  { start, files, labels }: { start: number; files?: string[]; labels?: Uint8Array },
): pl.DataFrame {
  const unit = (i: number) => Float32Array.from({ length: count }, (_, row) => values[row * k + i]);
  return pl.DataFrame([
    pl.Series("image", Array.from({ length: count }, (_, i) => start + i), pl.Int64),
    ...files ? [pl.Series("file", files, pl.Utf8)] : [],
    ...labels ? [pl.Series("label", [...labels], pl.Int16)] : [],
    ...Array.from({ length: k }, (_, i) => pl.Series(`z${i}`, unit(i), pl.Float32)),
  ]);
}

/** @throws {RangeError} an argument is wrong; the message names it */
export function readOptions(args: string[]) {
  const config = {
    args,
    allowPositionals: true,
    options: { ...imageOptions, out: { type: "string" }, shard: { type: "string" } },
  } as const;
  return readArguments(config, ({ values: { out, shard, ...images }, positionals }) => {
    const inputs = readInputs(positionals, images);
    if (out === undefined) throw new RangeError("--out CODES.parquet is missing");
    return {
      ...inputs,
      out: typedPath("--out", out),
      shard: shard && readShard(shard) || undefined,
    };
  });
}

function readShard(text: string): Shard {
  const [part, parts, ...rest] = text.split("/");
  if (parts === undefined || rest.length > 0) {
    throw new RangeError(`--shard must be a part of a number of parts, such as 2/8, got "${text}"`);
  }
  const most = integerOption("--shard", parts);
  return { part: integerOption("--shard", part, 1, most), parts: most };
}

if (import.meta.main) await runTask(async () => console.log(await encode(Deno.args)));
