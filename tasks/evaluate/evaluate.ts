/**
 * `deno task evaluate MODEL IMAGES [--labels FILE] [--upright] [--threshold N] [--maximum N]
 * [--json]`: evaluates a saved model on the images of an IDX file (compressed by gzip or not) or of a folder of
 * pictures and prints JSON: the means over all images, the quantiles of the errors, and the images reconstructed
 * best and worst.
 *
 * - `--labels`: an IDX file of labels; adds the metrics of each class
 * - `--upright`: transposes the images, which are stored column by column, as EMNIST is by NIST
 * - `--threshold`: binarizes the images first: pixels above this grey value, an integer in 0–254,
 *   become white; networks for binary images were trained with 127
 * - `--maximum`: the value of white; default that of the images that the model was trained on, else 255,
 *   or 1 if no pixel is brighter
 * - `--json`: prints one line, for programs
 *
 * @module
 */
import {
  type Autoencoder,
  evaluate,
  type Evaluation,
  type ImageSet,
  useBackend,
} from "@autoencoders";
import { readArguments, withUsage } from "../options.ts";
import { asTaskError, orTaskError, runTask } from "../project.ts";
import { imageOptions, openModel, readImagesFor, readInputs } from "./input.ts";
import { evaluationReport } from "./report.ts";

const usage =
  "usage: deno task evaluate MODEL IMAGES [--labels FILE] [--upright] [--threshold N] " +
  "[--maximum N] [--json]";

/**
 * The text that the task prints for these arguments.
 *
 * @throws {TaskError} an argument or a file is wrong; the message names it
 */
export async function evaluateFiles(args: string[]): Promise<string> {
  const { modelPath, file, data, json, ...options } = withUsage(usage, () => readOptions(args));
  await orTaskError(useBackend());
  const model = await openModel(modelPath);
  try {
    const { images } = await readImagesFor(model, file, { ...options, modelPath });
    const evaluation = evaluateModel(model, images, { modelPath, data });
    const report = evaluationReport(evaluation, model, images);
    return JSON.stringify(report, null, json ? undefined : 2);
  } finally {
    model.dispose();
  }
}

function evaluateModel(
  model: Autoencoder,
  images: ImageSet,
  { modelPath, data }: { modelPath: string; data: string },
): Evaluation {
  try {
    return evaluate(model, images, { data, seed: model.notes.seed });
  } catch (error) {
    throw asTaskError(error, `${modelPath} cannot be evaluated on ${data}`);
  }
}

/** @throws {RangeError} an argument is wrong; the message names it */
export function readOptions(args: string[]) {
  const config = {
    args,
    allowPositionals: true,
    options: {
      ...imageOptions,
      json: { type: "boolean", default: false },
    },
  } as const;
  return readArguments(config, ({ values: { json, ...images }, positionals }) => ({
    ...readInputs(positionals, images),
    /** the images as they were typed: their name in the report */
    data: positionals[1],
    json,
  }));
}

if (import.meta.main) await runTask(async () => console.log(await evaluateFiles(Deno.args)));
