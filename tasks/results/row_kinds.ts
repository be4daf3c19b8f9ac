import {
  type BoundRecipe,
  boundRecipes,
  type BoundRow,
  boundsFile,
  type MeasuredRow,
  type NetworkRecipe,
  pcaRows,
  type PeerRow,
  type Recipe,
  type RecipeImages,
  recipes,
  type ResultRow,
  resultsFile,
  type RowFile,
  savePretrained,
  trainBound,
  type Trained,
  type TrainedBound,
  type TrainedRecipe,
  type TrainOptions,
  trainRecipe,
  untrainedRow,
} from "@autoencoders/results";
import { writeReconstructions } from "./figures.ts";
import { boundSections, trainingSections } from "./tables.ts";

/** A kind of row: where its rows are stored, how they are computed and how the page shows them. */
export interface RowKind<R extends NetworkRecipe, Row extends MeasuredRow, T extends Trained<Row>> {
  /** its name is also that of the command */
  file: RowFile<Row>;
  recipes: readonly R[];
  train(recipe: R, seed: number, options: TrainOptions): Promise<T | undefined>;
  /** the measurements, in one line */
  describe(trained: T): string;
  /** the rows to compare a new one with that are not among `rows` */
  baselines?(recipe: R, images: RecipeImages, seed: number, rows: readonly Row[]): Promise<Row[]>;
  /** Writes the files that belong to a new row, and returns the rows with it. */
  addRow(rows: readonly Row[], added: NewRow<R, Row, T>): Promise<Row[]>;
  /** the sections of the page that show its rows, beside those of `deno task peers`, in Markdown */
  sections(rows: readonly Row[], peers: readonly PeerRow[]): string[];
}

/** A row that is to be added to the others in a folder. */
export interface NewRow<R, Row, T> {
  recipe: R;
  images: RecipeImages;
  trained: T;
  row: Row;
  folder: string;
}

/** The rows of results.json: trained autoencoders and their baselines. */
export const trainingRows: RowKind<Recipe, ResultRow, TrainedRecipe> = {
  file: resultsFile,
  recipes,
  train: trainRecipe,
  describe({ evaluation, history }) {
    const { bce, mse, psnr, ssim, pixelAccuracy, deadUnits, n } = evaluation;
    return `BCE ${bce.toFixed(5)}, MSE ${mse.toFixed(5)}, PSNR ${psnr.toFixed(2)}, ` +
      `SSIM ${ssim.toFixed(4)}, pixel accuracy ${pixelAccuracy.toFixed(4)}, ` +
      `dead units ${deadUnits}; ${n} images, ${(history.last!.elapsedMs / 1000).toFixed(0)} s`;
  },
  /** PCA with as many components as the codes of all networks for these images, and the untrained network. */
  async baselines(recipe, images, seed, rows) {
    const sameData = recipes.filter(({ data }) =>
      data.name === recipe.data.name && Boolean(data.binary) === Boolean(recipe.data.binary)
    );
    const latents = new Set([recipe, ...sameData].map(({ network }) => network().latent));
    const missing = [...latents].toSorted((a, b) => a - b).filter((latent) =>
      !rows.some(({ name, data }) => name === `PCA-${latent}` && data === images.name)
    );
    const pca = missing.length > 0 ? await pcaRows(images, missing) : [];
    // Measured again even if there is a row: the recipe may have changed since.
    return [...pca, await untrainedRow(recipe, images, seed)];
  },
  async addRow(rows, { recipe, images, trained: { model }, row, folder }) {
    const added = { ...row };
    let others = rows;
    if (recipe.pretrained && savesWeights(rows, row)) {
      added.pretrained = await savePretrained(model, images.test, recipe.pretrained, folder);
      // The weights of any other seed have been replaced.
      others = rows.map((other) =>
        other.name === row.name && other.seed !== row.seed
          ? { ...other, pretrained: undefined }
          : other
      );
    }
    if (isPictured(rows, row)) await writeReconstructions(row.name, model, images.test, folder);
    return replaceRow(others, added);
  },
  sections: trainingSections,
};

/** The rows of bounds.json: variational autoencoders and their bounds. */
export const boundRows: RowKind<BoundRecipe, BoundRow, TrainedBound> = {
  file: boundsFile,
  recipes: boundRecipes,
  train: (recipe, seed, { holdOut: _, ...options }) => trainBound(recipe, seed, options),
  describe({ row }) {
    const bits = (bitsPerPixel: number) => `${bitsPerPixel.toFixed(4)} bits per pixel`;
    return `${row.data}, ${row.images}: −ELBO ${row.nats.toFixed(2)} nats ` +
      `(distortion ${row.distortion.toFixed(2)} + rate ${row.rate.toFixed(2)}, ` +
      `${bits(row.bitsPerPixel)}); with ${row.samples} samples ` +
      `${row.importanceNats.toFixed(2)} nats (${bits(row.importanceBitsPerPixel)}); ` +
      `${row.active} of ${row.latent} units active; ` +
      `n = ${row.n}, ${row.seconds.toFixed(0)} s, ${row.hardware}`;
  },
  addRow: (rows, { row }) => Promise.resolve(inOrder(replaceRow(rows, row))),
  sections: boundSections,
};

/** In the order of the recipes, then of the seeds. */
function inOrder(rows: BoundRow[]): BoundRow[] {
  const names = boundRecipes.map(({ name }) => name);
  return rows.toSorted((a, b) => names.indexOf(a.name) - names.indexOf(b.name) || a.seed - b.seed);
}

/** The fields that identify a row, and whether it is of a full run. */
type Identity = Pick<MeasuredRow, "name" | "data" | "seed" | "reduced">;

/**
 * The rows with one more, which replaces the row of the same network, data and seed; but a reduced row
 * does not replace a full one.
 */
export function replaceRow<Row extends Identity>(rows: readonly Row[], row: Row): Row[] {
  const at = rows.findIndex(({ name, data, seed }) =>
    name === row.name && data === row.data && seed === row.seed
  );
  if (at < 0) return [...rows, row];
  return row.reduced && !rows[at].reduced ? [...rows] : rows.with(at, row);
}

/** Whether there is a row for a run: a full one, or one that is reduced in the same way. */
export function hasRow(rows: readonly Identity[], run: Omit<Identity, "data">): boolean {
  return rows.some(({ name, seed, reduced }) =>
    name === run.name && seed === run.seed && (!reduced || reduced === run.reduced)
  );
}

/**
 * Whether the weights of a new row are saved. One seed of each network has saved weights: the first
 * that was trained in full, and until there is one the first that was trained at all.
 */
export function savesWeights(rows: readonly ResultRow[], row: ResultRow): boolean {
  const others = rows.filter(({ name }) => name === row.name);
  if (row.reduced && others.some(({ reduced }) => !reduced)) return false;
  const saved = others.find(({ pretrained }) => pretrained);
  return !saved || saved.seed === row.seed || Boolean(saved.reduced) && !row.reduced;
}

/**
 * Whether the figure of reconstructions shows the network of a new row: the one with the lowest seed
 * of those trained in full, and until there is one of all others.
 */
export function isPictured(rows: readonly ResultRow[], row: ResultRow): boolean {
  const all = replaceRow(rows, row).filter(({ name }) => name === row.name);
  const full = all.filter(({ reduced }) => !reduced);
  const [lowest] = (full.length > 0 ? full : all).toSorted((a, b) => a.seed! - b.seed!);
  return lowest === row;
}
