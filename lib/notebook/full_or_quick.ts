import { isSwitchedOn } from "../require.ts";

/**
 * `full`, or `quick` if the environment variable `AUTOENCODERS_QUICK` is 1: reduced sizes (images,
 * epochs) with which a notebook runs quickly, to test that it works.
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
