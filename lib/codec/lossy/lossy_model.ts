import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { codesFrom } from "../../codes.ts";
import { encodeImages } from "../../evaluation/mod.ts";
import {
  readSafetensors,
  type Safetensors,
  type StoredTensor,
  toPath,
  writeSafetensors,
} from "../../files/mod.ts";
import type { ImageSet } from "../../images.ts";
import type { Coder } from "../../models/mod.ts";
import { Random } from "../../random.ts";
import { requireInRange, requireInteger, requireKnown } from "../../require.ts";
import { fitMixture } from "../../statistics/mod.ts";
import type { StoredMixture } from "./code_distribution.ts";
import { fitRotation, rotate, type Rotation } from "./rotation.ts";

/** What {@linkcode LossyCodec} needs beside the network: coordinates of codes and their distribution. */
export interface LossyModel extends Rotation, StoredMixture {
  /** of the network */
  readonly name: string;
  readonly height: number;
  readonly width: number;
}

/** Options of {@linkcode fitLossyModel}. */
export interface LossyModelOptions {
  /** near which the model will be used; any other is possible; default 1.2 */
  step?: number;
  /** Gaussians in the mixture; default 24 */
  components?: number;
  /** passes of expectation–maximisation, at most; default 30 */
  iterations?: number;
  /** default 1 */
  seed?: number;
}

/**
 * Fits the coordinates and the distribution of a network's codes to training images.
 *
 * @param coder of grey images
 * @throws {RangeError} the images have several channels, or an option is out of range or unknown
 */
export function fitLossyModel(
  coder: Coder,
  images: ImageSet,
  options: LossyModelOptions = {},
): LossyModel {
  const known = { step: true, components: true, iterations: true, seed: true };
  requireKnown("fitLossyModel", options, known);
  const { step = 1.2, components = 24, iterations = 30, seed = 1 } = options;
  requireInRange("step", step, 1e-6, 1e6);
  requireInteger("components", components, 1, images.count);
  requireGrey(images.channels);
  const codes = encodeImages(coder, images), k = codes.dimensions;
  const rotation = fitRotation(coder, codes), random = new Random(seed);
  // what is known of a number is its integer: it may be off by half a step either way
  const blurred = Float32Array.from(
    rotate(rotation, codes),
    (value) => value + step * (random.uniform() - 0.5),
  );
  const mixture = fitMixture(codesFrom(blurred, k), components, random, { iterations });
  const factors = mixture.components.flatMap(({ covariance }) => {
    const { lowerTriangularMatrix: lower } = new CholeskyDecomposition(
      Matrix.from1DArray(k, k, covariance),
    );
    return lower.to2DArray().flatMap((row, i) => row.slice(0, i + 1));
  });
  return {
    name: coder.name,
    height: images.height,
    width: images.width,
    ...rotation,
    weights: Float16Array.from(mixture.weights),
    means: Float16Array.from(mixture.components.flatMap(({ mean }) => [...mean])),
    factors: Float16Array.from(factors),
  };
}

const FORMAT = "autoencoders lossy model";

/** Writes a model to a safetensors file, atomically. */
export async function saveLossyModel(path: string | URL, model: LossyModel): Promise<void> {
  const { name, height, width, ...numbers } = model;
  const tensors = Object.entries(numbers)
    .map(([name, values]): [string, StoredTensor] => [name, { shape: [values.length], values }]);
  await writeSafetensors(toPath(path), {
    tensors: new Map(tensors),
    metadata: { format: FORMAT, name, height: `${height}`, width: `${width}` },
  });
}

/**
 * Reads what {@linkcode saveLossyModel} wrote.
 *
 * @throws {SyntaxError} the file is not intact or has something else in it
 * @throws {Deno.errors.NotFound} there is no such file
 */
export async function loadLossyModel(path: string | URL): Promise<LossyModel> {
  return lossyModelOf(await readSafetensors(toPath(path)), toPath(path));
}

/** The model that a safetensors file has, named `path` in errors. */
export function lossyModelOf({ tensors, metadata }: Safetensors, path: string): LossyModel {
  const take = <T>(name: string, type: new () => T): T => {
    const values = tensors.get(name)?.values;
    if (metadata.format === FORMAT && values instanceof type) return values;
    throw new SyntaxError(`"${path}" is not an ${FORMAT}: it has no ${name}`);
  };
  return {
    name: metadata.name,
    height: Number(metadata.height),
    width: Number(metadata.width),
    matrix: take("matrix", Float32Array),
    offset: take("offset", Float32Array),
    weights: take("weights", Float16Array),
    means: take("means", Float16Array),
    factors: take("factors", Float16Array),
  };
}

function requireGrey(channels: number): void {
  if (channels !== 1) {
    throw new RangeError(`the lossy codec is for grey images, got ${channels} channels`);
  }
}
