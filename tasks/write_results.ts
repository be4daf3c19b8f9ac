import { join } from "@std/path";
import { readBounds, readResults } from "@autoencoders";
import { writeWhole } from "../lib/write_whole.ts";
import { isOwn } from "./own_results.ts";
import { root } from "./project.ts";
import { curveGroups, writeCurves } from "./results_curves.ts";
import { figureNames } from "./results_figures.ts";
import { formatted, readmeWith, resultsPage } from "./results_pages.ts";

/**
 * RESULTS.md and README.md for the project's own folder; RESULTS.md inside any other. Each is written
 * whole or not at all, and none before the text of all is there.
 */
export async function writePages(folder: string): Promise<void> {
  const rows = await readResults(folder), names = await figureNames(folder);
  const curves = curveGroups(rows);
  const own = isOwn(folder);
  const page = await formatted(
    resultsPage(rows, names, {
      bounds: await readBounds(folder),
      curves,
      picturesFolder: own ? "results/figures" : "figures",
    }),
  );
  const pages = new Map([[join(own ? root : folder, "RESULTS.md"), page]]);
  if (own) {
    const readme = join(root, "README.md");
    pages.set(readme, await formatted(readmeWith(await Deno.readTextFile(readme), rows)));
  }
  await writeCurves(curves, folder);
  for (const [file, text] of pages) await writeWhole(file, text);
}
