import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { readRows, resultsFile, writeRows } from "@autoencoders/results";
import { checkpointOf, lockOf } from "../../../tasks/results/checkpoints.ts";
import { readOptions } from "../../../tasks/results/options.ts";
import { trainRows } from "../../../tasks/results/results.ts";
import { trainingRows } from "../../../tasks/results/row_kinds.ts";
import { lockRun, waitForRun } from "../../../tasks/results/run_lock.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";
import { filesIn } from "./synthetic_data.ts";
import { fewImages, tinyRecipe } from "../../helpers/trial_data.ts";

Deno.test("a run has one holder at a time, which is named, and its file goes with the lock", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "locks", "a.lock");
    {
      const mine = await lockRun(path);
      ok(typeof mine !== "string");
      await using _held = mine;
      const other = await lockRun(path);
      if (Deno.build.os !== "windows") {
        match(other as string, new RegExp(`^process ${Deno.pid} on `));
      }
      strictEqual(typeof other, "string");
    }
    deepStrictEqual(filesIn(join(folder, "locks")), []);
  }));

Deno.test("a file left behind by a killed process locks nothing", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "a.lock");
    await Deno.writeTextFile(path, "process 1 on elsewhere, since 2020");
    const lock = await lockRun(path);
    ok(typeof lock !== "string");
    await lock[Symbol.asyncDispose]();
  }));

Deno.test("of many that take and release a lock at once, none works beside another", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "a.lock");
    let working = 0, most = 0, done = 0;
    await Promise.all(Array.from({ length: 8 }, async () => {
      for (let turn = 0; turn < 5;) {
        const lock = await lockRun(path);
        if (typeof lock !== "string") {
          most = Math.max(most, ++working);
          await new Promise((next) => setTimeout(next, 1));
          working--;
          turn++;
          done++;
          await lock[Symbol.asyncDispose]();
        } else await new Promise((next) => setTimeout(next, 1));
      }
    }));
    deepStrictEqual([most, done], [1, 40]);
  }));

Deno.test("Ctrl-C ends the wait for a run", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "a.lock"), controller = new AbortController();
    const lock = await lockRun(path);
    ok(typeof lock !== "string");
    await using _held = lock;
    const waiting = waitForRun(path, { label: "one", signal: controller.signal });
    controller.abort();
    strictEqual(await waiting, undefined);
  }));

/** Trains two rows in order, as `results --row` does, and counts the trainings of each. */
function trainer(folder: string, again: boolean) {
  const recipes = ["ours-16", "ours-64"].map((name) => ({ ...tinyRecipe, name }));
  const trained: string[] = [];
  const hooks = { before: (_name: string): Promise<unknown> => Promise.resolve() };
  const kind: typeof trainingRows = {
    ...trainingRows,
    recipes,
    baselines: () => Promise.resolve([]),
    async train(recipe, seed, options) {
      trained.push(recipe.name);
      await hooks.before(recipe.name);
      return await trainingRows.train(recipe, seed, options);
    },
  };
  const run = (rows = ["ours-16", "ours-64"]) => {
    const options = { ...readOptions(["--folder", folder], "results", rows), again };
    return trainRows(kind, options, () => Promise.resolve(fewImages));
  };
  return { trained, hooks, run };
}

for (const again of [false, true]) {
  Deno.test(`two commands on the same rows train each once${again ? ", also with --again" : ""}`, () =>
    inTempFolder(async (folder) => {
      const { trained, run } = trainer(folder, again);
      deepStrictEqual(await Promise.all([run(), run()]), [0, 0]);
      deepStrictEqual(trained.toSorted(), ["ours-16", "ours-64"]);
      const rows = await readRows(resultsFile, folder);
      deepStrictEqual(rows.map(({ name }) => name).sort(), ["ours-16", "ours-64"]);
      deepStrictEqual(filesIn(join(folder, "checkpoints")), []);
    }));
}

Deno.test("a run held elsewhere comes last, and is taken over if its holder leaves no row", () =>
  inTempFolder(async (folder) => {
    const { trained, run } = trainer(folder, false);
    const options = readOptions(["--folder", folder], "results", ["ours-16", "ours-64"]);
    const held = { name: "ours-16", seed: 1, options };
    ok(lockOf(held).startsWith(checkpointOf(held)));
    const lock = await lockRun(lockOf(held));
    ok(typeof lock !== "string");
    const ended = run();
    let over = false;
    ended.finally(() => over = true);
    while (!trained.includes("ours-64")) {
      ok(!over, "the task ended before it trained what nobody holds");
      await new Promise((next) => setTimeout(next, 20));
    }
    deepStrictEqual(trained, ["ours-64"]);
    await lock[Symbol.asyncDispose]();
    strictEqual(await ended, 0);
    deepStrictEqual(trained, ["ours-64", "ours-16"]);
  }));

/** Trains both rows and marks them, so that a new row differs from an old one. */
async function trainBoth(folder: string): Promise<void> {
  strictEqual(await trainer(folder, false).run(), 0);
  const rows = await readRows(resultsFile, folder);
  await writeRows(resultsFile, rows.map((row) => ({ ...row, hardware: "before" })), folder);
}

Deno.test("--again leaves a row that another command trained again since this one began", () =>
  inTempFolder(async (folder) => {
    await trainBoth(folder);
    const { trained, hooks, run } = trainer(folder, true);
    hooks.before = async (name) => {
      if (name === "ours-16") strictEqual(await run(["ours-64"]), 0);
    };
    strictEqual(await run(), 0);
    deepStrictEqual(trained, ["ours-16", "ours-64"]);
    const rows = await readRows(resultsFile, folder);
    ok(rows.every(({ hardware }) => hardware !== "before"));
    hooks.before = () => Promise.resolve();
    strictEqual(await run(), 0);
    deepStrictEqual(trained, ["ours-16", "ours-64", "ours-16", "ours-64"]);
  }));

Deno.test("--again trains the other seeds of a network whose saved weights it replaces", () =>
  inTempFolder(async (folder) => {
    await trainBoth(folder);
    const [one] = await readRows(resultsFile, folder);
    const later = { ...one, seed: 2 }, reduced = { ...one, reduced: "1 of 3 epochs" };
    await writeRows(resultsFile, [{ ...later, reduced: "1 of 3 epochs" }, reduced], folder);
    const { trained } = trainer(folder, true);
    const options = readOptions(["--folder", folder, "--seeds", "1,2"], "results", ["ours-16"]);
    const kind: typeof trainingRows = {
      ...trainingRows,
      recipes: [{ ...tinyRecipe, name: "ours-16" }],
      baselines: () => Promise.resolve([]),
      train(recipe, seed, options) {
        trained.push(`${seed}`);
        return trainingRows.train(recipe, seed, options);
      },
    };
    const load = () => Promise.resolve(fewImages);
    strictEqual(await trainRows(kind, { ...options, again: true }, load), 0);
    deepStrictEqual(trained, ["1", "2"]);
  }));

Deno.test("a command that has nothing to train takes no lock and makes no folder for it", () =>
  inTempFolder(async (folder) => {
    const { trained, run } = trainer(folder, false);
    strictEqual(await run(), 0);
    await Deno.remove(join(folder, "checkpoints"), { recursive: true });
    await Deno.writeTextFile(join(folder, "checkpoints"), "no folder");
    strictEqual(await run(), 0);
    deepStrictEqual(trained, ["ours-16", "ours-64"]);
  }));
