import { short } from "./difference.ts";
import { exercisesFolder, findExercise, loadExercise } from "./find_exercise.ts";
import { judge, type Verdict } from "./judge.ts";

/** Wrong answers after which the hint is given and the solution may be seen. */
const triesBeforeSolution = 2;

/** A learner's answers to the exercises in `folder`. */
export class Progress {
  #wrong = new Map<string, number>();
  #solved = new Set<string>();

  constructor(readonly folder: URL = exercisesFolder) {}

  /** What {@linkcode check} prints. */
  // deno-lint-ignore no-explicit-any -- answers of all types
  async check(answer: (...values: any[]) => unknown): Promise<string> {
    if (typeof answer !== "function") {
      throw new TypeError(
        `check() must get a function, got ${short(answer)}; ` +
          "pass the function itself, without parentheses: await course.check(deadUnits)",
      );
    }
    const { name } = answer;
    const exercise = await loadExercise(name, findExercise(name, this.folder));
    const verdict: Verdict = await judge(exercise, answer);
    if (verdict.state === "right") this.#solved.add(name);
    if (verdict.state !== "wrong") return verdict.text;
    const tries = (this.#wrong.get(name) ?? 0) + 1;
    this.#wrong.set(name, tries);
    if (tries < triesBeforeSolution) return verdict.text;
    const more = `course.showSolution("${name}") shows a solution.`;
    return [verdict.text, `Hint: ${exercise.hint}`, more].join("\n");
  }

  /** What {@linkcode showSolution} prints. */
  solution(name: string): string {
    const { solution } = findExercise(name, this.folder);
    const tries = this.#wrong.get(name) ?? 0;
    if (tries >= triesBeforeSolution || this.#solved.has(name)) return solution;
    const left = tries === 0 ? "twice" : "once more";
    return `Try ${name} ${left}, with await course.check(${name}): then there is a hint, and the solution.`;
  }
}

const progress = new Progress();

/**
 * Prints whether the answer to an exercise is right, or the first case in which it is not; from the
 * second wrong answer on, a hint too.
 *
 * @param answer the learner's function, sync or async, with the name of the exercise
 * @throws {TypeError} the answer is not a function
 * @throws {RangeError} there is no exercise of that name; the message lists them
 *
 * @example
 * ```ts
 * import * as course from "@autoencoders/course";
 *
 * function deadUnits(codes: number[][]): number[] {
 *   return course.todo();
 * }
 * await course.check(deadUnits); // not yet: deadUnits is still to be written
 * ```
 */
// deno-lint-ignore no-explicit-any -- answers of all types
export async function check(answer: (...values: any[]) => unknown): Promise<void> {
  console.log(await progress.check(answer));
}

/**
 * Prints a solution of an exercise that was answered rightly, or wrongly twice.
 *
 * @throws {RangeError} there is no exercise of that name; the message lists them
 *
 * @example
 * ```ts
 * import * as course from "@autoencoders/course";
 *
 * course.showSolution("deadUnits"); // Try deadUnits twice …
 * ```
 */
export function showSolution(name: string): void {
  console.log(progress.solution(name));
}
