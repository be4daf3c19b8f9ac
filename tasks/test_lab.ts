/**
 * `deno task test:lab [NAME…]`: opens the notebooks in JupyterLab in a real browser, steps through
 * them with the keyboard, and tries what a person can do there. Screenshots go to build/lab.
 *
 * @module
 */
import { join } from "@std/path";
import { findBrowser } from "./environment/browser.ts";
import { build, runTask } from "./project.ts";
import { ensureSetup } from "./environment/setup.ts";
import { runStage } from "./stage.ts";

async function main(): Promise<number> {
  await ensureSetup();
  if (!findBrowser()) {
    console.log("skipped: the tests in a browser, as neither Chromium nor Chrome was found");
    console.log("0 passed, 0 failed");
    return 0;
  }
  await Deno.mkdir(join(build, "reports"), { recursive: true });
  let passed = 0, failed = 0;
  for (const name of ["steps", "interactions", "book"]) {
    const args = [
      "test",
      "-A",
      "--quiet",
      "--no-check",
      `tests/lab/${name}.ts`,
      "--",
      ...Deno.args,
    ];
    const result = await runStage({ name: `lab ${name}`, args, counts: true });
    if (result.said) console.log(`\n${result.said}\n`);
    console.log(`${name.padEnd(12)} ${result.seconds.toFixed(1).padStart(6)} s`);
    if (name === "interactions") await sayFirstFigure();
    passed += result.passed;
    failed += result.failed;
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed ? 1 : 0;
}

/** Says how long a learner waited for the first figure, from starting the task on. */
async function sayFirstFigure(): Promise<void> {
  const file = join(build, "lab", "first_figure.txt");
  const seconds = await Deno.readTextFile(file).catch(() => undefined);
  if (seconds) console.log(`from deno task lab to the first figure: ${seconds} (goal: 20 s)`);
}

if (import.meta.main) await runTask(main);
