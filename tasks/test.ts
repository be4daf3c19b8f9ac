/**
 * `deno task test`: format, lint, types of all code and of the notebooks' cells, the examples in doc
 * comments, unit and property tests, the notebooks' own checks. Ends with `N passed, M failed`.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "@std/path";
import { build, root, runTask, TaskError } from "./project.ts";
import { ensureSetup } from "./environment/setup.ts";
import { runStage, type Stage, type StageResult } from "./stage.ts";

const code = ["lib", "tests", "tasks", "bench"].filter((name) => existsSync(join(root, name)));

/** Two of these at a time, as each keeps one core busy. */
const reading: Stage[] = [
  { name: "types", args: ["check", "--quiet", ...code] },
  { name: "format", args: ["fmt", "--check"] },
  { name: "lint", args: ["lint", "--quiet"] },
  { name: "cells", args: ["run", "-A", "tasks/notebooks/check_cells.ts"] },
  {
    name: "examples",
    args: ["test", "-A", "--quiet", "--reporter=dot", "--doc", "lib", "README.md"],
    counts: true,
  },
];

/** One after the other, as training takes all cores; the types were checked before. */
const running: Stage[] = [
  {
    name: "tests",
    args: ["test", "-A", "--quiet", "--reporter=dot", "--no-check", "tests"],
    counts: true,
  },
];

async function main(): Promise<number> {
  await Deno.mkdir(join(build, "reports"), { recursive: true });
  try {
    await ensureSetup();
  } catch (error) {
    if (!(error instanceof TaskError)) throw error;
    console.log(`skipped: the tests that run notebooks. ${error.message}`);
  }
  const results: StageResult[] = [];
  const queue = [...reading];
  const worker = async () => {
    for (let stage = queue.shift(); stage; stage = queue.shift()) results.push(await run(stage));
  };
  await Promise.all([worker(), worker()]);
  for (const stage of running) results.push(await run(stage));
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  console.log(
    `${results.reduce((sum, result) => sum + result.passed, 0)} passed, ${failed} failed`,
  );
  return failed ? 1 : 0;
}

/** Runs a stage and says how it went in a line; what a failing one printed comes before. */
async function run(stage: Stage): Promise<StageResult> {
  const result = await runStage(stage);
  if (result.said) console.log(`\n${result.said}\n`);
  const counts = stage.counts ? `${result.passed} passed` : "";
  const skipped = result.skipped ? `${result.skipped} skipped` : "";
  const failed = result.failed ? `${result.failed} failed` : "";
  console.log(
    `${stage.name.padEnd(9)} ${`${result.seconds.toFixed(1)} s`.padStart(8)}  ${
      [counts, skipped, failed].filter(Boolean).join(", ") || "ok"
    }`,
  );
  return result;
}

if (import.meta.main) await runTask(main);
