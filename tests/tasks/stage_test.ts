import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { globSync } from "node:fs";
import { join, toFileUrl } from "@std/path";
import { capture } from "../../tasks/process.ts";
import { build, root } from "../../tasks/project.ts";
import { type JobResult, junitCounts, runJob } from "../../tasks/stage.ts";
import { stages } from "../../tasks/test.ts";
import { temporaryFolder } from "../helpers/temp_folder.ts";

/** Runs a file of tests as a job. */
async function runTests(text: string): Promise<JobResult> {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "some_test.ts");
  const name = `trial-${crypto.randomUUID()}`;
  try {
    await Deno.writeTextFile(file, text);
    return await runJob({
      name,
      args: ["test", "--no-config", "--no-check", file, "--", "more"],
      counts: true,
    });
  } finally {
    await Deno.remove(join(build, "reports", `${name}.xml`)).catch(() => {});
  }
}

Deno.test("a job counts the tests that passed, failed and were skipped", async () => {
  const { passed, failed, skipped, output } = await runTests(`
    Deno.test("a", () => {});
    Deno.test("b", () => {});
    Deno.test("c", () => { throw new Error("no"); });
    Deno.test({ name: "d", ignore: true, fn() {} });
  `);
  deepStrictEqual([passed, failed, skipped], [2, 1, 1]);
  match(output, /Error: no/);
});

Deno.test("a job that breaks before a test can fail counts as one failure", async () => {
  const broken = ["syntax error(", 'throw new Error("top");'];
  const results = await Promise.all(broken.map(runTests));
  deepStrictEqual(results.map(({ passed, failed }) => [passed, failed]), [[0, 1], [0, 1]]);
});

Deno.test("a job sees paths from the project's folder, wherever the task was typed", async () => {
  const module = toFileUrl(join(root, "tasks/stage.ts")).href;
  const job = {
    name: "typed",
    args: ["eval", "console.log(Deno.env.get('INIT_CWD')); Deno.exit(1)"],
  };
  const program = `import { runJob } from "${module}";
    console.log((await runJob(${JSON.stringify(job)})).output);`;
  const args = ["eval", "--no-check", `--config=${join(root, "deno.json")}`, program];
  const elsewhere = { cwd: root, env: { INIT_CWD: join(root, "bench") } };
  strictEqual((await capture(Deno.execPath(), args, elsewhere))!.stdout.trim(), root);
});

Deno.test("junitCounts() of a missing report is undefined", () =>
  strictEqual(junitCounts(""), undefined));

Deno.test("deno task test refuses an unknown stage", async () => {
  const args = ["run", "-A", "--no-check", "tasks/test.ts", "quik"];
  const { code, stdout, stderr } = (await capture(Deno.execPath(), args, { cwd: root }))!;
  deepStrictEqual([code, stdout], [1, ""]);
  match(stderr, /^the stage must be one of quick, long, got "quik"\nusage: /);
});

Deno.test("deno task test runs every file of tests exactly once", () => {
  const { quick, long } = stages();
  const run = [...quick, ...long].flatMap(({ args }) => args).filter((arg) =>
    /_test\.ts$/.test(arg)
  );
  const files = globSync("{lib,tests}/**/*_test.ts", { cwd: root });
  deepStrictEqual(run.sort(), files.map((file) => file.replaceAll("\\", "/")).sort());
});
