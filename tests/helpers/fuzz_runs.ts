/** The number of cases of a fuzzing test: `AUTOENCODERS_FUZZ`, or as many as the suite has time for. */
export function fuzzRuns(quick: number): number {
  return Number(Deno.env.get("AUTOENCODERS_FUZZ") || quick);
}
