import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { join, toFileUrl } from "@std/path";
import { declared } from "../../tasks/notebooks/check.ts";
import {
  allNotebooks,
  codeOf,
  nameOf,
  type Notebook,
  readNotebook,
  sourceOf,
} from "../../tasks/notebooks/notebook.ts";
import { capture } from "../../tasks/process.ts";
import { build, notebooks } from "../../tasks/project.ts";
import { temporaryFolder } from "../helpers/temp_folder.ts";

/** The cells of a notebook with this tag. */
const tagged = ({ cells }: Notebook, tag: string) =>
  cells.filter((cell) => cell.metadata.tags?.includes(tag));

const lessons = (await Promise.all(
  (await allNotebooks()).map(async (path) => ({
    name: nameOf(path),
    notebook: await readNotebook(path),
  })),
)).filter(({ notebook }) => tagged(notebook, "check").length > 0);

/** The lines that the checks of each notebook print for the solutions, and for the stubs. */
let solved: string[][], unsolved: string[][];
Deno.test.beforeAll(async () => {
  const programs = (answers: (lesson: typeof lessons[number]) => string[]) =>
    lessons.map((lesson) => exerciseModule(lesson.notebook, answers(lesson)));
  [solved, unsolved] = await Promise.all([
    run(programs(({ name, notebook }) => {
      const names = tagged(notebook, "exercise").flatMap(declared);
      const solutions = toFileUrl(join(notebooks, "solutions", `${name}.ts`)).href;
      return [`import { ${names.join(", ")} } from "${solutions}";`];
    })),
    run(programs(({ notebook }) => tagged(notebook, "exercise").map(sourceOf))),
  ]);
});

for (const [i, { name, notebook }] of lessons.entries()) {
  const checks = tagged(notebook, "check").length;

  Deno.test(`${name}: every solution passes its check`, () => {
    deepStrictEqual(
      solved[i].map((line) => line.startsWith("right: ")),
      Array(checks).fill(true),
      solved[i].join("\n"),
    );
  });

  Deno.test(`${name}: no stub passes its check`, () => {
    strictEqual(unsolved[i].length, checks);
    for (const line of unsolved[i]) match(line, /^not (right )?yet: /);
  });
}

/** A program of a notebook's imports, its cells tagged `spec`, the answers, and its checks. */
function exerciseModule(notebook: Notebook, answers: string[]): string {
  const parts = new Set(["exercise", "spec", "check"]);
  const cells = notebook.cells.filter((cell) => !cell.metadata.tags?.some((tag) => parts.has(tag)));
  const imports = codeOf({ ...notebook, cells })
    .flatMap((text) => text.match(/^import\s[^;]*?from\s+["'][^"']+["'];?$/gm) ?? []);
  return [
    ...imports,
    ...tagged(notebook, "spec").map(sourceOf),
    ...answers,
    ...tagged(notebook, "check").map(sourceOf),
    "",
  ].join("\n;\n");
}

/** Runs programs in one process, inside the project for its imports; returns the lines that each prints. */
async function run(programs: string[]): Promise<string[][]> {
  await Deno.mkdir(build, { recursive: true });
  await using folder = await temporaryFolder({ dir: build, prefix: "exercises-" });
  const files = programs.map((_, i) => join(folder.path, `${i}.ts`));
  const main = join(folder.path, "main.ts"), separator = "=".repeat(80);
  await Promise.all(programs.map((text, i) => Deno.writeTextFile(files[i], text)));
  const imports = files.map((file) => `await import("${toFileUrl(file).href}");`);
  await Deno.writeTextFile(main, imports.join(`\nconsole.log("${separator}");\n`));
  const env = { NO_COLOR: "1" };
  const done = await capture(Deno.execPath(), ["run", "-A", "--no-check", main], { env });
  strictEqual(done!.code, 0, done!.stderr);
  return done!.stdout.split(separator).map((text) =>
    text.split("\n").filter((line) => /^(not )?(right|yet)\b/.test(line))
  );
}
