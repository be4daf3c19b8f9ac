/**
 * `deno task encode MODEL IMAGES --out CODES.parquet [--shard I/N | --shards N [--processes N |
 * --dask tcp://HOST:PORT | --list]] [--labels FILE] [--upright] [--threshold N] [--maximum N]`: the codes of
 * the images of an IDX file or of a folder of pictures, by a saved model, as a Parquet file: a row for each
 * image as `codesFrame` makes it, and `file` if it is a picture
 *
 * - `--shard`: only part I of N, of a folder so many of its files; the parts of a collection put together have
 *   the rows of the whole; where pictures cannot be read, their `image` counts files
 * - `--shards`: encodes so many parts, each by a call of this command, and puts them together; the parts that
 *   are there are not encoded again
 * - `--processes`, `--dask`, `--list`: where the parts are encoded, as in `deno task sweep`
 * - the others: as in `deno task evaluate`
 *
 * @module
 */
import { type Autoencoder, codesFrame, encodeImages, ImageSet, useBackend } from "@autoencoders";
import { join, resolve } from "@std/path";
import pl from "nodejs-polars";
import { ignoreNotFound, writeAtomic } from "../../lib/files/mod.ts";
import { type Call, shellLine } from "../calls/call.ts";
import { callOptions, readCallOptions } from "../calls/options.ts";
import { type CallOptions, runCalls } from "../calls/run_calls.ts";
import { isWritten } from "../is_written.ts";
import { integerOption, readArguments, withUsage } from "../options.ts";
import { orTaskError, runTask, TaskError, typedPath } from "../project.ts";
import {
  imageOptions,
  inputArguments,
  type Inputs,
  openModel,
  readInputs,
  readShardFor,
  requireOtherOutput,
  type Shard,
  type ShardImages,
} from "./input.ts";

const usage =
  "usage: deno task encode MODEL IMAGES --out CODES.parquet [--shard I/N | --shards N " +
  "[--processes N | --dask tcp://HOST:PORT | --list]]\n" +
  "  [--labels FILE] [--upright] [--threshold N] [--maximum N]";

/** Encodes as the arguments say; returns the line that the task prints. */
export async function encode(args: string[]): Promise<string> {
  const { out, shard, shards, file, ...options } = withUsage(usage, () => readOptions(args));
  await requireOtherOutput({ file, ...options }, out);
  await orTaskError(useBackend());
  if (shards !== undefined) return await encodeShards(shards, { out, file, ...options });
  const model = await openModel(options.modelPath);
  try {
    const read = await readShardFor(model, file, options, shard ?? { part: 1, parts: 1 });
    const frame = await orTaskError(Promise.try(() => partFrame(model, read)));
    await orTaskError(writeAtomic(out, frame.writeParquet()));
    const of = shard ? `, part ${shard.part} of ${shard.parts}` : "";
    return `${out}: ${frame.height} codes of ${model.spec.latent} numbers${of}`;
  } finally {
    model.dispose();
  }
}

/** The numbers of images, from `start` on. */
function numbers(start: number, count: number): pl.Series {
  return pl.Series("image", Array.from({ length: count }, (_, i) => start + i), pl.Int32);
}

/** The rows of a part: its images are counted from its first, and have the files of pictures. */
function partFrame(model: Autoencoder, { images, files, start }: ShardImages): pl.DataFrame {
  if (!images) { // no rows, but the columns
    const { height, width, channels } = model.spec;
    const black = new ImageSet(new Uint8Array(height * width * channels), {
      height,
      width,
      channels,
    });
    return partFrame(model, { images: black, files: [""], start }).slice(0, 0);
  }
  const frame = codesFrame(encodeImages(model, images), images.labels)
    .withColumn(numbers(start, images.count));
  return files ? frame.withColumn(pl.Series("file", files, pl.Utf8)) : frame;
}

/** Encodes each part by a call of this command, and puts them together. */
async function encodeShards(
  shards: number,
  options: CallOptions & Inputs & { list: boolean; out: string },
): Promise<string> {
  const { out, list, modelPath } = options,
    folder = `${out}.parts`,
    inputs = inputArguments(options);
  const calls = Array.from({ length: shards }, (_, i): Call => {
    const shard = `${i + 1}/${shards}`, result = join(folder, `${i + 1}-of-${shards}.parquet`);
    const own = ["--shard", shard, "--out", result];
    return { name: `part ${shard}`, args: ["tasks/evaluate/encode.ts", ...inputs, ...own], result };
  });
  (await openModel(modelPath)).dispose(); // before anything is written
  const model = await modified(modelPath);
  const images = (await orTaskError(ignoreNotFound(Deno.stat(options.file))))?.mtime;
  const parts = JSON.stringify({ inputs, shards, model, images }, null, 2) + "\n";
  const description = join(folder, "parts.json");
  const refusal = `${folder} has parts of other codes: remove it, or choose another --out`;
  if (!await isWritten(description, parts, refusal)) {
    await orTaskError(writeAtomic(description, parts));
  }
  if (list) return calls.map(shellLine).join("\n");
  await runCalls(calls, options);
  const joined = pl.concat(calls.map(({ result }) => pl.readParquet(result)));
  if (joined.height === 0) throw new TaskError(`${options.file} contains no readable image`);
  const codes = joined.withColumn(numbers(0, joined.height)); // a part may lack pictures
  await orTaskError(writeAtomic(out, codes.writeParquet()));
  await Deno.remove(folder, { recursive: true });
  return `${out}: ${codes.height} codes in ${shards} parts`;
}

/** When the file of a model, whose path may lack its extension, was written. */
async function modified(path: string): Promise<Date | null | undefined> {
  const found = [path, `${path}.safetensors`].map((file) => ignoreNotFound(Deno.stat(file)));
  return (await Promise.all(found)).find((info) => info?.isFile)?.mtime;
}

/** @throws {RangeError} an argument is wrong; the message names it */
export function readOptions(args: string[]) {
  const config = {
    args,
    allowPositionals: true,
    options: {
      ...imageOptions,
      ...callOptions,
      out: { type: "string" },
      shard: { type: "string" },
      shards: { type: "string" },
    },
  } as const;
  return readArguments(config, ({ values, positionals }) => {
    const { out, shard, shards, processes, dask, list, ...images } = values;
    const calls = readCallOptions({ processes, dask, list });
    const where = Object.entries({ processes, dask, list }).find(([, value]) => value);
    if (where && shards === undefined) throw new RangeError(`--${where[0]} needs --shards N`);
    if (shard !== undefined && shards !== undefined) {
      throw new RangeError("--shard and --shards exclude each other");
    }
    if (out === undefined) throw new RangeError("--out CODES.parquet is missing");
    return {
      ...readInputs(positionals, images),
      ...calls,
      out: resolve(typedPath("--out", out)), // the calls may run in other folders
      shard: shard === undefined ? undefined : readShard(shard),
      shards: shards === undefined ? undefined : integerOption("--shards", shards),
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
