import { resolve } from "@std/path";
import { resultsFolder } from "@autoencoders";

/** Whether a folder of results is the project's own, of which README.md and RESULTS.md tell. */
export function isOwn(folder: string): boolean {
  return resolve(folder) === resolve(resultsFolder());
}
