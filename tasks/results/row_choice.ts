import { isDone, replaceRow, type ResultRow } from "@autoencoders/results";
import { TaskError } from "../project.ts";
import type { TrainingRun } from "./training_runs.ts";

/**
 * Whether a run has nothing to do, as its row is there and it was not told to train it again.
 *
 * @param reduced in what the run departs from its recipe, where it does
 * @throws {TaskError} a row of a full run is there, which this one would not replace
 */
export function isUpToDate(
  { name, seed, label, told }: Pick<TrainingRun, "name" | "seed" | "label" | "told">,
  rows: Parameters<typeof isDone>[0],
  reduced: string | undefined,
): boolean {
  if (told.holdOut !== undefined) return false; // writes no row
  if (!told.again) return isDone(rows, { name, seed, reduced });
  if (reduced && isDone(rows, { name, seed, reduced: undefined })) {
    throw new TaskError(
      `${label}: its row is of a full run, which one of ${reduced} would not replace; name another ` +
        "--folder or --seeds",
    );
  }
  return false;
}

/**
 * Whether a new row's weights are kept: those of one seed are, the first that was trained in full, and
 * until then the first that was trained at all.
 */
export function keepsWeights(rows: readonly ResultRow[], row: ResultRow): boolean {
  const others = rows.filter(({ name }) => name === row.name);
  if (row.reduced && others.some(({ reduced }) => !reduced)) return false;
  const before = others.find(({ kept }) => kept);
  return !before || before.seed === row.seed || Boolean(before.reduced) && !row.reduced;
}

/**
 * Whether a new row's network is the one in the picture: the lowest seed's of those trained in full,
 * and until there are any the lowest seed's of the others.
 */
export function givesPicture(rows: readonly ResultRow[], row: ResultRow): boolean {
  const all = replaceRow(rows, row).filter(({ name }) => name === row.name);
  const full = all.filter(({ reduced }) => !reduced);
  const [first] = (full.length > 0 ? full : all).toSorted((a, b) => a.seed! - b.seed!);
  return first === row;
}
