/**
 * `deno task evaluate MODEL IMAGES.idx [--labels FILE] [--upright] [--threshold N] [--json]`: the
 * figures of a saved model on the images of an IDX file (packed by gzip or not), as JSON: means over all
 * images, how the errors are spread over them, and which images came back best and worst.
 *
 * - `--labels`: an IDX file of labels; adds the figures of each class
 * - `--upright`: the images are stored column by column, as NIST stores EMNIST: turns them
 * - `--threshold`: makes them black and white first: pixels above this grey value, a whole number in
 *   0–254, become white; 127 is what networks for binary images learned on
 * - `--json`: in one line, for programs
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
import { evaluationReport } from "./report.ts";
import { readImageFile } from "./image_file.ts";
import { runTask, TaskError } from "../project.ts";

const usage =
  "usage: deno task evaluate MODEL IMAGES.idx [--labels FILE] [--upright] [--threshold N] [--json]";

async function main(): Promise<void> {
  const { modelPath, file, json, ...options } = readArguments();
  const images = await readImageFile(file, options);
  await useBackend();
  const model = await open(modelPath);
  const { height, width, channels } = model.spec;
  if (images.height !== height || images.width !== width || channels !== 1) {
    throw new TaskError(
      `${modelPath} takes images of ${height}×${width}×${channels}, ` +
        `${file} holds images of ${images.height}×${images.width}×1`,
    );
  }
  const figures = measure(model, images, { modelPath, file });
  const report = evaluationReport(figures, model, images);
  console.log(JSON.stringify(report, null, json ? undefined : 2));
}

async function open(path: string): Promise<Autoencoder> {
  const model = await loadAutoencoder(path).catch((error) => {
    throw new TaskError(error.message);
  });
  const broken = model.weights.find((weight) => !weight.read().dataSync().every(Number.isFinite));
  if (broken) {
    throw new TaskError(`${path} has weights that are NaN or infinite, in ${broken.originalName}`);
  }
  return model;
}

function measure(
  model: Autoencoder,
  images: ImageSet,
  { modelPath, file }: { modelPath: string; file: string },
): Evaluation {
  try {
    return evaluate(model, images, { data: file, seed: model.notes.seed });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TaskError(`${modelPath} cannot be measured on ${file}: ${error.message}`);
  }
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        labels: { type: "string" },
        upright: { type: "boolean", default: false },
        threshold: { type: "string" },
        json: { type: "boolean", default: false },
      },
    });
    if (positionals.length !== 2) {
      throw new TaskError(`needs a model and a file of images, got ${positionals.length}`);
    }
    const [modelPath, file] = positionals;
    return { modelPath, file, ...values, threshold: greyValue(values.threshold) };
  } catch (error) {
    throw new TaskError(`${(error as Error).message}\n${usage}`);
  }
}

function greyValue(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < 0 || value > 254) {
    throw new TaskError(
      `--threshold must be a grey value, a whole number in 0–254, got ${JSON.stringify(text)}`,
    );
  }
  return value;
}

if (import.meta.main) await runTask(main);
