import { join } from "@std/path";
import { writeAtomic } from "../lib/files/mod.ts";
import { capture, eachAtOnce } from "./process.ts";
import { build, root } from "./project.ts";

/** One deno command of a stage. */
export interface Job {
  name: string;
  args: string[];
  env?: Record<string, string>;
  /** whether it is a `deno test`, whose tests are counted */
  counts?: boolean;
}

/** How a job ended. */
export interface JobResult {
  name: string;
  passed: number;
  failed: number;
  skipped: number;
  seconds: number;
  /** everything it printed, if it failed */
  output: string;
}

/**
 * Runs jobs, `workers` at a time and in the given order, and prints a line about each. A job that
 * fails also shows what it printed.
 */
export async function runStage(
  jobs: Job[],
  workers: number,
): Promise<{ passed: number; failed: number }> {
  const width = Math.max(...jobs.map(({ name }) => name.length));
  const total = { passed: 0, failed: 0 };
  await eachAtOnce(jobs, workers, async (job) => {
    const { output, passed, skipped, failed, seconds } = await runJob(job);
    if (output) console.log(`\n${output}\n`);
    const counts = [
      passed ? `${passed} passed` : "",
      skipped ? `${skipped} skipped` : "",
      failed ? `${failed} failed` : "",
    ].filter(Boolean);
    const time = `${seconds.toFixed(1)} s`.padStart(8);
    console.log(`${job.name.padEnd(width)} ${time}  ${counts.join(", ") || "ok"}`);
    total.passed += passed;
    total.failed += failed;
  });
  return total;
}

/** Runs a job to its end. One that fails without a failing test counts as one failure. */
export async function runJob({ name, args, env, counts }: Job): Promise<JobResult> {
  const start = performance.now();
  const report = join(build, "reports", `${name.replaceAll(/\W/g, "-")}.xml`);
  await writeAtomic(report, "no report yet");
  const [command, ...rest] = args;
  const { code, stdout, stderr } = (await capture(
    Deno.execPath(),
    counts ? [command, `--junit-path=${report}`, ...rest] : args,
    {
      cwd: root,
      env: {
        NO_COLOR: "1",
        DENO_NO_UPDATE_CHECK: "1",
        RUST_BACKTRACE: "0",
        INIT_CWD: root, // `deno task test` may have been typed elsewhere
        ...env,
      },
    },
  ))!;
  const none = { passed: 0, failed: 0, skipped: 0 };
  const found = counts ? junitCounts(await Deno.readTextFile(report).catch(() => "")) : none;
  const { passed, failed, skipped } = found ?? none;
  const broken = code !== 0 || !found;
  return {
    name,
    passed,
    skipped,
    failed: broken ? Math.max(1, failed) : failed,
    seconds: (performance.now() - start) / 1000,
    output: broken ? (stdout + stderr).trim() : "",
  };
}

/** The tests in a JUnit report, steps included; `undefined` if it is not a report. */
export function junitCounts(
  xml: string,
): { passed: number; failed: number; skipped: number } | undefined {
  const head = /<testsuites\b[^>]*>/.exec(xml)?.[0];
  if (!head) return undefined;
  const number = (name: string) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(head)?.[1] ?? 0);
  const failed = number("failures") + number("errors");
  const skipped = xml.match(/<skipped\s*\/>/g)?.length ?? 0;
  return { passed: number("tests") - failed - skipped, failed, skipped };
}
