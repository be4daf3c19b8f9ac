import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { build } from "../../tasks/project.ts";
import { junitCounts, runStage } from "../../tasks/stage.ts";

async function stageOf(text: string) {
  await Deno.mkdir(join(build, "reports"), { recursive: true });
  const folder = await Deno.makeTempDir();
  const file = join(folder, "some_test.ts");
  try {
    await Deno.writeTextFile(file, text);
    const name = `trial ${crypto.randomUUID()}`;
    const result = await runStage({
      name,
      args: ["test", "--no-config", file, "--", "more"],
      counts: true,
    });
    await Deno.remove(join(build, "reports", `${name.replaceAll(" ", "-")}.xml`)).catch(() => {});
    return result;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a stage counts what passed, failed and was skipped", async () => {
  const { passed, failed, skipped, said } = await stageOf(`
    Deno.test("a", () => {});
    Deno.test("b", () => {});
    Deno.test("c", () => { throw new Error("no"); });
    Deno.test({ name: "d", ignore: true, fn() {} });
  `);
  deepStrictEqual([passed, failed, skipped], [2, 1, 1]);
  match(said, /Error: no/);
});

Deno.test("a stage that breaks before a test can fail counts as one failure", async () => {
  for (const text of ["const x: number = 'a';", "syntax error(", 'throw new Error("top");']) {
    const { passed, failed } = await stageOf(text);
    deepStrictEqual([passed, failed], [0, 1], text);
  }
});

Deno.test("a report that was never written counts as none", () =>
  strictEqual(junitCounts(""), undefined));
