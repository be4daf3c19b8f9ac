/**
 * `deno task test [quick|long]`: both stages, or one of them. Ends with `N passed, M failed`.
 *
 * - `quick`: format, lint, the types of all code, doc examples and notebook cells, the doc examples
 *   themselves, and most tests
 * - `long`: the tests that take long or use several processes: conformance, browsers, kernels, kills
 *
 * Both run two processes at a time, one per core.
 *
 * @module
 */
import { globSync } from "node:fs";
import { ensureSetup } from "./environment/setup.ts";
import { readArguments, withUsage } from "./options.ts";
import { asTaskError, root, runTask, TaskError } from "./project.ts";
import { type Job, runStage } from "./stage.ts";
import { code } from "./steps.ts";

/** Texts whose examples run. */
const texts = ["README.md", "notebooks/typescript.md"];

const checks: Job[] = [
  { name: "types", args: ["check", "--quiet", "--doc", ...code, ...texts] },
  { name: "cells", args: ["run", "-A", "tasks/notebooks/check_cells.ts"] },
  { name: "format", args: ["fmt", "--check"] },
  { name: "lint", args: ["lint", "--quiet"] },
];

/** The folders of tests that take longest, to start with; the others follow. */
const slowest = ["backend", "tasks", "training", "evaluation"];

/** The tests of the long stage: files below tests/, without "_test.ts"; the longest job first. */
const long: Record<string, string[]> = {
  kills: [
    "training/checkpoint",
    "training/interruption",
    "tasks/results/results",
    "tasks/train/dask",
  ],
  conformance: ["backend/conformance", "backend/threads/pool"],
  packages: ["packages/backend", "packages/library"],
  browsers: ["figures/browser", "figures/payload", "figures/save_figure", "figures/trainer/page"],
  kernels: ["tasks/notebooks/run"],
};

/** A job that runs tests; their types are checked by another one. */
function testJob(name: string, args: string[], env?: Job["env"]): Job {
  const options = ["test", "-A", "--quiet", "--reporter=dot", "--no-check"];
  return { name, args: [...options, ...args], env, counts: true };
}

/** The jobs of each stage, those that take longest first. */
export function stages(): { quick: Job[]; long: Job[] } {
  const files = globSync("{lib,tests}/**/*_test.ts", { cwd: root })
    .map((file) => file.replaceAll("\\", "/")).sort();
  const longJobs = Object.entries(long).map(([name, tests]) => {
    const found = tests.map((test) => `tests/${test}_test.ts`);
    const missing = found.find((file) => !files.includes(file));
    if (missing) throw new TaskError(`the long stage names ${missing}, which does not exist`);
    return testJob(name, found);
  });
  const quick = files.filter((file) => !longJobs.some(({ args }) => args.includes(file)));
  const folders = Map.groupBy(quick, (file) => {
    const [, folder, ...rest] = file.split("/");
    return rest.length > 0 ? folder : "ground";
  });
  const names = [...new Set([...slowest, ...folders.keys()])].filter((name) => folders.has(name));
  // one thread each, as two run at a time
  const env = { AUTOENCODERS_THREADS: "1" };
  const [first, ...others] = names.map((name) => testJob(name, folders.get(name)!, env));
  // by folder, as "lib" alone would be taken for the workspace member inside it
  const areas = globSync("lib/*", { cwd: root });
  const examples = testJob("examples", ["--doc", ...areas, ...texts], env);
  return { quick: [first, examples, ...others, ...checks], long: longJobs };
}

async function main(): Promise<number> {
  const names = Object.keys(stages());
  const chosen = withUsage(
    "usage: deno task test [quick|long]",
    () =>
      readArguments({ args: Deno.args, allowPositionals: true }, ({ positionals }) => {
        const unknown = positionals.find((name) => !names.includes(name));
        if (unknown === undefined) return positionals;
        throw new RangeError(`the stage must be one of ${names.join(", ")}, got "${unknown}"`);
      }),
  );
  try {
    await ensureSetup();
  } catch (error) {
    const known = asTaskError(error);
    if (!(known instanceof TaskError)) throw error;
    console.log(`skipped: the tests that run notebooks. ${known.message}`);
  }
  let passed = 0, failed = 0;
  for (const [name, jobs] of Object.entries(stages())) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    console.log(`stage ${name}`);
    const total = await runStage(jobs, 2);
    passed += total.passed;
    failed += total.failed;
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed ? 1 : 0;
}

if (import.meta.main) await runTask(main);
