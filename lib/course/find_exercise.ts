import { basename } from "@std/path";
import type { Exercise } from "./exercise.ts";

/** The exercises of the course, a file for each lesson. */
export const exercisesFolder: URL = new URL("../../notebooks/exercises/", import.meta.url);

/** Where an exercise is. */
export interface FoundExercise {
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
  // JupyterLab gives the kernel the path of its notebook
  const lesson = basename(Deno.env.get("JPY_SESSION_NAME") ?? "", ".ipynb");
  const here = lessons.filter(({ file }) => file === `${lesson}.ts`);
  const lists = (here.length > 0 ? here : lessons)
    .map(({ file, text }) =>
      `lesson ${Number(file.slice(0, 2))} has ${[...solutionsIn(text).keys()].join(", ")}`
    );
  throw new RangeError(`there is no exercise named ${name || '""'}; ${lists.join("; ")}`);
}

/** Imports an exercise. */
export async function loadExercise(name: string, { file }: FoundExercise): Promise<Exercise> {
  const { default: exercises } = await import(file.href) as { default: Exercise[] };
  return exercises.find((exercise) => exercise.name === name)!;
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
