import { isSwitchedOn } from "../require.ts";

/**
 * Returns `full`, or `quick` if the environment variable `AUTOENCODERS_QUICK` is 1: reduced numbers
 * of images or epochs, with which a notebook can be tested quickly.
 *
 * @throws {RangeError} the variable is neither 0 nor 1
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { fullOrQuick } from "@autoencoders";
 *
 * const quick = Deno.env.get("AUTOENCODERS_QUICK") === "1";
 * strictEqual(fullOrQuick(60_000, 2_000), quick ? 2_000 : 60_000);
 * ```
 */
export function fullOrQuick<T>(full: T, quick: T): T {
  return isSwitchedOn("AUTOENCODERS_QUICK") ? quick : full;
}
