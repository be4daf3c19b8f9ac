import { resolve } from "@std/path";
import { resultsFolder } from "@autoencoders/results";

/** Whether a folder of results is the project's own, whose table is in the project's README.md. */
export function isProjectFolder(folder: string): boolean {
  return resolve(folder) === resolve(resultsFolder());
}
