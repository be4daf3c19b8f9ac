import {
  deepStrictEqual,
  match,
  notDeepStrictEqual,
  ok,
  rejects,
  strictEqual,
  throws,
} from "node:assert/strict";
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import { loadPretrained } from "@autoencoders";
import {
  readBounds,
  readRows,
  type ResultRow,
  resultsFile,
  writeRows,
} from "@autoencoders/results";
import { readOptions, type ResultsOptions } from "../../../tasks/results/options.ts";
import { isUpToDate, trainRows } from "../../../tasks/results/results.ts";
import { trainingRows } from "../../../tasks/results/row_kinds.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";
import { resultRow } from "../../helpers/result_rows.ts";
import { fewImages, tinyRecipe } from "../../helpers/trial_data.ts";
import { assertPageAgrees, filesIn, runCommand } from "./synthetic_data.ts";

/** Has no SIGINT that another process could send. */
const windows = Deno.build.os === "windows";

/** By the name of a recipe of the project, as rows of others are refused. */
const tinyRows = { ...trainingRows, recipes: [{ ...tinyRecipe, name: "ours-16" }] };
const load = () => Promise.resolve(fewImages);

/** Trains the tiny recipe into a folder as the command does, but in this process. */
async function trainTiny(folder: string, options: Partial<ResultsOptions> = {}): Promise<void> {
  const defaults = readOptions(["--folder", folder], "results", ["ours-16"]);
  strictEqual(await trainRows(tinyRows, { ...defaults, ...options }, load), 0);
}

const identities = (rows: readonly ResultRow[]) => rows.map(({ name, seed }) => [name, seed]);

Deno.test("results writes a network's row, baselines, weights, figure and page", () =>
  inTempFolder(async (folder) => {
    const { code, stdout, stderr } = await runCommand(["results", "--row", "plain-32"], folder);
    strictEqual(code, 0, stderr);
    match(stdout, /1\/1 plain-32, seed 1: BCE .*\nresults: 1 runs/);
    const rows = await readRows(resultsFile, folder);
    deepStrictEqual(identities(rows), [
      ...[16, 32, 49, 64].map((latent) => [`PCA-${latent}`, undefined]),
      ["untrained plain-32", 1],
      ["plain-32", 1],
    ]);
    const { epochs, n, reduced, pretrained, losses, dataHash } = rows.at(-1)!;
    deepStrictEqual([epochs, n, reduced, losses!.length], [50, 40, undefined, 50]);
    const { size } = await Deno.stat(join(folder, "models", "plain-32.safetensors"));
    strictEqual(size, pretrained!.bytes);
    const model = await loadPretrained("plain-32", folder);
    deepStrictEqual(model.notes.data, { name: "mnist", hash: dataHash });
    model.dispose();
    ok((await Deno.stat(join(folder, "figures", "plain-32.png"))).size > 0);
    await assertPageAgrees(folder);
    deepStrictEqual(filesIn(join(folder, "checkpoints")), []);
  }));

Deno.test({
  name: "an interrupted run leaves no row, the page agrees, and the same command resumes it",
  ignore: windows,
  fn: () =>
    inTempFolder(async (folder) => {
      const interrupted = async () => {
        // More epochs than there is time for, so that the signal never comes too late.
        const args = ["results", "--row", "plain-32", "--epochs", "1000000"];
        const { code, stderr } = await runCommand(args, folder, "epoch ");
        strictEqual(code, 130, stderr);
        match(
          stderr,
          /1\/1 plain-32, seed 1: interrupted; run the same command again to resume\n$/,
        );
        deepStrictEqual(await readRows(resultsFile, folder), []);
        await assertPageAgrees(folder);
        const [, first] = stderr.match(/epoch (\d+)\/1000000/)!;
        const [, last] = stderr.match(/after (\d+) epochs?/)!;
        return { first: Number(first), last: Number(last) };
      };
      const { first, last } = await interrupted();
      strictEqual(first, 1);
      strictEqual((await interrupted()).first, last + 1);
    }),
});

Deno.test("bounds writes a row of bounds.json and its page", () =>
  inTempFolder(async (folder) => {
    const args = ["bounds", "--row", "vae-dense-thresholded", "--epochs", "1"];
    const { code, stdout, stderr } = await runCommand(args, folder);
    strictEqual(code, 0, stderr);
    match(stdout, /1\/1 vae-dense-thresholded, seed 1: mnist, thresholded: −ELBO \d+\.\d\d nats/);
    deepStrictEqual(
      (await readBounds(folder)).map(({ name, reduced }) => [name, reduced]),
      [["vae-dense-thresholded", "1 of 40 epochs"]],
    );
    await assertPageAgrees(folder);
  }));

Deno.test("a damaged file ends the command with one line that names it", () =>
  inTempFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "results.json"), "{");
    const { code, stderr } = await runCommand(["results", "--pages"], folder);
    strictEqual(code, 1);
    match(stderr, /^results: ".*results\.json" is not JSON: .*\n$/);
  }));

Deno.test("a network that is already trained is trained only with --again", () =>
  inTempFolder(async (folder) => {
    await trainTiny(folder);
    const rows = await readRows(resultsFile, folder);
    deepStrictEqual(identities(rows), [["PCA-4", undefined], ["untrained ours-16", 1], [
      "ours-16",
      1,
    ]]);
    const marked = rows.map((row) => ({ ...row, hardware: "before" }));
    await writeRows(resultsFile, marked, folder);
    await trainTiny(folder);
    deepStrictEqual(await readRows(resultsFile, folder), marked);
    await trainTiny(folder, { again: true });
    const after = await readRows(resultsFile, folder);
    deepStrictEqual(identities(after), identities(rows));
    ok(after.at(-1)!.hardware !== "before");
    await assertPageAgrees(folder);
  }));

Deno.test("the figure shows the lowest seed trained in full, never a reduced run", () =>
  inTempFolder(async (folder) => {
    const figureAfter = async (options: Partial<ResultsOptions>) => {
      await trainTiny(folder, options);
      return await Deno.readFile(join(folder, "figures", "ours-16.png"));
    };
    const second = await figureAfter({ seeds: [2] });
    deepStrictEqual(await figureAfter({ seeds: [1], epochs: 1 }), second);
    deepStrictEqual(await figureAfter({ seeds: [3] }), second);
    await Deno.remove(join(folder, "results.json"));
    notDeepStrictEqual(await figureAfter({ seeds: [1] }), second);
  }));

Deno.test("a full run replaces the saved weights of a reduced one", () =>
  inTempFolder(async (folder) => {
    await trainTiny(folder, { seeds: [2], epochs: 1 });
    await trainTiny(folder, { seeds: [1] });
    const rows = (await readRows(resultsFile, folder)).filter(({ name }) => name === "ours-16");
    deepStrictEqual(
      rows.map(({ seed, pretrained }) => [seed, pretrained !== undefined]),
      [[2, false], [1, true]],
    );
    const model = await loadPretrained("ours-16", folder);
    strictEqual(model.notes.seed, 1);
    model.dispose();
  }));

Deno.test("with --hold-out nothing is written", () =>
  inTempFolder(async (folder) => {
    await trainTiny(folder, { holdOut: 20 });
    deepStrictEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["checkpoints"]);
    deepStrictEqual(filesIn(join(folder, "checkpoints")), []);
  }));

Deno.test("a page that is older than its rows, as after a kill, is written again by the next run, atomically", () =>
  inTempFolder(async (folder) => {
    await trainTiny(folder, { epochs: 1 });
    const rows = await readRows(resultsFile, folder), page = join(folder, "README.md");
    await Deno.link(page, join(folder, "before.md"));
    const before = await Deno.readTextFile(page);
    await writeRows(resultsFile, rows.map((row) => ({ ...row, mse: 0.123 })), folder);
    await trainTiny(folder, { epochs: 1 });
    await assertPageAgrees(folder);
    // A new file replaced the old one, so a reader never sees part of one.
    strictEqual(await Deno.readTextFile(join(folder, "before.md")), before);
  }));

const refused: [string, Partial<ResultsOptions>, RegExp][] = [
  [
    "more training images than there are",
    { trainCount: 999_999 },
    /^--train-count must be in 1–120 for crosses, got 999999$/,
  ],
  [
    "as many held-out images as there are",
    { holdOut: 120 },
    /^--hold-out must be in 1–119, to leave an image to train on, got 120$/,
  ],
];
for (const [what, options, message] of refused) {
  Deno.test(`${what} are refused, and no row is written`, () =>
    inTempFolder(async (folder) => {
      await rejects(trainTiny(folder, options), { name: "TaskError", message });
      deepStrictEqual(await readRows(resultsFile, folder), []);
    }));
}

Deno.test("a data set that is not available ends the run with the name of the run", () =>
  inTempFolder(async (folder) => {
    const options = readOptions(["--folder", folder], "results", ["ours-16"]);
    const missing = () => Promise.reject(new Deno.errors.NotFound("no such data"));
    await rejects(trainRows(tinyRows, options, missing), {
      name: "TaskError",
      message: "1/1 ours-16, seed 1: no such data",
    });
    deepStrictEqual(await readRows(resultsFile, folder), []);
  }));

Deno.test("a row that cannot be written ends the run and leaves no tensors", () =>
  inTempFolder(async (folder) => {
    await trainTiny(folder);
    const before = tf.memory().numTensors;
    await Deno.remove(join(folder, "models"), { recursive: true });
    await Deno.writeTextFile(join(folder, "models"), "");
    await rejects(trainTiny(folder, { again: true }));
    strictEqual(tf.memory().numTensors, before);
  }));

Deno.test("a damaged checkpoint ends the run with the names of run and file", () =>
  inTempFolder(async (folder) => {
    const file = join(folder, "checkpoints", "ours-16-1---.checkpoint");
    await Deno.mkdir(join(folder, "checkpoints"));
    await Deno.writeTextFile(file, "not a checkpoint");
    await rejects(trainTiny(folder), {
      name: "TaskError",
      message: /^1\/1 ours-16, seed 1: ".*ours-16-1---\.checkpoint"/,
    });
    deepStrictEqual(await readRows(resultsFile, folder), []);
  }));

const reduced = "1 of 20 epochs";
function upToDate(changes: Partial<ResultsOptions>, rows: ResultRow[], reduced?: string): boolean {
  const options = { ...readOptions([], "results", ["ours-32"]), ...changes };
  return isUpToDate({ name: "ours-32", seed: 1, label: "ours-32, seed 1", options }, rows, reduced);
}

Deno.test("a run is up to date if there is a row for it and --again is not given", () => {
  strictEqual(upToDate({}, []), false);
  strictEqual(upToDate({}, [resultRow()]), true);
  strictEqual(upToDate({}, [resultRow({ seed: 2 })]), false);
  strictEqual(upToDate({}, [resultRow({ reduced })]), false);
  strictEqual(upToDate({ again: true }, [resultRow()]), false);
  strictEqual(upToDate({ again: true }, [resultRow({ reduced })], reduced), false);
  strictEqual(upToDate({ again: true, holdOut: 5 }, [resultRow()], reduced), false);
});

Deno.test("a reduced run is refused with --again if there is a row of a full one", () =>
  throws(() => upToDate({ again: true }, [resultRow()], reduced), {
    name: "TaskError",
    message:
      /^ours-32, seed 1: there is a row of a full run, which a reduced run \(1 of 20 epochs\) does/,
  }));
