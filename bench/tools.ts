/**
 * `deno run -A bench/tools.ts [--jobs LIST] [--rounds N] [--threads N] [--json FILE]`: the time of what
 * notebooks wait for beside the training, and of the tools of Python that do the same, on the same data, in turn in
 * one run. Each job runs in a process of its own; the time is that of the job alone, without imports, but for
 * `figure`.
 *
 * @module
 */
// @ts-types="@types/d3-array"
import { median } from "d3-array";
import { join } from "@std/path";
import { encodeImages, loadDataset, useBackend } from "@autoencoders";
import { loadPretrained } from "@autoencoders/results";
import { writeAtomic } from "../lib/files/mod.ts";
import { significant } from "../lib/progress/mod.ts";
import { markdownTable } from "../tasks/markdown_table.ts";
import { integerOption, readArguments, withUsage } from "../tasks/options.ts";
import { orTaskError, runTask, typedPath } from "../tasks/project.ts";
import { temporaryFolder } from "../tasks/temporary.ts";
import { ensureBenchVenv } from "./engines/venv.ts";
import { some } from "./options.ts";
import { machine } from "./report/machine.ts";
import { type JobName, jobNames, jobs, type Timing } from "./tools/jobs.ts";
import { writeMaterial } from "./tools/material.ts";
import { runOurs, runTheirs } from "./tools/run_job.ts";

const usage = "usage: deno run -A bench/tools.ts [--jobs LIST] [--rounds N] [--threads N] " +
  `[--json FILE]\nLIST: of ${jobNames.join(", ")}`;

/** The times of one job. */
interface ToolRow {
  job: JobName;
  ours: Timing[];
  theirs: Timing[];
}

async function main(): Promise<void> {
  const { names, rounds, threads, json } = withUsage(usage, () => readOptions(Deno.args));
  await ensureBenchVenv();
  await orTaskError(useBackend());
  const { train, test, files } = await orTaskError(loadDataset("mnist", { substitute: false }));
  const model = await orTaskError(loadPretrained("ours-32"));
  const codes = encodeImages(model, test);
  model.dispose();
  await using folder = await temporaryFolder();
  const parts = { train, test, files: Object.values(files!), folder: folder.path, threads, codes };
  const material = await writeMaterial(parts), file = join(folder.path, "material.json");
  await Deno.writeTextFile(file, JSON.stringify(material));
  const rows: ToolRow[] = names.map((job) => ({ job, ours: [], theirs: [] }));
  for (let round = 1; round <= rounds; round++) {
    for (const { job, ours, theirs } of rows) {
      ours.push(await runOurs(job, file, material));
      theirs.push(await runTheirs(job, file, material));
      const [a, b] = [ours, theirs].map((timings) => seconds(timings.at(-1)!.ms));
      console.error(`${job}, round ${round}: ${a} s, ${jobs[job].peer} ${b} s`);
    }
  }
  console.log(
    `${Object.values(machine()).join(", ")}; ${threads} threads, ${rounds} rounds, medians\n`,
  );
  console.log(toolsTable(rows));
  if (json) {
    await writeAtomic(json, JSON.stringify({ machine: machine(), threads, rows }, null, 2) + "\n");
  }
}

const seconds = (ms: number) => significant(ms / 1000);

/** The medians of each job, and how many times as fast ours is. */
export function toolsTable(rows: readonly ToolRow[]): string {
  const time = (timings: readonly Timing[]) => median(timings.map(({ ms }) => ms))!;
  const value = (timings: readonly Timing[]) =>
    timings[0].value === undefined
      ? "–"
      : significant(median(timings.map(({ value }) => value!))!, 4);
  const head = ["job", "Python", "ours, s", "Python, s", "ratio", "result", "Python's"];
  return markdownTable(
    head,
    rows.map(({ job, ours, theirs }) => [
      jobs[job].what,
      jobs[job].peer,
      seconds(time(ours)),
      seconds(time(theirs)),
      `${significant(time(theirs) / time(ours))} ×`,
      value(ours),
      value(theirs),
    ]),
    2,
  );
}

/** @throws {RangeError} an argument is wrong; the message names it */
export function readOptions(args: string[]) {
  const config = {
    args,
    options: {
      jobs: { type: "string", default: jobNames.join() },
      rounds: { type: "string", default: "3" },
      threads: { type: "string", default: "2" },
      json: { type: "string" },
    },
  } as const;
  return readArguments(config, ({ values: { jobs, rounds, threads, json } }) => ({
    names: some("jobs", jobs, jobNames),
    rounds: integerOption("--rounds", rounds),
    threads: integerOption("--threads", threads, 1, 64),
    json: json === undefined ? undefined : typedPath("--json", json),
  }));
}

if (import.meta.main) await runTask(main);
