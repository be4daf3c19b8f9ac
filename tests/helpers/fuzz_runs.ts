import { requireInteger } from "../../lib/require.ts";

/**
 * The number of cases of a fuzzing test: `AUTOENCODERS_FUZZ`, or as many as the suite has time for.
 *
 * @throws {RangeError} `AUTOENCODERS_FUZZ` is not a positive integer: no case would be tried
 */
export function fuzzRuns(quick: number): number {
  const runs = Number(Deno.env.get("AUTOENCODERS_FUZZ") || quick);
  requireInteger("AUTOENCODERS_FUZZ", runs);
  return runs;
}
