import { fromFileUrl, join } from "@std/path";
import type { Recipe, RecipeImages } from "@autoencoders/results";
import { startGuarded } from "../../tasks/guard.ts";
import { TaskError } from "../../tasks/project.ts";
import { benchPython } from "../engines/venv.ts";
import type { Peer } from "./networks.ts";

const program = fromFileUrl(new URL("train.py", import.meta.url));

/** How a network is trained in Python. */
export interface Training {
  images: RecipeImages;
  recipe: Recipe;
  seed: number;
  threads: number;
  /** at the start of every line about it */
  label: string;
  /** for the images and the weights */
  folder: string;
}

/** What Python trained. */
export interface Outcome {
  /** the file of the weights: float32, in the order and the layout of Keras */
  weights: string;
  /** on the test images, computed by the library */
  mse: number;
  seconds: number;
  versions: string;
}

/**
 * Trains a network by `train.py`, which shows its progress.
 *
 * @throws {TaskError} it fails; Python has said why
 */
export async function train(
  { library, network }: Peer,
  { images: { train, test }, recipe, seed, threads, label, folder }: Training,
): Promise<Outcome> {
  const [trainFile, testFile, weights, job] = ["train", "test", "weights", "job.json"]
    .map((name) => join(folder, name));
  await Deno.writeFile(trainFile, train.pixels);
  await Deno.writeFile(testFile, test.pixels);
  const { epochs, learningRate, schedule = "constant" } = recipe.training;
  const files = { train: trainFile, test: testFile, weights };
  const settings = { library, network, seed, threads, label, epochs, learningRate, schedule };
  await Deno.writeTextFile(job, JSON.stringify({ ...settings, ...files, white: train.maximum }));
  const { code, stdout } = await startGuarded(benchPython, [program, job], {
    env: { OMP_NUM_THREADS: `${threads}` },
    stdout: "piped",
    stderr: "inherit",
  }).output();
  if (code !== 0) throw new TaskError(`${label}: Python ended with ${code}`);
  return { weights, ...JSON.parse(new TextDecoder().decode(stdout).trim().split("\n").at(-1)!) };
}
