import { basename, fromFileUrl } from "@std/path";
import type { Exercise } from "./exercise.ts";

/** The exercises of the course, a file for each lesson. */
export const exercisesFolder: URL = new URL("../../notebooks/exercises/", import.meta.url);

/** Where an exercise is. */
interface FoundExercise {
  /** the exercises of its lesson */
  file: URL;
  /** the TypeScript of its solution */
  solution: string;
}

/**
 * Finds an exercise by its name, which no two lessons share.
 *
 * @throws {RangeError} there is none of that name; the message lists those of the lesson that this
 * kernel runs, or of all lessons
 */
export function findExercise(name: string, folder: URL = exercisesFolder): FoundExercise {
  const lessons = [...Deno.readDirSync(folder)].map((entry) => entry.name).sort()
    .filter((file) => /^\d\d_\w+\.ts$/.test(file))
    .map((file) => ({ file, text: Deno.readTextFileSync(new URL(file, folder)) }));
  for (const { file, text } of lessons) {
    const solution = solutionsIn(text).get(name);
    if (solution) return { file: new URL(file, folder), solution };
  }
  const here = lessons.filter(({ file }) => file === `${openLesson()}.ts`);
  const lists = (here.length > 0 ? here : lessons)
    .map(({ file, text }) =>
      `lesson ${Number(file.slice(0, 2))} has ${[...solutionsIn(text).keys()].join(", ")}`
    );
  throw new RangeError(`there is no exercise named ${name || '""'}; ${lists.join("; ")}`);
}

/**
 * The lesson whose notebook, or a backup of it, this kernel runs, such as "03_deep_binary_autoencoder":
 * JupyterLab gives the kernel the path of the notebook. Elsewhere it is "".
 */
export function openLesson(): string {
  const file = basename(Deno.env.get("JPY_SESSION_NAME") ?? "");
  return /^(\d\d_.+?)(\.backup-\d+)?\.ipynb$/.exec(file)?.[1] ?? "";
}

/**
 * Imports an exercise.
 *
 * @throws {Error} its file does not export it
 */
export async function loadExercise(name: string, { file }: FoundExercise): Promise<Exercise> {
  const { default: exercises } = await import(file.href) as { default?: Exercise[] };
  const found = exercises?.find((exercise) => exercise.name === name);
  if (found) return found;
  throw new Error(`${fromFileUrl(file)} must export ${name} in its list of exercises, the default`);
}

/** The TypeScript of the solutions in a file of exercises, by the names of the exercises. */
export function solutionsIn(text: string): Map<string, string> {
  const names = [...text.matchAll(/^ {2}exercise\((\w+),/gm)].map(([, name]) => name);
  return new Map(names.map((name) => [name, declaration(name).exec(text)?.[0] ?? ""]));
}

/** A function at the top of a file, with its comment. */
function declaration(name: string): RegExp {
  const comment = String.raw`(?:/\*\*(?:(?!\*/)[^])*\*/\n)?`;
  return new RegExp(String.raw`^${comment}(?:async )?function ${name}\b[^]*?^}\n`, "m");
}
