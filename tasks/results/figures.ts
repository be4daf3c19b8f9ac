import { type Coder, type ImageSet, reconstructImages } from "@autoencoders";
import { type Recipe, recipes, type ResultRow } from "@autoencoders/results";
import { gridPng, svgCurves } from "@autoencoders/figures";
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import { ignoreNotFound, litterReason, writeAtomic } from "../../lib/files/mod.ts";

/** The number of test images in a figure of reconstructions. */
const IMAGES = 10;
/** The factor by which they are enlarged. */
const FACTOR = 2;

/** Writes test images above their reconstructions to `figures/NAME.png`. */
export async function writeReconstructions(
  name: string,
  coder: Coder,
  test: ImageSet,
  folder: string,
): Promise<void> {
  const originals = test.slice(0, Math.min(IMAGES, test.count));
  const png = tf.tidy(() => {
    const images = [originals.tensor(), reconstructImages(coder, originals).tensor()];
    return gridPng(tf.concat(images), originals.count, FACTOR);
  });
  await writeAtomic(join(folder, "figures", `${name}.png`), png);
}

/** The names of the networks that have a figure of reconstructions. */
export async function reconstructionNames(folder: string): Promise<string[]> {
  const files = Array.fromAsync(Deno.readDir(join(folder, "figures")));
  const names = (await ignoreNotFound(files) ?? []).map(({ name }) => name)
    .filter((name) => name.endsWith(".png") && !litterReason(name)).map((name) =>
      name.slice(0, -".png".length)
    );
  return names.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/** Learning curves that are comparable: of one data set and one loss. */
export interface CurveGroup {
  /** of the chart's file, without its extension */
  name: string;
  data: string;
  loss: Recipe["training"]["loss"];
  rows: ResultRow[];
}

/** The full rows with learning curves by data set and loss; of each network the lowest seed. */
export function curveGroups(rows: readonly ResultRow[]): CurveGroup[] {
  const losses = new Map(recipes.map((recipe) => [recipe.name, recipe.training.loss]));
  const full = rows.filter(({ name, losses: curve, reduced }) =>
    curve && !reduced && losses.has(name)
  );
  const lowest = [...Map.groupBy(full, ({ name }) => name).values()].map((rows) =>
    rows.toSorted((a, b) => a.seed! - b.seed!)[0]
  );
  const groups = Map.groupBy(lowest, ({ name, data }) => `${data} ${losses.get(name)}`);
  return [...groups].map(([key, rows]) => ({
    name: `curves-${key.replaceAll(/[^a-z0-9]+/g, "-")}`,
    data: rows[0].data,
    loss: losses.get(rows[0].name)!,
    rows,
  }));
}

/** Writes the chart of each group to `figures/NAME.svg`. */
export async function writeCurves(groups: readonly CurveGroup[], folder: string): Promise<void> {
  for (const group of groups) {
    await writeAtomic(join(folder, "figures", `${group.name}.svg`), chart(group));
  }
}

const units = { bce: "binary cross-entropy, nats per pixel", mse: "mean squared error" };

function chart({ rows, loss }: CurveGroup): string {
  const lines = rows.map(({ name, losses }) => ({
    name,
    points: losses!.map((value, epoch) => [epoch + 1, value] as const),
  }));
  const epochs = Math.max(...rows.map(({ losses }) => losses!.length));
  return svgCurves({ lines, epochs, title: `training loss: ${units[loss]}`, log: true }) +
    "\n";
}
