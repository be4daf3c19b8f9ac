/**
 * `deno task evaluate MODEL IMAGES.idx [--labels FILE] [--upright] [--threshold N] [--json]`: evaluates
 * a saved model on the images of an IDX file (compressed by gzip or not) and prints JSON: the means
 * over all images, the quantiles of the errors, and the images reconstructed best and worst.
 *
 * - `--labels`: an IDX file of labels; adds the metrics of each class
 * - `--upright`: transposes the images, which are stored column by column, as EMNIST is by NIST
 * - `--threshold`: binarizes the images first: pixels above this grey value, an integer in 0–254,
 *   become white; networks for binary images were trained with 127
 * - `--json`: prints one line, for programs
 *
 * @module
 */
import { parseArgs } from "node:util";
import {
  type Autoencoder,
  evaluate,
  type Evaluation,
  type ImageSet,
  loadAutoencoder,
  useBackend,
} from "@autoencoders";
import { integerOption } from "../options.ts";
import { asTaskError, runTask, TaskError } from "../project.ts";
import { readImageFile } from "./image_file.ts";
import { evaluationReport } from "./report.ts";

const usage =
  "usage: deno task evaluate MODEL IMAGES.idx [--labels FILE] [--upright] [--threshold N] [--json]";

/**
 * The text that the task prints for these arguments.
 *
 * @throws {TaskError} an argument or a file is wrong; the message names it
 */
export async function evaluateFiles(args: string[]): Promise<string> {
  const { modelPath, file, json, ...options } = readArguments(args);
  const images = await readImageFile(file, options);
  await useBackend();
  const model = await openModel(modelPath);
  try {
    const { height, width, channels } = model.spec;
    if (images.height !== height || images.width !== width || channels !== 1) {
      throw new TaskError(
        `${modelPath} takes images of ${height}×${width}×${channels}, ` +
          `${file} contains images of ${images.height}×${images.width}×1`,
      );
    }
    const evaluation = evaluateModel(model, images, { modelPath, file });
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
  { modelPath, file }: { modelPath: string; file: string },
): Evaluation {
  try {
    return evaluate(model, images, { data: file, seed: model.notes.seed });
  } catch (error) {
    throw asTaskError(error, `${modelPath} cannot be evaluated on ${file}`);
  }
}

function readArguments(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        labels: { type: "string" },
        upright: { type: "boolean", default: false },
        threshold: { type: "string" },
        json: { type: "boolean", default: false },
      },
    });
    if (positionals.length !== 2) {
      throw new TaskError(
        `expected a model and a file of images, got ${positionals.length} arguments`,
      );
    }
    const [modelPath, file] = positionals;
    const threshold = values.threshold === undefined
      ? undefined
      : integerOption("--threshold", values.threshold, 0, 254);
    return { modelPath, file, ...values, threshold };
  } catch (error) {
    throw new TaskError(`${(error as Error).message}\n${usage}`);
  }
}

if (import.meta.main) await runTask(async () => console.log(await evaluateFiles(Deno.args)));
