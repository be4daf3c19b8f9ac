import { join, resolve } from "@std/path";
import { readBounds, readResults, resultsFolder } from "@autoencoders";
import { root } from "./project.ts";
import { curveGroups, writeCurves } from "./results_curves.ts";
import { figureNames } from "./results_figures.ts";
import { formatted, readmeWith, resultsPage } from "./results_pages.ts";

/** RESULTS.md and README.md for the project's own folder; RESULTS.md inside any other. */
export async function writePages(folder: string): Promise<void> {
  const rows = await readResults(folder), names = await figureNames(folder);
  const curves = curveGroups(rows);
  await writeCurves(curves, folder);
  const own = resolve(folder) === resolve(resultsFolder());
  const page = await formatted(
    resultsPage(rows, names, {
      bounds: await readBounds(folder),
      curves,
      picturesFolder: own ? "results/figures" : "figures",
    }),
  );
  await Deno.writeTextFile(join(own ? root : folder, "RESULTS.md"), page);
  if (!own) return;
  const readme = join(root, "README.md");
  const text = await formatted(readmeWith(await Deno.readTextFile(readme), rows));
  await Deno.writeTextFile(readme, text);
}
