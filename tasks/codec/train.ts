/**
 * `deno task codec:train OUTPUT [--recipe NAME] [--from MODEL] [--data NAME] [--seed N] [--hold-out N]
 * [--inside N] [--epochs N] [--rounded-epochs N] [--rate X]`: trains a network of the learned codec on a data set's training images,
 * thresholded > 127, and writes its model file.
 *
 * - `--recipe`: `small` (7,201 weights, for inside files), `large` (31,201, to be shipped apart) or `grey`, for
 *   grey images, which takes `--epochs`, `--rate`, `--seed` and `--hold-out` alone
 * - `--from`: a model file to begin with, instead of random weights; its weights' bits stay
 * - `--hold-out`: does not train on that many of the images and measures what they would take after every
 *   epoch; a recipe is chosen so, never on test images
 * - `--inside`: the model will be inside of files of N images: training counts its own bytes too
 * - `--epochs`, `--rounded-epochs`, `--rate`: instead of the recipe's
 *
 * @module
 */
import { binarize, holdOut, type ImageSet, loadDataset, Random, useBackend } from "@autoencoders";
import {
  compressImages,
  openModel,
  type PixelEpoch,
  type PixelTrainingOptions,
  trainGreyModel,
  trainPixelModel,
} from "@autoencoders/codec";
import { dirname } from "@std/path";
import { writeAtomic } from "../../lib/files/mod.ts";
import { integerOption, positiveOption, readArguments, withUsage } from "../options.ts";
import { orTaskError, runTask, secondsSince, typedPath } from "../project.ts";

type Recipe = Omit<PixelTrainingOptions, "seed">;

const recipes: Record<string, Recipe> = {
  small: {
    ...{ channels: 16, blocks: 4, radius: 6, windowBits: 4, blockBits: 5, outputBits: 5 },
    ...{ epochs: 9, roundedEpochs: 3, learningRate: 0.01 },
  },
  large: {
    ...{ channels: 32, blocks: 5, radius: 8, windowBits: 5, blockBits: 6, outputBits: 5 },
    ...{ epochs: 5, roundedEpochs: 1, learningRate: 0.012 },
  },
};

/** Of grey images: epochs of {@linkcode trainGreyModel}. */
const GREY = "grey", GREY_EPOCHS = 1;

const usage = "usage: deno task codec:train OUTPUT [--recipe " +
  `${
    [...Object.keys(recipes), GREY].join("|")
  }] [--from MODEL] [--data NAME] [--seed N] [--hold-out N] [--inside N] ` +
  "[--epochs N] [--rounded-epochs N] [--rate X]";

/** Trains as the arguments say, and writes the model. */
export async function train(args: string[]): Promise<void> {
  const { output, grey, recipe, from, data, seed, heldOut } = withUsage(
    usage,
    () => readOptions(args),
  );
  await orTaskError(Deno.mkdir(dirname(output), { recursive: true })); // before the work, not after it
  const initial = from === undefined
    ? undefined
    : await orTaskError(Deno.readFile(from).then(openModel), from);
  const startedAt = performance.now(), backend = await orTaskError(useBackend());
  const all = (await orTaskError(loadDataset(data, { substitute: false }))).train;
  const images = grey ? all : binarize(all);
  const sets: { train: ImageSet; validation?: ImageSet } = heldOut
    ? holdOut(images, heldOut, new Random(0))
    : { train: images };
  console.log(`${sets.train.count} images of ${data}, seed ${seed}, ${backend.name}`);
  if (grey) {
    const bytes = trainGreyModel(sets.train, {
      ...{ ...grey, seed },
      report: ({ images, bytes }) => console.log(`${images} images  ${bytes.toFixed(2)} bytes`),
    });
    await writeAtomic(output, bytes);
    console.log(`${output}: ${bytes.length} bytes, ${secondsSince(startedAt)}`);
    if (sets.validation) console.log(heldOutLine(sets.validation, bytes));
    return;
  }
  const { model } = await orTaskError(trainPixelModel(sets.train, {
    ...recipe,
    ...initial && { initial, windowBits: undefined, blockBits: undefined, outputBits: undefined },
    seed,
    validation: sets.validation,
    epoch: (record) => console.log(epochLine(record)),
  }));
  await writeAtomic(output, model.bytes);
  console.log(
    `${output}: ${model.bytes.length} bytes, SHA-256 ${model.sha256}, ` +
      secondsSince(startedAt),
  );
}

/** What files of held-out images take with a model of grey images, and without it. */
function heldOutLine(images: ImageSet, model: Uint8Array): string {
  const [primed, adaptive] = [{ kind: "primed", model, modelInside: false } as const, {}]
    .map((options) => (compressImages(images, options).length / images.count).toFixed(2));
  return `held out: ${primed} bytes an image, ${adaptive} without the model`;
}

function epochLine(record: PixelEpoch): string {
  const { epoch, epochs, rounded, bytes, validationBytes, imagesPerSecond } = record;
  return `epoch ${epoch}/${epochs}${rounded ? ", rounded" : ""}  ${bytes.toFixed(3)} bytes` +
    (validationBytes === undefined ? "" : `, held out ${validationBytes.toFixed(3)}`) +
    `  ${Math.round(imagesPerSecond).toLocaleString("en")} img/s`;
}

/** @throws {RangeError} an argument is wrong; the message names it */
export function readOptions(args: string[]) {
  const config = {
    args,
    allowPositionals: true,
    options: {
      recipe: { type: "string", default: "small" },
      from: { type: "string" },
      data: { type: "string", default: "mnist" },
      seed: { type: "string", default: "1" },
      "hold-out": { type: "string" },
      inside: { type: "string" },
      epochs: { type: "string" },
      "rounded-epochs": { type: "string" },
      rate: { type: "string" },
    },
  } as const;
  return readArguments(config, ({ values, positionals }) => {
    if (positionals.length !== 1) {
      throw new RangeError(`expected a file to write, got ${positionals.length} arguments`);
    }
    const { recipe, from, data, seed, rate, epochs, inside, "hold-out": heldOut } = values;
    const { "rounded-epochs": roundedEpochs } = values;
    const isGrey = recipe === GREY;
    if (!isGrey && !Object.hasOwn(recipes, recipe)) {
      throw new RangeError(
        `--recipe must be one of ${[...Object.keys(recipes), GREY]}, got "${recipe}"`,
      );
    }
    const unsuited = { "--from": from, "--inside": inside, "--rounded-epochs": roundedEpochs };
    const given = Object.entries(unsuited).find(([, value]) => value !== undefined);
    if (isGrey && given) {
      throw new RangeError(
        `--recipe grey takes no --from, --inside or --rounded-epochs, got ${given.join(" ")}`,
      );
    }
    const changed = {
      ...epochs && { epochs: integerOption("--epochs", epochs) },
      ...rate && { learningRate: positiveOption("--rate", rate) },
    };
    return {
      output: typedPath("OUTPUT", positionals[0]),
      from: from === undefined ? undefined : typedPath("--from", from),
      data,
      ...isGrey && { grey: { epochs: GREY_EPOCHS, ...changed } },
      seed: integerOption("--seed", seed, 0, 0xffff_ffff),
      heldOut: heldOut === undefined ? undefined : integerOption("--hold-out", heldOut),
      recipe: {
        ...recipes[isGrey ? "small" : recipe],
        ...changed,
        ...inside && { insideFilesOf: integerOption("--inside", inside) },
        ...roundedEpochs && { roundedEpochs: integerOption("--rounded-epochs", roundedEpochs) },
      },
    };
  });
}

if (import.meta.main) await runTask(() => train(Deno.args));
