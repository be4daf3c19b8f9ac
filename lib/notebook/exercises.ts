/** The result of {@linkcode checkAnswer}. */
export interface CheckResult {
  right: boolean;
  /** the number of cases, or the first one that is wrong, for the learner */
  text: string;
}

/** Largest difference between numbers that count as equal: absolute below 1, else relative. */
const tolerance = 1e-5;

class NotImplementedError extends Error {}

/**
 * Marks code for the learner to write: `return todo();`.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * import { todo } from "@autoencoders";
 *
 * throws(() => todo(), /still to be written/);
 * ```
 */
export function todo(): never {
  throw new NotImplementedError("this is still to be written");
}

/**
 * Prints whether `mine` returns what `spec` returns in every case: "right", or the first
 * difference.
 *
 * @param mine the learner's function, sync or async
 * @param spec a simple reference implementation
 * @param cases lists of arguments; numbers may differ by 10⁻⁵
 *
 * @example
 * ```ts
 * import { check } from "@autoencoders";
 *
 * const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
 * await check(sum, (values) => eval(values.join("+") || "0"), [[[1, 2]], [[]]]); // right: all 2 cases
 * ```
 */
export async function check<Arguments extends unknown[], Result>(
  mine: (...values: Arguments) => Result,
  spec: (...values: Arguments) => Result,
  cases: Arguments[],
): Promise<void> {
  console.log((await checkAnswer(mine, spec, cases)).text);
}

/**
 * The result that {@linkcode check} prints.
 *
 * @throws {RangeError} there are no cases
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { checkAnswer } from "./exercises.ts";
 *
 * const { text } = await checkAnswer(function half(n: number) { return n >> 1; }, (n) => n / 2, [[2], [3]]);
 * strictEqual(text, "not right yet: half(3) gave 1, expected 1.5");
 * ```
 */
export async function checkAnswer<Arguments extends unknown[], Result>(
  mine: (...values: Arguments) => Result,
  spec: (...values: Arguments) => Result,
  cases: Arguments[],
): Promise<CheckResult> {
  if (cases.length === 0) throw new RangeError("check() needs at least one case, got 0");
  // the specification first, as an answer may overwrite its arguments
  const expected = await Promise.all(cases.map((values) => spec(...values)));
  for (const [i, values] of cases.entries()) {
    const call = `${mine.name || "your function"}(${values.map(short).join(", ")})`;
    try {
      const found = difference(await mine(...values), expected[i]);
      if (found) return { right: false, text: `not right yet: ${call} ${found}` };
    } catch (error) {
      const text = error instanceof NotImplementedError
        ? `not yet: ${mine.name || "your function"} is still to be written`
        : `not right yet: ${call} threw ${error}`;
      return { right: false, text };
    }
  }
  return { right: true, text: `right: all ${cases.length} cases` };
}

/** The first difference of two values, as text; `undefined` if they are equal. */
function difference(mine: unknown, expected: unknown, place = ""): string | undefined {
  const at = place && ` at ${place}`;
  const plain = `gave ${short(mine)}${at}, expected ${short(expected)}`;
  if (typeof mine === "number" && typeof expected === "number") {
    return near(mine, expected) ? undefined : plain;
  }
  if (Object.is(mine, expected)) return undefined;
  if (!isObject(mine) || !isObject(expected)) return plain;
  if (kind(mine) !== kind(expected)) {
    return `gave a ${kind(mine)}${at}, expected a ${kind(expected)}`;
  }
  if (typeof mine.dataSync === "function" && typeof expected.dataSync === "function") { // tensors
    return difference(mine.shape, expected.shape, `${place}.shape`) ??
      difference(mine.dataSync(), expected.dataSync(), place);
  }
  if ("length" in expected && mine.length !== expected.length) {
    return `gave ${mine.length} values${at}, expected ${expected.length}`;
  }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(mine)])) {
    const step = "length" in expected ? `[${key}]` : `.${key}`;
    const found = difference(mine[key], expected[key], place + step);
    if (found) return found;
  }
  return undefined;
}

function near(a: number, b: number): boolean {
  if (Object.is(a, b)) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false; // any tolerance relative to ∞ is ∞
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function kind(value: object): string {
  return value.constructor?.name ?? "plain object";
}

/** A value as text of at most 80 characters. */
function short(value: unknown): string {
  const text = Deno.inspect(value, { compact: true, breakLength: Infinity, iterableLimit: 8 });
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
