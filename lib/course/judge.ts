import { difference, short } from "./difference.ts";
import type { Exercise } from "./exercise.ts";

/** What {@linkcode judge} says of an answer. */
export interface Verdict {
  /** `open`: the function is still to be written */
  state: "right" | "wrong" | "open";
  /** the number of cases, or the first one that is wrong, for the learner */
  text: string;
}

class NotImplementedError extends Error {}

/**
 * Marks code for the learner to write: `return todo();`.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { todo } from "@autoencoders/course";
 *
 * throws(() => todo(), /still to be written/);
 * ```
 */
export function todo(): never {
  throw new NotImplementedError("this is still to be written");
}

/**
 * Judges an answer, a sync or async function: right, or the first case in which it is wrong.
 *
 * @throws {RangeError} the exercise has no cases
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { exercise } from "@autoencoders/course";
 * import { judge } from "./judge.ts";
 *
 * const half = exercise(function half(n: number) { return n / 2; }, {
 *   hint: "a shift cuts off the last bit",
 *   reference: (n) => n - n * 0.5,
 *   cases: () => [[2], [3]],
 *   wrong: {},
 * });
 * const { text } = await judge(half, (n: number) => n >> 1);
 * strictEqual(text, "not right yet: half(3) gave 1, expected 1.5");
 * ```
 */
export async function judge(
  { name, reference, cases, verify }: Exercise,
  // deno-lint-ignore no-explicit-any -- answers of all types
  answer: (...values: any[]) => unknown,
): Promise<Verdict> {
  const expected = verify ? [] : await Promise.all(cases!().map((values) => reference!(...values)));
  if (!verify && expected.length === 0) throw new RangeError(`exercise ${name} has no cases`);
  let call = name;
  try {
    if (verify) {
      const problem = await verify(answer);
      return problem ? wrong(problem) : { state: "right", text: "right" };
    }
    for (const [i, values] of cases!().entries()) {
      call = `${name}(${values.map(short).join(", ")})`;
      const found = difference(await answer(...values), expected[i]);
      if (found) return wrong(`${call} ${found}`);
    }
    const { length } = expected;
    return { state: "right", text: length === 1 ? "right" : `right: all ${length} cases` };
  } catch (error) {
    return error instanceof NotImplementedError
      ? { state: "open", text: `not yet: ${name} is still to be written` }
      : wrong(`${call} threw ${error}`);
  }
}

function wrong(problem: string): Verdict {
  return { state: "wrong", text: `not right yet: ${problem}` };
}
