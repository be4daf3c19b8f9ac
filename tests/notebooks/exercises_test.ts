import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { exerciseModule } from "../../tasks/notebooks/exercise_module.ts";
import { allNotebooks, nameOf, readNotebook } from "../../tasks/notebooks/notebook.ts";
import { capture } from "../../tasks/process.ts";
import { notebooks } from "../../tasks/project.ts";

for (const path of await allNotebooks()) {
  const notebook = await readNotebook(path);
  const tags = notebook.cells.flatMap((cell) => cell.metadata.tags ?? []);
  const checks = tags.filter((tag) => tag === "check").length;
  if (checks === 0) continue;
  const solutions = join(notebooks, "solutions", `${nameOf(path)}.ts`);

  Deno.test(`${nameOf(path)}: every solution is found right`, async () => {
    const verdicts = await run(exerciseModule(notebook, solutions));
    deepStrictEqual(verdicts.map((line) => line.startsWith("right: ")), Array(checks).fill(true));
  });

  Deno.test(`${nameOf(path)}: every stub is told apart from a solution`, async () => {
    const verdicts = await run(exerciseModule(notebook));
    deepStrictEqual(verdicts.length, checks);
    for (const line of verdicts) match(line, /^not (right )?yet: /);
  });
}

/** Runs a program beside the solutions, where the import map holds, and returns its lines. */
async function run(program: string): Promise<string[]> {
  const file = join(notebooks, "solutions", `.check-${crypto.randomUUID()}.ts`);
  await Deno.writeTextFile(file, program);
  try {
    const env = { NO_COLOR: "1" };
    const done = await capture(Deno.execPath(), ["run", "-A", "--no-check", file], { env });
    strictEqual(done!.code, 0, done!.stderr);
    return done!.stdout.split("\n").filter((line) => /^(not )?(right|yet|right yet)\b/.test(line));
  } finally {
    await Deno.remove(file);
  }
}
