/**
 * `deno run -A tasks/notebooks/check_cells.ts`: type-checks the code cells of every notebook, which the
 * kernel does not.
 *
 * @module
 */
import { allNotebooks } from "./notebook.ts";
import { inCells, writeModules } from "./modules.ts";
import { capture } from "../process.ts";
import { root, runTask } from "../project.ts";

async function main(): Promise<number> {
  const written = await writeModules(await allNotebooks());
  const args = ["check", "--quiet", ...written.map(({ path }) => path)];
  const done = await capture(Deno.execPath(), args, { cwd: root, env: { NO_COLOR: "1" } });
  if (done!.code === 0) {
    console.log(`the cells of ${written.length} notebooks fit their types`);
    return 0;
  }
  console.error(inCells(done!.stdout + done!.stderr, written.map(({ module }) => module)));
  return 1;
}

if (import.meta.main) await runTask(main);
