import { isRecord, requireArray, requireInteger, requireRecord } from "../../lib/require.ts";
import { TaskError } from "../project.ts";
import {
  checkSettings,
  readJson,
  settingError,
  type TrialSettings,
  withFolder,
} from "./settings.ts";

/** The settings of a sweep, without its seeds. */
export interface SweepSettings {
  /** settings of a training, of which `vary` changes some */
  base: Record<string, unknown>;
  /** values by the path of a setting, such as "training.learningRate" */
  vary: Record<string, unknown[]>;
}

/** One combination of the values that vary. */
export interface Combination {
  /** "network.latent=8,training.learningRate=0.001", which names files too */
  name: string;
  /** value by path */
  values: Record<string, unknown>;
  settings: TrialSettings;
}

/**
 * The combinations and seeds of the settings in a file.
 *
 * @throws {TaskError} there is no such file, or it is not a sweep; the message names it
 */
export async function readSweep(
  path: string,
): Promise<{ combinations: Combination[]; seeds: number[] }> {
  const content = await readJson(path);
  try {
    requireRecord("a sweep", content);
    const { vary = {}, seeds = [1], ...base } = content;
    requireRecord("vary", vary);
    for (const [setting, values] of Object.entries(vary)) {
      requireArray(`vary of ${setting}`, values);
      if (values.length === 0) throw new RangeError(`vary of ${setting} has no values`);
    }
    requireArray("seeds", seeds);
    for (const seed of seeds) requireInteger("a seed", seed, 0, 0xffff_ffff);
    if (seeds.length === 0 || new Set(seeds).size < seeds.length) {
      throw new RangeError(`seeds must be different, and at least one, got [${seeds}]`);
    }
    const combinations = combinationsOf({ base, vary: vary as Record<string, unknown[]> });
    return {
      combinations: combinations.map((one) => ({
        ...one,
        settings: withFolder(checkSettings(one.settings, one.name), path),
      })),
      seeds: seeds as number[],
    };
  } catch (error) {
    throw settingError(error, path);
  }
}

/** Every combination of the values that vary, the last one changing fastest. */
export function combinationsOf({ base, vary }: SweepSettings): Combination[] {
  const all = Object.entries(vary).reduce<Record<string, unknown>[]>(
    (combinations, [path, values]) =>
      combinations.flatMap((one) => values.map((value) => ({ ...one, [path]: value }))),
    [{}],
  );
  const combinations = all.map((values) => ({
    name: nameOf(values) || "trial",
    values,
    settings: Object.entries(values).reduce<unknown>(
      (settings, [path, value]) => changed(settings, path.split("."), value, path),
      base,
    ) as TrialSettings,
  }));
  const names = combinations.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new TaskError(`a combination is there twice: ${twice}`);
  return combinations;
}

/** Values in JSON, without the characters that mean something in paths or to a shell. */
function nameOf(values: Record<string, unknown>): string {
  return Object.entries(values)
    .map(([path, value]) => `${path}=${textOf(value).replaceAll(/[^\w.+-]+/g, "_")}`)
    .join(",");
}

/** A value as JSON, but text as it is. */
export const textOf = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);

/** A copy of an object in which the value at a path is another one. */
function changed(object: unknown, [key, ...rest]: string[], value: unknown, path: string): unknown {
  if (!isRecord(object)) {
    throw new RangeError(`vary of ${path}: the settings have no object with ${key}`);
  }
  return {
    ...object,
    [key]: rest.length > 0 ? changed(object[key] ?? {}, rest, value, path) : value,
  };
}
