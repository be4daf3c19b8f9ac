import mathjax from "npm:mathjax@3.2.2/es5/tex-svg.js" with { type: "text" };
import { join } from "@std/path";
import { jupyterEnvironment } from "../environment/jupyter_settings.ts";
import { capture } from "../process.ts";
import { notebooks, root, TaskError, venvPython } from "../project.ts";

/** Writes a page of each executed notebook in `folder` next to it, and a table of contents. */
export async function writePages(folder: string): Promise<void> {
  const assets = join(folder, "assets");
  await Deno.mkdir(assets, { recursive: true });
  await Deno.writeTextFile(join(assets, "mathjax.js"), mathjax);
  const args = [join(root, "tasks/pages/pages.py"), folder, notebooks];
  const done = await capture(venvPython, args, { env: jupyterEnvironment() });
  if (done?.code === 0) return;
  const problem = done && /^cannot write .*/m.exec(done.stderr)?.[0];
  if (problem) throw new TaskError(`${problem}; the notebooks are whole: run this again`);
  throw new Error(`the pages could not be written:\n${done?.stderr}`);
}
