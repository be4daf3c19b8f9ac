import { match, ok, rejects, strictEqual, throws } from "node:assert/strict";
import { join, toFileUrl } from "@std/path";
import { todo } from "@autoencoders/course";
import { Progress } from "../../lib/course/check.ts";
import { root } from "../../tasks/project.ts";
import { temporaryFolder } from "../helpers/temp_folder.ts";

const solution = `/** The half. */
function half(n: number): number {
  return n / 2;
}
`;
const lesson = `import { exercise } from "${toFileUrl(join(root, "lib/course/mod.ts"))}";

${solution}
async function third(n: number) {
  return await n / 3;
}

export default [
  exercise(half, {
    hint: "a shift cuts off the last bit",
    reference: (n) => n - n * 0.5,
    cases: () => [[2], [3]],
    wrong: {},
  }),
  exercise(third, { hint: "", wrong: {}, reference: (n) => n / 3, cases: () => [[2]] }),
];
`;

/** A learner in a course of two lessons. */
async function withProgress(work: (progress: Progress) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(join(folder.path, "01_parts.ts"), lesson);
  const other = lesson.replaceAll("half", "quarter").replaceAll("third", "fifth");
  await Deno.writeTextFile(join(folder.path, "02_more.ts"), other);
  await work(new Progress(toFileUrl(`${folder.path}/`)));
}

const right = function half(n: number) {
  return n / 2;
};
const wrong = function half(n: number) {
  return n >> 1;
};
const stub = function half(_: number) {
  return todo();
};

Deno.test("check() finds an exercise by the function's name", () =>
  withProgress(async (progress) => {
    strictEqual(await progress.check(right), "right: all 2 cases");
    strictEqual(await progress.check(stub), "not yet: half is still to be written");
    strictEqual(
      await progress.check(async function third(n: number) {
        return await n / 3;
      }),
      "right",
    );
  }));

Deno.test("check() gives the hint and offers the solution from the second wrong answer on", () =>
  withProgress(async (progress) => {
    const verdict = "not right yet: half(3) gave 1, expected 1.5";
    for (const _ of [1, 2, 3]) await progress.check(stub);
    strictEqual(await progress.check(wrong), verdict);
    for (const _ of [2, 3]) {
      strictEqual(
        await progress.check(wrong),
        `${verdict}\nHint: a shift cuts off the last bit\ncourse.showSolution("half") shows a solution.`,
      );
    }
  }));

Deno.test("showSolution() asks for two tries, then shows the TypeScript of the solution", () =>
  withProgress(async (progress) => {
    match(progress.solution("half"), /^Try half twice/);
    await progress.check(wrong);
    match(progress.solution("half"), /^Try half once more/);
    await progress.check(wrong);
    strictEqual(progress.solution("half"), solution);
    match(progress.solution("quarter"), /^Try quarter twice/);
  }));

Deno.test("showSolution() shows the solution of what was answered rightly at once", () =>
  withProgress(async (progress) => {
    await progress.check(right);
    strictEqual(progress.solution("half"), solution);
  }));

Deno.test("check() refuses what is not a function, and says to pass the function itself", () =>
  withProgress(async (progress) => {
    for (const [answer, shown] of [[undefined, "undefined"], [right(3), "1.5"]]) {
      await rejects(progress.check(answer as never), {
        name: "TypeError",
        message: `check() must get a function, got ${shown}; ` +
          "pass the function itself, without parentheses: await course.check(deadUnits)",
      });
    }
  }));

Deno.test("check() names the file of a lesson that does not export one of its exercises", () =>
  withProgress(async (progress) => {
    const file = new URL("02_more.ts", progress.folder);
    await Deno.writeTextFile(file, lesson.replace("export default", "export const exercises ="));
    await Deno.remove(new URL("01_parts.ts", progress.folder));
    await rejects(progress.check(right), /02_more\.ts must export half in its list/);
  }));

Deno.test("an unknown name is refused with the exercises of all lessons, or of the one that is open", () =>
  withProgress(async (progress) => {
    const all = "lesson 1 has half, third; lesson 2 has quarter, fifth";
    await rejects(progress.check(function double() {}), {
      name: "RangeError",
      message: `there is no exercise named double; ${all}`,
    });
    throws(() => progress.solution(""), { message: `there is no exercise named ""; ${all}` });
    Deno.env.set("JPY_SESSION_NAME", "work/02_more.ipynb");
    try {
      throws(() => progress.solution("double"), {
        message: "there is no exercise named double; lesson 2 has quarter, fifth",
      });
      ok(await progress.check(right));
    } finally {
      Deno.env.delete("JPY_SESSION_NAME");
    }
  }));
