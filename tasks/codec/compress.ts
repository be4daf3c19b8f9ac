/**
 * `deno task compress INPUT OUTPUT [--threshold N] [--grey] [--group N] [--no-verify]`: compresses the
 * images of an IDX file (gzipped or not), a picture, or a folder of pictures of one size to one file, and
 * prints its bytes. Labels and the names of pictures are not stored.
 *
 * - `--threshold`: pixels above this grey value, an integer in 0–254, become white, the others black
 * - `--grey`: converts pictures in colour to grey; else they are refused
 * - `--group`: images of a group, the least that a damaged file loses; default 500
 * - `--no-verify`: does not decode the file and compare it before it gets its name
 *
 * @module
 */
import { writeCompressed } from "@autoencoders/codec";
import { TerminalLine, textBar } from "../../lib/progress/mod.ts";
import { integerOption, readArguments, withUsage } from "../options.ts";
import { orTaskError, runTask, typedPath } from "../project.ts";
import { openImages } from "./image_stream.ts";
import { sizeReport } from "./size_report.ts";

const usage =
  "usage: deno task compress INPUT OUTPUT [--threshold N] [--grey] [--group N] [--no-verify]\n" +
  "INPUT: an IDX file of images (gzipped or not), a picture, or a folder of pictures";

/**
 * The text that the task prints for these arguments.
 *
 * @throws {TaskError} an argument or a file is wrong; the message names it
 */
export async function compressFile(args: string[]): Promise<string> {
  const { input, output, threshold, grey, verify, groupSize } = withUsage(
    usage,
    () => readOptions(args),
  );
  const images = await orTaskError(openImages(input, { threshold, grey }), input);
  const line = new TerminalLine(), { count = 1 } = images;
  const started = performance.now();
  const written = writeCompressed(output, images, {
    verify,
    ...(groupSize ? { groupSize } : {}),
    progress({ images, verified, bytes }) {
      const share = (images + verified) / (verify ? 2 * count : count);
      line.update(`${textBar(share)} ${images} of ${count} images, ${bytes} bytes`);
    },
  });
  await orTaskError(written, input);
  const { size } = await Deno.stat(output);
  const seconds = (performance.now() - started) / 1000;
  line.update("");
  return sizeReport(output, size, images, { seconds, verified: verify });
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
      group: { type: "string" },
      verify: { type: "boolean", default: true },
    },
  } as const;
  return readArguments(config, ({ values, positionals }) => {
    if (positionals.length !== 2) {
      throw new RangeError(`expected INPUT and OUTPUT, got ${positionals.length} arguments`);
    }
    const { threshold, group, grey, verify } = values;
    return {
      input: typedPath("INPUT", positionals[0]),
      output: typedPath("OUTPUT", positionals[1]),
      threshold: threshold === undefined
        ? undefined
        : integerOption("--threshold", threshold, 0, 254),
      groupSize: group === undefined ? undefined : integerOption("--group", group, 1, 1_000_000),
      ...{ grey, verify },
    };
  });
}

if (import.meta.main) await runTask(async () => console.log(await compressFile(Deno.args)));
