import { join } from "@std/path";
import pl from "nodejs-polars";
import { significant } from "../../lib/progress/mod.ts";
import { markdownTable } from "../markdown_table.ts";
import { type Combination, textOf } from "./combinations.ts";
import { ROW } from "./trial.ts";

/** The column of a varied setting: its path, unless the rows of trials have a column of that name. */
function columnOf(path: string, rows: pl.DataFrame): string {
  return rows.columns.includes(path) || path === "folder" ? `vary.${path}` : path;
}

/** The rows of trials, each with the values of its combination before it and its folder after it. */
export function gatherRows(
  trials: readonly { combination: Combination; folder: string }[],
): pl.DataFrame {
  const rows = pl.concat(trials.map(({ folder }) => pl.readParquet(join(folder, ROW))));
  const paths = Object.keys(trials[0].combination.values);
  const columns = paths.map((path) => {
    const values = trials.map(({ combination }) => combination.values[path]);
    const name = columnOf(path, rows);
    return values.every((value) => typeof value === "number")
      ? pl.Series(name, values, pl.Float64)
      : pl.Series(name, values.map(textOf), pl.Utf8);
  });
  const folders = pl.Series("folder", trials.map(({ folder }) => folder), pl.Utf8);
  return pl.concat([pl.DataFrame(columns), rows, pl.DataFrame([folders])], { how: "horizontal" });
}

/**
 * What the terminal shows of the rows.
 *
 * @param varied how many settings vary: the first columns
 */
export function tableOf(frame: pl.DataFrame, varied: number): string {
  const shown = [
    ...frame.columns.slice(0, varied),
    "seed",
    "epochs",
    "ended",
    "bce",
    "mse",
    "ssim",
    "seconds",
  ];
  const cell = (value: unknown) =>
    typeof value === "number" && !Number.isInteger(value)
      ? significant(value, 4)
      : `${value ?? "–"}`;
  return markdownTable(shown, frame.toRecords().map((row) => shown.map((name) => cell(row[name]))));
}
