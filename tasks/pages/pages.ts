import mathjax from "npm:mathjax@3.2.2/es5/tex-svg.js" with { type: "text" };
import { join } from "@std/path";
import { jupyterEnvironment } from "../environment/jupyter_settings.ts";
import { capture } from "../process.ts";
import { allNotebooks, nameOf, readNotebook } from "../notebooks/notebook.ts";
import { predictionsOf } from "../notebooks/predictions.ts";
import { notebooks, root, TaskError, venvPython } from "../project.ts";

/** Writes a page of each executed notebook in `folder` next to it, and a table of contents. */
export async function writePages(folder: string): Promise<void> {
  const assets = join(folder, "assets");
  await Deno.mkdir(assets, { recursive: true });
  await Deno.writeTextFile(join(assets, "mathjax.js"), mathjax);
  const args = [join(root, "tasks/pages/pages.py"), folder, notebooks, await predicted(folder)];
  const done = await capture(venvPython, args, { env: jupyterEnvironment() });
  if (done?.code === 0) return;
  const problem = done && /^cannot write .*/m.exec(done.stderr)?.[0];
  if (problem) throw new TaskError(`${problem}; the notebooks are whole: run this again`);
  throw new Error(`the pages could not be written:\n${done?.stderr}`);
}

/** The cells that show the outcome of a prediction, as JSON: their places by the name of the notebook. */
async function predicted(folder: string): Promise<string> {
  const places: Record<string, number[]> = {};
  for (const path of await allNotebooks(folder)) {
    places[nameOf(path)] = predictionsOf(await readNotebook(path)).flatMap(({ cells }) => cells);
  }
  return JSON.stringify(places);
}
