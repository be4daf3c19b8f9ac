import { recipeOf, type ResultRow } from "@autoencoders/results";
import { svgCurves } from "@autoencoders/figures";
import { join } from "@std/path";
import { writeAtomic } from "../../lib/files/write_atomic.ts";

/** Learning curves that can be compared: of one data set and one loss. */
export interface CurveGroup {
  /** of the file, without its ending */
  name: string;
  data: string;
  loss: "bce" | "mse";
  rows: ResultRow[];
}

/** The full rows with learning curves, those of one data set and loss together; one seed a network. */
export function curveGroups(rows: readonly ResultRow[]): CurveGroup[] {
  const full = rows.filter(({ losses, reduced }) => losses && !reduced);
  const first = [...Map.groupBy(full, ({ name }) => name).values()].map((same) =>
    same.toSorted((a, b) => a.seed! - b.seed!)[0]
  );
  const lossOf = ({ name }: ResultRow) => recipeOf(name).training.loss as "bce" | "mse";
  const groups = Map.groupBy(first, (row) => `${row.data} ${lossOf(row)}`);
  return [...groups].map(([key, rows]) => ({
    name: `curves-${key.replaceAll(/[^a-z0-9]+/g, "-")}`,
    data: rows[0].data,
    loss: lossOf(rows[0]),
    rows,
  }));
}

/** Writes each group's chart into the folder's `figures`. */
export async function writeCurves(groups: readonly CurveGroup[], folder: string): Promise<void> {
  for (const group of groups) {
    const file = join(folder, "figures", `${group.name}.svg`);
    await writeAtomic(file, chart(group));
  }
}

const units = { bce: "binary cross-entropy, nats a pixel", mse: "mean squared error" };

function chart({ rows, loss }: CurveGroup): string {
  const lines = rows.map(({ name, losses }) => ({
    name,
    points: losses!.map((value, epoch) => [epoch + 1, value] as const),
  }));
  const epochs = Math.max(...rows.map(({ losses }) => losses!.length));
  return svgCurves({ lines, epochs, title: `training loss: ${units[loss]}`, log: true }) + "\n";
}
