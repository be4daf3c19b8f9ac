import { join } from "@std/path";
import { readBounds, readResults } from "@autoencoders/results";
import { writeAtomic } from "../../lib/files/write_atomic.ts";
import { isProjectFolder } from "./project_folder.ts";
import { root } from "../project.ts";
import { curveGroups, writeCurves } from "./curves.ts";
import { figureNames } from "./figures.ts";
import { formatted, readmeWith, resultsPage } from "./pages.ts";

/**
 * README.md inside a folder of results and, for the project's own, the project's README.md. Each is
 * written whole or not at all, and none before the text of all is there.
 */
export async function writePages(folder: string): Promise<void> {
  const rows = await readResults(folder), names = await figureNames(folder);
  const curves = curveGroups(rows);
  const own = isProjectFolder(folder);
  const page = await formatted(
    resultsPage(rows, names, {
      bounds: await readBounds(folder),
      curves,
    }),
  );
  const pages = new Map([[join(folder, "README.md"), page]]);
  if (own) {
    const readme = join(root, "README.md");
    pages.set(readme, await formatted(readmeWith(await Deno.readTextFile(readme), rows)));
  }
  await writeCurves(curves, folder);
  for (const [file, text] of pages) await writeAtomic(file, text);
}
