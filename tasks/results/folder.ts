import { join, resolve } from "@std/path";
import { peersFile, readBounds, readRows, resultsFile, resultsFolder } from "@autoencoders/results";
import { ignoreNotFound, writeAtomic } from "../../lib/files/mod.ts";
import { withLock } from "../process.ts";
import { build, root, TaskError } from "../project.ts";
import { curveGroups, reconstructionNames, writeCurves } from "./figures.ts";
import { PAGE_MARKER, readmeWith, resultsPage } from "./page.ts";

/** Whether a folder of results is the project's own, whose table is also in the project's README.md. */
export function isProjectFolder(folder: string): boolean {
  return resolve(folder) === resolve(resultsFolder());
}

/**
 * Changes the files in a folder of results while no other process does, then writes its pages. Pages
 * are written with every change, so they agree with the rows even if a later run is killed.
 *
 * @throws {TaskError} the folder has a README.md that was not written by this task
 */
export async function updateResults(
  folder: string,
  change: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const lock = isProjectFolder(folder) ? join(build, "results.lock") : join(folder, ".lock");
  await withLock(lock, async () => {
    await requireOwnPage(folder);
    await change();
    await writePages(folder);
  }, () => console.error(`waiting for another process that writes to ${folder}`));
}

const pageOf = (folder: string) => join(folder, "README.md");

async function requireOwnPage(folder: string): Promise<void> {
  const text = await ignoreNotFound(Deno.readTextFile(pageOf(folder)));
  if (text === undefined || text.startsWith(PAGE_MARKER)) return;
  throw new TaskError(
    `${pageOf(folder)} was not written by this task: its first line is not "${PAGE_MARKER}". ` +
      "Move it, or choose another --folder",
  );
}

/** The content of a folder's page. */
export async function pageContent(folder: string) {
  const rows = await readRows(resultsFile, folder);
  return {
    rows,
    bounds: await readBounds(folder),
    peers: await readRows(peersFile, folder),
    curves: curveGroups(rows),
    reconstructions: await reconstructionNames(folder),
  };
}

/** Writes README.md of a folder of results and, for the project's own, the table in the project's README.md. */
async function writePages(folder: string): Promise<void> {
  const content = await pageContent(folder);
  const pages = new Map([[pageOf(folder), resultsPage(content)]]);
  if (isProjectFolder(folder)) {
    const readme = join(root, "README.md");
    pages.set(readme, readmeWith(await Deno.readTextFile(readme), content));
  }
  await writeCurves(content.curves, folder);
  for (const [file, text] of pages) await writeAtomic(file, text);
}
