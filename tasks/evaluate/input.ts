import {
  type Autoencoder,
  binarize,
  type ImageSet,
  loadAutoencoder,
  loadFolder,
} from "@autoencoders";
import { resolve } from "@std/path";
import { loadFiles } from "../../lib/datasets/mod.ts";
import { requireOtherFile } from "../codec/require_other_file.ts";
import { integerOption } from "../options.ts";
import { orTaskError, TaskError, typedPath } from "../project.ts";
import { type ImageFileOptions, readImageFile } from "./image_file.ts";

/** The options with which every command of a model and images says how the images are read. */
export const imageOptions = {
  labels: { type: "string" },
  upright: { type: "boolean", default: false },
  threshold: { type: "string" },
  maximum: { type: "string" },
} as const;

/** How the command line names a model and images. */
export interface Inputs extends ImageFileOptions {
  modelPath: string;
  /** an IDX file or a folder of pictures */
  file: string;
}

/**
 * The model and the images of a command line.
 *
 * @throws {RangeError} an argument is wrong; the message names it
 */
export function readInputs(
  positionals: readonly string[],
  { labels, threshold, maximum, upright }: {
    labels?: string;
    threshold?: string;
    maximum?: string;
    upright: boolean;
  },
): Inputs {
  if (positionals.length !== 2) {
    const got = positionals.length > 0 ? `"${positionals.join('" and "')}"` : "nothing";
    throw new RangeError(`expected a model and a file of images, got ${got}`);
  }
  const [model, images] = positionals;
  return {
    modelPath: typedPath("MODEL", model),
    file: typedPath("IMAGES", images),
    upright,
    labels: labels === undefined ? undefined : typedPath("--labels", labels),
    threshold: optional("--threshold", threshold, 0, 254),
    maximum: optional("--maximum", maximum, 1, 255),
  };
}

/** The arguments that {@linkcode readInputs} reads as these, with absolute paths. */
export function inputArguments(inputs: Inputs): string[] {
  const { modelPath, file, labels, upright, threshold, maximum } = inputs;
  return [
    ...[resolve(modelPath), resolve(file)],
    ...labels === undefined ? [] : ["--labels", resolve(labels)],
    ...upright ? ["--upright"] : [],
    ...threshold === undefined ? [] : ["--threshold", `${threshold}`],
    ...maximum === undefined ? [] : ["--maximum", `${maximum}`],
  ];
}

function optional(name: string, text: string | undefined, least: number, most: number) {
  return text === undefined ? undefined : integerOption(name, text, least, most);
}

/** @throws {TaskError} the model cannot be read, or has a weight that is NaN or infinite */
export async function openModel(path: string): Promise<Autoencoder> {
  const model = await loadAutoencoder(path).catch((error) => {
    throw new TaskError(error.message);
  });
  const invalid = model.weights.find((weight) => !weight.read().dataSync().every(Number.isFinite));
  if (invalid) {
    throw new TaskError(`${path} has weights that are NaN or infinite: ${invalid.originalName}`);
  }
  return model;
}

/** @throws {TaskError} the output is one of the files that are read */
export async function requireOtherOutput(
  { modelPath, file, labels }: Inputs,
  out: string,
): Promise<void> {
  for (const input of [file, modelPath, `${modelPath}.safetensors`, labels]) {
    if (input !== undefined) await requireOtherFile(input, out);
  }
}

/** A part of a collection, counted from 1. */
export interface Shard {
  part: number;
  parts: number;
}

/** Images of an IDX file or of a folder of pictures. */
export interface InputImages {
  images: ImageSet;
  /** of each picture */
  files?: string[];
}

/** The images of a part of a collection, if there are any: none of its pictures may be readable. */
export interface ShardImages extends Partial<InputImages> {
  /** the number of the first image in the whole collection, of pictures that of its file */
  start: number;
}

/**
 * The images of an IDX file, or of a folder of pictures, which are brought to the model's size.
 *
 * @throws {TaskError} they cannot be read, or are not of the size that the model takes
 */
export async function readImagesFor(
  model: Autoencoder,
  file: string,
  options: ImageFileOptions & { modelPath: string },
): Promise<InputImages> {
  const { images, files } = await readShardFor(model, file, options, { part: 1, parts: 1 });
  return { images: images!, files }; // a whole without images is an error
}

/**
 * The images of a part of an IDX file or of a folder of pictures, of which only those of the part are opened.
 *
 * @throws {TaskError} they cannot be read, are not of the size that the model takes, or are fewer than the
 * parts
 */
export async function readShardFor(
  model: Autoencoder,
  file: string,
  { modelPath, ...options }: ImageFileOptions & { modelPath: string },
  shard: Shard,
): Promise<ShardImages> {
  let start = 0;
  /** The images of the shard, from the first to the one after the last. */
  const range = (count: number): [number, number] => {
    const { part, parts } = shard;
    if (parts > Math.max(1, count)) {
      const what = isFolder ? "files" : "images";
      throw new TaskError(`${file} has ${count} ${what}: too few for ${parts} shards`);
    }
    start = Math.floor((part - 1) * count / parts);
    return [start, Math.floor(part * count / parts)];
  };
  const { height, width, channels } = model.spec;
  const isFolder = await Deno.stat(file).then(({ isDirectory }) => isDirectory, () => false);
  if (isFolder) {
    const given = (["labels", "upright", "maximum"] as const).find((name) => options[name]);
    if (given) {
      throw new TaskError(
        `--${given} is for IDX files, and ${file} is a folder of pictures: omit it`,
      );
    }
    const size = { height, width, channels: channels === 3 ? 3 : 1 } as const;
    const { images, files } = await orTaskError(
      shard.parts === 1
        ? loadFolder(file, size)
        : loadFiles(file, size, (files) => files.slice(...range(files.length))),
    );
    const { threshold } = options;
    if (!images || threshold === undefined) return { images, files, start };
    const binary = Promise.try(() => binarize(images, threshold));
    return { images: await orTaskError(binary, "--threshold"), files, start };
  }
  const images = await readImageFile(file, { ...options, trainedOn: model.notes.maximum });
  if (images.height !== height || images.width !== width || channels !== 1) {
    throw new TaskError(
      `${modelPath} takes images of ${height}×${width}×${channels}, ` +
        `${file} contains images of ${images.height}×${images.width}×1`,
    );
  }
  return { images: images.slice(...range(images.count)), start };
}
