/**
 * `deno task compress INPUT OUTPUT [--threshold N] [--grey] [--model NAME|FILE|inside [--apart] | --learn]
 * [--lossy [--quality X]] [--group N] [--no-verify]`: compresses the images of an IDX file (gzipped or not),
 * a picture, or a folder of pictures of one size to one file, and prints its bytes. Labels and the names of
 * pictures are not stored. Without `--model`, `--learn` and `--lossy` the codec learns while it codes.
 *
 * - `--threshold`: pixels above this grey value, an integer in 0–254, become white, the others black
 * - `--grey`: converts pictures in colour to grey; else they are refused
 * - `--model`: a trained network predicts the pixels. `inside`: mnist-7k, stored in the file; the name of a
 *   model of the project, which the file names: `mnist-31k`, `emnist-7k` or, of grey images, `mnist-grey`; or a
 *   model file, stored in the file
 * - `--apart`: does not store the model file, but its hash: who decompresses the file must have the model
 * - `--learn`: trains a network on these images first, which takes minutes, and stores it in the file
 * - `--lossy`: stores grey images as the codes of a network, by default `ours-32`; `--model ours-64` is the
 *   better one, or a file that `deno task codec:lossy NAME --pack FILE` has written
 * - `--quality`: of lossy files, the step to which codes are rounded, default 0.75: smaller is better and larger
 * - `--group`: images of a group, the least that a damaged file loses; default 500
 * - `--no-verify`: does not decode the file and compare it before it gets its name
 *
 * @module
 */
import { ImageSet, useBackend } from "@autoencoders";
import {
  type CompressOptions,
  type ImageStream,
  kindOfModel,
  lossySettings,
  trainPixelModel,
  writeCompressed,
} from "@autoencoders/codec";
import { TerminalLine, textBar } from "../../lib/progress/mod.ts";
import { integerOption, readArguments, withUsage } from "../options.ts";
import { orTaskError, runTask, TaskError, typedPath } from "../project.ts";
import { openImages } from "./image_stream.ts";
import { lossyNames, modelNames, namedModel } from "./models.ts";
import { requireOtherFile } from "./require_other_file.ts";
import { sizeReport } from "./size_report.ts";

const usage = "usage: deno task compress INPUT OUTPUT [--threshold N] [--grey] " +
  "[--model NAME|FILE|inside [--apart] | --learn] [--lossy [--quality X]] [--group N] [--no-verify]\n" +
  "INPUT: an IDX file of images (gzipped or not), a picture, or a folder of pictures of one size\n" +
  `NAME: ${modelNames.join(", ")}`;

/** How {@linkcode learned} trains: more would gain little. */
const LEARNING = { seed: 1, epochs: 4, roundedEpochs: 2, learningRate: 0.01 };

/**
 * The text that the task prints for these arguments.
 *
 * @throws {TaskError} an argument or a file is wrong; the message names it
 */
export async function compressFile(args: string[]): Promise<string> {
  const { input, output, threshold, grey, verify, model, learn, ...options } = withUsage(
    usage,
    () => readOptions(args),
  );
  await requireOtherFile(input, output);
  let opened = await orTaskError(openImages(input, { threshold, grey }), input);
  if (learn || options.kind === "lossy") await orTaskError(useBackend());
  const trained: Pick<CompressOptions, "model" | "kind"> = {};
  if (model !== undefined) {
    trained.model =
      await (modelNames.includes(model) ? namedModel(model) : orTaskError(Deno.readFile(model)));
    if (kindOfModel(trained.model) === "primed") trained.kind = "primed";
  } else if (learn) {
    trained.model = await orTaskError(learned(opened), input);
    opened = await orTaskError(openImages(input, { threshold, grey }), input);
  }
  const { leftOut, bytes: _, ...images } = opened;
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

/** The model file of a network that is trained on these images. */
async function learned(stream: ImageStream): Promise<Uint8Array> {
  const { height, width, binary, maximum } = stream;
  if (!binary) throw new TaskError("--learn is for binary images: give --threshold N");
  const parts = await Array.fromAsync(stream.pixels);
  const pixels = await new Blob(parts as BlobPart[]).bytes();
  const bits = maximum === 1 ? pixels : pixels.map((value) => Number(value > 0));
  const line = new TerminalLine();
  const { model } = await trainPixelModel(new ImageSet(bits, { height, width, maximum: 1 }), {
    ...LEARNING,
    epoch: ({ epoch, epochs, bytes }) =>
      line.update(`training: epoch ${epoch} of ${epochs}, ${bytes.toFixed(2)} bytes an image`),
  });
  line.update("");
  return model.bytes;
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
      model: { type: "string" },
      apart: { type: "boolean", default: false },
      group: { type: "string" },
      verify: { type: "boolean", default: true },
      lossy: { type: "boolean", default: false },
      quality: { type: "string" },
      learn: { type: "boolean", default: false },
    },
  } as const;
  return readArguments(config, ({ values, positionals }) => {
    if (positionals.length !== 2) {
      throw new RangeError(`expected INPUT and OUTPUT, got ${positionals.length} arguments`);
    }
    const { threshold, grey, model, apart, learn, lossy, group, verify, quality = "0.75" } = values;
    if (!(Number(quality) > 0)) {
      throw new RangeError(`--quality must be a positive number, got "${quality}"`);
    }
    if (values.quality !== undefined && !lossy) throw new RangeError("--quality needs --lossy");
    if (learn && (lossy || model !== undefined)) {
      throw new RangeError("--learn trains a network of its own: omit --model and --lossy");
    }
    const name = model === "inside" ? "mnist-7k" : model ?? (lossy ? "ours-32" : undefined);
    const isNamed = name !== undefined && modelNames.includes(name);
    if (isNamed && lossy !== lossyNames.some((each) => each === name)) {
      throw new RangeError(`--model ${model} is ${lossy ? "not " : ""}for --lossy`);
    }
    if (apart && (model === undefined || isNamed)) {
      throw new RangeError("--apart needs --model FILE");
    }
    const options: CompressOptions = {
      ...(lossy ? { kind: "lossy", settings: lossySettings(Number(quality)) } : {}),
      ...(!lossy && (learn || name !== undefined) ? { kind: "learned" } : {}),
      ...(group === undefined ? {} : { groupSize: integerOption("--group", group, 1, 1_000_000) }),
      ...(apart || isNamed && model !== "inside" ? { modelInside: false } : {}),
    };
    return {
      ...options,
      input: typedPath("INPUT", positionals[0]),
      output: typedPath("OUTPUT", positionals[1]),
      threshold: threshold === undefined
        ? undefined
        : integerOption("--threshold", threshold, 0, 254),
      model: name === undefined || isNamed ? name : typedPath("--model", name),
      ...{ grey, verify, learn },
    };
  });
}

if (import.meta.main) await runTask(async () => console.log(await compressFile(Deno.args)));
