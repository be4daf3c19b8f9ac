/**
 * `deno task test:lab [NAME…]`: opens the notebooks in JupyterLab in a real browser, runs them cell by
 * cell with the keyboard, and tests what a user can do there. Screenshots go to build/lab.
 *
 * @module
 */
import { join } from "@std/path";
import { ignoreNotFound } from "../lib/files/mod.ts";
import { findBrowser } from "../lib/figures/mod.ts";
import { ensureSetup } from "./environment/setup.ts";
import { allNotebooks, selectNotebooks } from "./notebooks/notebook.ts";
import { readArguments, withUsage } from "./options.ts";
import { build, orTaskError, runTask } from "./project.ts";
import { type Job, runStage } from "./stage.ts";

async function main(): Promise<number> {
  const names = withUsage(
    "usage: deno task test:lab [NAME…]",
    () =>
      readArguments({ args: Deno.args, allowPositionals: true }, ({ positionals }) => positionals),
  );
  selectNotebooks(await allNotebooks(), names); // refuses unknown names
  await ensureSetup();
  if (!await orTaskError(Promise.try(findBrowser))) {
    console.log("skipped: the tests in a browser, because neither Chromium nor Chrome was found");
    console.log("0 passed, 0 failed");
    return 0;
  }
  const options = ["test", "-A", "--quiet", "--no-check"];
  const jobs = ["steps", "interactions", "book", "train"].map((name): Job => ({
    name: `lab ${name}`,
    args: [...options, `tests/lab/${name}.ts`, "--", ...names],
    counts: true,
  }));
  const { passed, failed } = await runStage(jobs, 1);
  const seconds = await ignoreNotFound(Deno.readTextFile(join(build, "lab", "first_figure.txt")));
  if (seconds) console.log(`from deno task lab to the first figure: ${seconds} (goal: 6 s)`);
  const training = await ignoreNotFound(Deno.readTextFile(join(build, "lab", "train.txt")));
  if (training) console.log(`the page to train in: ${training}`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed ? 1 : 0;
}

if (import.meta.main) await runTask(main);
