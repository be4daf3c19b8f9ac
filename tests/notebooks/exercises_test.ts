import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { join, toFileUrl } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import * as ae from "@autoencoders";
import type { Exercise } from "@autoencoders/course";
import { exercisesFolder, findExercise } from "../../lib/course/find_exercise.ts";
import { judge } from "../../lib/course/judge.ts";
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
import { build } from "../../tasks/project.ts";
import { temporaryFolder } from "../helpers/temp_folder.ts";

/** The cells of a notebook with this tag. */
const tagged = ({ cells }: Notebook, tag: string) =>
  cells.filter((cell) => cell.metadata.tags?.includes(tag));

const lessons = (await Promise.all(
  (await allNotebooks()).map(async (path) => {
    const name = nameOf(path), notebook = await readNotebook(path);
    return { name, notebook, stubs: tagged(notebook, "exercise").flatMap(declared) };
  }),
)).filter(({ stubs }) => stubs.length > 0);

const exercises: Record<string, Exercise[]> = {};
for (const { name } of lessons) {
  exercises[name] = (await import(new URL(`${name}.ts`, exercisesFolder).href)).default;
}

/** The lines that the checks of each notebook print for the solutions shown, and for the stubs. */
let solved: string[][], unsolved: string[][];
Deno.test.beforeAll(async () => {
  [solved, unsolved] = await Promise.all([
    run(
      lessons.map(({ notebook, stubs }) =>
        program(notebook, stubs.map((stub) => findExercise(stub).solution))
      ),
    ),
    run(
      lessons.map(({ notebook }) => program(notebook, tagged(notebook, "exercise").map(sourceOf))),
    ),
  ]);
});

for (const [i, { name, notebook, stubs }] of lessons.entries()) {
  Deno.test(`${name}: every solution, as it is shown, passes its check`, () => {
    deepStrictEqual(solved[i].map((line) => line.split(":")[0]), stubs.map(() => "right"));
  });

  Deno.test(`${name}: no stub passes its check`, () => {
    deepStrictEqual(unsolved[i], stubs.map((stub) => `not yet: ${stub} is still to be written`));
  });

  Deno.test(`${name}: the usual wrong answers are refused`, async () => {
    for (const exercise of exercises[name]) {
      const answers = Object.entries(exercise.wrong);
      ok(answers.length >= 2, `${exercise.name} lists ${answers.length} wrong answers`);
      for (const [what, entry] of answers) {
        const { answer, verdict } = typeof entry === "function"
          ? { answer: entry, verdict: undefined }
          : entry;
        const { state, text } = await judgeWithoutLeak(exercise, answer);
        strictEqual(state, "wrong", `${exercise.name} accepts: ${what}`);
        match(text, /^not right yet: /);
        if (verdict) ok(text.includes(verdict), `${exercise.name}, ${what}: ${text}`);
        else doesNotMatch(text, / threw /, `${exercise.name} must name the verdict of: ${what}`);
      }
    }
  });

  const verified = exercises[name].filter(({ verify }) => verify);
  if (verified.length > 0) {
    Deno.test(`${name}: the checks of its solutions free every network`, async () => {
      for (const exercise of verified) {
        const { state } = await judgeWithoutLeak(exercise, exercise.solution);
        strictEqual(state, "right");
      }
    });
  }

  Deno.test(`${name}: its exercises are those of its file, which it links`, () => {
    deepStrictEqual(stubs, exercises[name].map((exercise) => exercise.name));
    match(sourceOf(notebook.cells.at(-1)!), new RegExp(`\\]\\(exercises/${name}\\.ts\\)`));
  });
}

Deno.test("tooNarrow accepts inner layers of as many units as a code", async () => {
  const exercise = exercises["03_deep_binary_autoencoder"].find(({ name }) =>
    name === "tooNarrow"
  )!;
  const { state, text } = await judge(
    exercise,
    (images: ae.ImageSet) =>
      Promise.all([2, 32].map(async (latent) => {
        const model = ae.denseAutoencoder({ widths: [32], latent }, 1);
        await ae.fit(model, images, { epochs: 5, batchSize: 64, learningRate: 3e-3, seed: 1 });
        return model;
      })),
  );
  strictEqual(state, "right", text);
});

Deno.test("no two exercises of the course have the same name", () => {
  const names = Object.values(exercises).flat().map(({ name }) => name);
  deepStrictEqual([...new Set(names)], names);
});

/** {@linkcode judge}, which must leave as many tensors as there were. */
async function judgeWithoutLeak(exercise: Exercise, answer: Exercise["solution"]) {
  if (exercise.verify) await ae.useBackend(); // the tensors it keeps are not counted
  const { numTensors } = tf.memory();
  const verdict = await judge(exercise, answer);
  strictEqual(tf.memory().numTensors, numTensors, `the check of ${exercise.name} keeps tensors`);
  return verdict;
}

/** A program of a notebook's imports, answers, and its checks. */
function program(notebook: Notebook, answers: string[]): string {
  const imports = codeOf(notebook)
    .flatMap((text) => text.match(/^import\s[^;]*?from\s+["'][^"']+["'];?$/gm) ?? []);
  const checks = tagged(notebook, "check").map(sourceOf);
  return [...imports, ...answers, ...checks, ""].join("\n;\n");
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
