/**
 * `deno task evaluate MODEL IMAGES.idx [--labels FILE] [--upright] [--threshold N]
 * [--maximum N] [--json]`: evaluates a saved model on the images of an IDX file (compressed by gzip or not) and prints JSON: the means
 * over all images, the quantiles of the errors, and the images reconstructed best and worst.
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
  loadAutoencoder,
  useBackend,
} from "@autoencoders";
import { integerOption, readArguments, withUsage } from "../options.ts";
import { asTaskError, orTaskError, runTask, TaskError, typedPath } from "../project.ts";
import { readImageFile } from "./image_file.ts";
import { evaluationReport } from "./report.ts";

const usage =
  "usage: deno task evaluate MODEL IMAGES.idx [--labels FILE] [--upright] [--threshold N] " +
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
    const images = await readImageFile(file, { ...options, trainedOn: model.notes.maximum });
    const { height, width, channels } = model.spec;
    if (images.height !== height || images.width !== width || channels !== 1) {
      throw new TaskError(
        `${modelPath} takes images of ${height}×${width}×${channels}, ` +
          `${file} contains images of ${images.height}×${images.width}×1`,
      );
    }
    const evaluation = evaluateModel(model, images, { modelPath, data });
    const report = evaluationReport(evaluation, model, images);
    return JSON.stringify(report, null, json ? undefined : 2);
  } finally {
    model.dispose();
  }
}

async function openModel(path: string): Promise<Autoencoder> {
  const model = await loadAutoencoder(path).catch((error) => {
    throw new TaskError(error.message);
  });
  const invalid = model.weights.find((weight) => !weight.read().dataSync().every(Number.isFinite));
  if (invalid) {
    throw new TaskError(`${path} has weights that are NaN or infinite: ${invalid.originalName}`);
  }
  return model;
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
      labels: { type: "string" },
      upright: { type: "boolean", default: false },
      threshold: { type: "string" },
      maximum: { type: "string" },
      json: { type: "boolean", default: false },
    },
  } as const;
  return readArguments(config, ({ values, positionals }) => {
    if (positionals.length !== 2) {
      const got = positionals.length > 0 ? `"${positionals.join('" and "')}"` : "nothing";
      throw new RangeError(`expected a model and a file of images, got ${got}`);
    }
    const { labels, threshold, maximum } = values, [modelPath, data] = positionals;
    return {
      ...values,
      modelPath: typedPath("MODEL", modelPath),
      file: typedPath("IMAGES.idx", data),
      /** the images as they were typed: their name in the report */
      data,
      labels: labels === undefined ? undefined : typedPath("--labels", labels),
      threshold: optional("--threshold", threshold, 0, 254),
      maximum: optional("--maximum", maximum, 1, 255),
    };
  });
}

function optional(name: string, text: string | undefined, least: number, most: number) {
  return text === undefined ? undefined : integerOption(name, text, least, most);
}

if (import.meta.main) await runTask(async () => console.log(await evaluateFiles(Deno.args)));
