import { join } from "@std/path";
import { withLock } from "../process.ts";
import { isProjectFolder } from "./project_folder.ts";
import { build } from "../project.ts";
import { writePages } from "./write_results.ts";

/**
 * Changes results.json or bounds.json and what lies beside it while no other process does, then writes
 * the pages, so that these never wait for the end of a run that may not come.
 */
export async function updateResults(
  folder: string,
  change: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const lock = isProjectFolder(folder) ? join(build, "results.lock") : join(folder, ".lock");
  await withLock(lock, async () => {
    await change();
    await writePages(folder);
  }, () => console.error(`another process writes to ${folder}; waiting for it`));
}
