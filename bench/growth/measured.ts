import { ignoreNotFound, writeAtomic } from "../../lib/files/mod.ts";
import { TaskError } from "../../tasks/project.ts";
import type { EngineName } from "../engines/engines.ts";
import { type PanelName, panelNames } from "./points.ts";

/** The engines at one point. */
export interface MeasuredPoint {
  panel: PanelName;
  value: number;
  /** of the day, as 2026-11-28 */
  date: string;
  rows: { engine: EngineName; imagesPerSecond: number; spread: number }[];
}

/** The file that `--json` names. */
export interface Growth {
  machine: Record<string, string | number>;
  versions: Record<string, string>;
  rounds: number;
  seconds: number;
  points: MeasuredPoint[];
}

/** The measurements in `file`, or undefined if there is no such file. */
export async function readGrowth(file: string): Promise<Growth | undefined> {
  const text = await ignoreNotFound(Deno.readTextFile(file));
  if (text === undefined) return;
  try {
    const growth = JSON.parse(text);
    if (Array.isArray(growth.points)) return growth;
  } catch { // below
  }
  throw new TaskError(`${file} is not a file of bench/growth.ts; name another`);
}

/** Writes the measurements to `file`. */
export async function writeGrowth(file: string, growth: Growth): Promise<void> {
  await writeAtomic(file, JSON.stringify(growth, null, 2) + "\n");
}

/**
 * The earlier measurements and the later ones, which replace those of the same points.
 *
 * @throws {TaskError} they differ in machine, rounds or seconds, so their points cannot be compared
 */
export function merged(earlier: Growth | undefined, later: Growth): Growth {
  if (!earlier) return later;
  for (const key of ["machine", "rounds", "seconds"] as const) {
    const [before, now] = [earlier[key], later[key]].map((value) => JSON.stringify(value));
    if (before !== now) {
      throw new TaskError(`the file has ${key} ${before}, this run ${now}; name another file`);
    }
  }
  const points = new Map(
    [...earlier.points, ...later.points].map((point) => [`${point.panel} ${point.value}`, point]),
  );
  const order = ({ panel, value }: MeasuredPoint) => 1e9 * panelNames.indexOf(panel) + value;
  return {
    ...later,
    versions: { ...earlier.versions, ...later.versions },
    points: [...points.values()].sort((a, b) => order(a) - order(b)),
  };
}
