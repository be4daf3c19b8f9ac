import { join } from "@std/path";
import { capture } from "./process.ts";
import { build, root } from "./project.ts";

/** One part of `deno task test`: a deno command, and whether it runs tests that can be counted. */
export interface Stage {
  name: string;
  args: string[];
  /** it is a `deno test` */
  counts?: boolean;
}

/** How a stage ended. */
export interface StageResult {
  name: string;
  passed: number;
  failed: number;
  skipped: number;
  seconds: number;
  /** everything that it printed, where it failed */
  said: string;
}

/** Runs a stage to its end; a stage that fails without a failing test counts as one failure. */
export async function runStage(stage: Stage): Promise<StageResult> {
  const start = performance.now();
  const report = join(build, "reports", `${stage.name.replaceAll(" ", "-")}.xml`);
  await Deno.remove(report).catch(() => {});
  // before everything that follows `--`
  const args = stage.args.toSpliced(1, 0, ...(stage.counts ? [`--junit-path=${report}`] : []));
  const env = { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", RUST_BACKTRACE: "0" };
  const done = (await capture(Deno.execPath(), args, { cwd: root, env }))!;
  const counts = stage.counts
    ? junitCounts(await Deno.readTextFile(report).catch(() => ""))
    : { passed: 0, failed: 0, skipped: 0 };
  const broken = done.code !== 0 || !counts;
  const { passed, failed, skipped } = counts ?? { passed: 0, failed: 0, skipped: 0 };
  return {
    ...{ name: stage.name, passed, skipped },
    failed: broken ? Math.max(1, failed) : failed,
    seconds: (performance.now() - start) / 1000,
    said: broken ? (done.stdout + done.stderr).trim() : "",
  };
}

/** The tests that a JUnit report counts, steps among them; `undefined` where there is no report. */
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
