import { requireKnown } from "../require.ts";

/**
 * A wrong answer, if need be with a text that the verdict must contain. One that throws an error needs
 * it, as what is meant to be a wrong result may throw by mistake.
 */
export type WrongAnswer<Arguments extends unknown[], Result> =
  | ((...values: Arguments) => Result | Awaited<Result>)
  | { answer: (...values: Arguments) => Result | Awaited<Result>; verdict: string };

/** What an exercise is judged by, beside its solution. */
// deno-lint-ignore no-explicit-any -- exercises of all types are in one list
export interface ExerciseOptions<Arguments extends unknown[] = any[], Result = any> {
  /** what a learner is told after two wrong answers */
  hint: string;
  /**
   * the usual wrong answers, by what is wrong with each: a test has each of them refused, and with the
   * given verdict
   */
  wrong: Record<string, WrongAnswer<Arguments, Result>>;
  /** a slow and obvious function, with which an answer must agree in all cases */
  reference?: (...values: Arguments) => Result | Awaited<Result>;
  /** lists of arguments, made anew for each answer, which may overwrite them */
  cases?: () => Arguments[];
  /** instead of `reference` and `cases`: what is wrong with an answer, as a sentence, if anything is */
  verify?: (
    answer: (...values: Arguments) => Result,
  ) => string | undefined | Promise<string | undefined>;
}

/** An exercise of the course; a learner's function of the same name answers it. */
// deno-lint-ignore no-explicit-any -- exercises of all types are in one list
export interface Exercise<Arguments extends unknown[] = any[], Result = any>
  extends ExerciseOptions<Arguments, Result> {
  name: string;
  solution: (...values: Arguments) => Result;
}

/**
 * An exercise: a function to write, whose solution has its name, and how an answer is judged: by a
 * `reference` in `cases`, or by `verify` where there are many right answers.
 *
 * @param solution a function declared at the top of its file, whose text is shown as the solution
 * @throws {RangeError} the solution has no name, or there is not exactly one way to judge an answer
 *
 * @example
 * ```ts
 * import { exercise } from "@autoencoders/course";
 *
 * function half(n: number): number {
 *   return n / 2;
 * }
 * export default [
 *   exercise(half, {
 *     hint: "a shift cuts off the last bit",
 *     reference: (n) => n - n * 0.5,
 *     cases: () => [[2], [3]],
 *     wrong: { "loses the half of odd numbers": (n) => n >> 1 },
 *   }),
 * ];
 * ```
 */
export function exercise<Arguments extends unknown[] | [], Result>(
  solution: (...values: Arguments) => Result,
  options: ExerciseOptions<Arguments, NoInfer<Result>>,
): Exercise<Arguments, Result> {
  requireKnown("exercise", options, {
    hint: "text",
    wrong: "object",
    reference: "function",
    cases: "function",
    verify: "function",
  });
  for (const [what, entry] of Object.entries(options.wrong)) {
    if (typeof entry === "function") continue;
    const known = { answer: "function", verdict: "text" };
    requireKnown(`exercise: wrong answer "${what}"`, entry, known);
  }
  const { reference, cases, verify } = options;
  if (!solution.name) throw new RangeError("the solution of an exercise must have a name");
  if (verify ? reference || cases : !(reference && cases)) {
    throw new RangeError(
      `exercise ${solution.name} must have either a reference and cases, or verify`,
    );
  }
  return { name: solution.name, solution, ...options };
}
