/**
 * `deno task compress INPUT OUTPUT [--threshold N] [--grey] [--model FILE [--apart]] [--group N]
 * [--no-verify]`: compresses the images of an IDX file (gzipped or not), a picture, or a folder of pictures
 * of one size to one file, and prints its bytes. Labels and the names of pictures are not stored.
 *
 * - `--threshold`: pixels above this grey value, an integer in 0–254, become white, the others black
 * - `--grey`: converts pictures in colour to grey; else they are refused
 * - `--kind`: the codec; default "learned" with a model, else "adaptive", which needs none
 * - `--model`: the trained model, of kinds that need one; it is stored in the file
 * - `--quality`: of kind "lossy", the step to which codes are rounded: 0.75 of a network with codes of 32 numbers
 *   is 24 dB on digits, 0.28 of one with 64 is 28 dB; smaller is better and larger. Its model is what
 *   `deno task codec:lossy NAME --pack FILE` writes
 * - `--apart`: stores the hash of the model only: who decompresses the file must have the model
 * - `--group`: images of a group, the least that a damaged file loses; default 500
 * - `--no-verify`: does not decode the file and compare it before it gets its name
 *
 * @module
 */
import { useBackend } from "@autoencoders";
import {
  type CompressOptions,
  type KindName,
  kindNames,
  lossySettings,
  writeCompressed,
} from "@autoencoders/codec";
import { TerminalLine, textBar } from "../../lib/progress/mod.ts";
import { integerOption, readArguments, withUsage } from "../options.ts";
import { orTaskError, runTask, typedPath } from "../project.ts";
import { openImages } from "./image_stream.ts";
import { requireOtherFile } from "./require_other_file.ts";
import { sizeReport } from "./size_report.ts";

const usage = "usage: deno task compress INPUT OUTPUT [--threshold N] [--grey] [--kind NAME] " +
  "[--model FILE [--apart]] [--quality X] [--group N] [--no-verify]\n" +
  "INPUT: an IDX file of images (gzipped or not), a picture, or a folder of pictures of one size\n" +
  `NAME: ${kindNames().join(", ")}`;

/** Options of kinds that this version does not have: refused by name, not as unknown. */
const planned = ["lossy", "learn"] as const;

/**
 * The text that the task prints for these arguments.
 *
 * @throws {TaskError} an argument or a file is wrong; the message names it
 */
export async function compressFile(args: string[]): Promise<string> {
  const { input, output, threshold, grey, verify, model, ...options } = withUsage(
    usage,
    () => readOptions(args),
  );
  await requireOtherFile(input, output);
  const trained = model === undefined ? {} : { model: await orTaskError(Deno.readFile(model)) };
  const opened = await orTaskError(openImages(input, { threshold, grey }), input);
  const { leftOut, ...images } = opened;
  if (options.kind === "lossy") await orTaskError(useBackend()); // its network is slow without
  const line = new TerminalLine(), { count = 1 } = images;
  const started = performance.now();
  const written = writeCompressed(output, images, {
    ...options,
    ...trained,
    verify,
    progress({ images, verified, bytes }) {
      const share = (images + verified) / (verify ? 2 * count : count);
      line.update(`${textBar(share)} ${images} of ${count} images, ${bytes} bytes`);
    },
  });
  await orTaskError(written);
  const { size } = await Deno.stat(output);
  const seconds = (performance.now() - started) / 1000;
  line.update("");
  const lossless = options.kind !== "lossy"; // else there is nothing to compare
  const report = sizeReport(output, size, images, { seconds, verified: verify, lossless });
  return leftOut.length > 0 ? `${report}\nleft out of ${input}: ${leftOut.join(", ")}` : report;
}

/** @throws {RangeError} an argument is wrong; the message names it */
export function readOptions(args: string[]) {
  const config = {
    args,
    allowPositionals: true,
    allowNegative: true,
    options: {
      threshold: { type: "string" },
      grey: { type: "boolean", default: false },
      kind: { type: "string" },
      model: { type: "string" },
      apart: { type: "boolean", default: false },
      group: { type: "string" },
      verify: { type: "boolean", default: true },
      lossy: { type: "boolean" },
      quality: { type: "string" },
      learn: { type: "boolean" },
    },
  } as const;
  return readArguments(config, ({ values, positionals }) => {
    if (positionals.length !== 2) {
      throw new RangeError(`expected INPUT and OUTPUT, got ${positionals.length} arguments`);
    }
    for (const name of planned) {
      if (values[name] === undefined) continue;
      throw new RangeError(`--${name} is for a kind of codec that this version does not have`);
    }
    const { threshold, grey, kind, model, apart, group, verify, quality } = values;
    if (quality !== undefined && !(Number(quality) > 0)) {
      throw new RangeError(`--quality must be a positive number, got "${quality}"`);
    }
    if ((kind === "lossy") !== (quality !== undefined)) {
      throw new RangeError("--quality X and --kind lossy belong together");
    }
    if (apart && model === undefined) throw new RangeError("--apart needs --model FILE");
    const options: CompressOptions = {
      kind: (kind ?? (model === undefined ? "adaptive" : "learned")) as KindName,
      ...(group === undefined ? {} : { groupSize: integerOption("--group", group, 1, 1_000_000) }),
      ...(apart ? { modelInside: false } : {}),
      ...(quality === undefined ? {} : { settings: lossySettings(Number(quality)) }),
    };
    return {
      ...options,
      input: typedPath("INPUT", positionals[0]),
      output: typedPath("OUTPUT", positionals[1]),
      threshold: threshold === undefined
        ? undefined
        : integerOption("--threshold", threshold, 0, 254),
      model: model === undefined ? undefined : typedPath("--model", model),
      ...{ grey, verify },
    };
  });
}

if (import.meta.main) await runTask(async () => console.log(await compressFile(Deno.args)));
