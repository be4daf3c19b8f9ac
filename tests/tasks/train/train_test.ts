import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import pl from "nodejs-polars";
import { denseAutoencoder, evaluate, fit, loadAutoencoder, loadDataset } from "@autoencoders";
import { capture } from "../../../tasks/process.ts";
import { root } from "../../../tasks/project.ts";
import { folderOf, picture } from "../../helpers/picture_folder.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";

const counts = { trainCount: 200, testCount: 40 };
const data = { name: "strokes", ...counts };
const settings = {
  network: { family: "dense", widths: [16], latent: 4 },
  data,
  training: { epochs: 2, batchSize: 32, learningRate: 0.002 },
};

/** Runs the command in a folder with settings, as a user types it. */
function train(folder: string, ...args: string[]) {
  const options = ["run", "-A", "--no-check", join(root, "tasks/train/train.ts"), ...args];
  return capture(Deno.execPath(), [...options, "--threads", "1"], {
    cwd: folder,
    env: { NO_COLOR: "1" },
  }).then((done) => done!);
}

async function inFolder(run: (folder: string) => Promise<void>, content: object = settings) {
  await inTempFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "a.json"), JSON.stringify(content));
    await run(folder);
  });
}

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("train gives the network, the log and the row that fit() and evaluate() give", () =>
  inFolder(async (folder) => {
    const done = await train(folder, "a.json", "--out", "out", "--seed", "3");
    strictEqual(done.code, 0, done.stderr);
    const out = join(folder, "out");
    deepStrictEqual(namesIn(out), [
      "log.jsonl",
      "model.safetensors",
      "row.parquet",
      "settings.json",
    ]);
    const { train: images, test } = await loadDataset("strokes", counts);
    const model = denseAutoencoder({ widths: [16], latent: 4 }, 3);
    const history = await fit(model, images, { ...settings.training, seed: 3 });
    const expected = evaluate(model, test);

    const [row] = pl.readParquet(join(out, "row.parquet")).toRecords();
    // the command has another backend than this test
    const close = (a: unknown, b: number) => ok(Math.abs(Number(a) / b - 1) < 1e-4, `${a}, ${b}`);
    for (const name of ["bce", "mse", "psnr", "ssim", "pixelAccuracy"] as const) {
      close(row[name], expected[name]);
    }
    close(row.loss, history.last!.loss);
    deepStrictEqual([row.name, row.data, row.ended], ["dense 784-16-4", "strokes", "completed"]);
    const integers = [row.seed, row.latent, row.parameters, row.epochs, row.trainImages];
    deepStrictEqual(integers.map(Number), [3, 4, model.countParams(), 2, 200]);

    const lines = (await Deno.readTextFile(join(out, "log.jsonl"))).trim().split("\n");
    const events = lines.map((line) => JSON.parse(line));
    deepStrictEqual(events.map(({ event }) => event), ["start", "epoch", "epoch", "end"]);
    close(events[2].loss, history.last!.loss);
    strictEqual(events[3].ended, "completed");

    const saved = await loadAutoencoder(join(out, "model"));
    close(evaluate(saved, test).mse, expected.mse);
    saved.dispose();
    model.dispose();
  }));

Deno.test("the same command trains once; another in the same folder is refused", () =>
  inFolder(async (folder) => {
    strictEqual((await train(folder, "a.json", "--out", "out")).code, 0);
    const before = await Deno.stat(join(folder, "out", "row.parquet"));
    const again = await train(folder, "a.json", "--out", "out");
    match(again.stdout, /^out, seed 1: already trained\n$/);
    const after = await Deno.stat(join(folder, "out", "row.parquet"));
    deepStrictEqual([after.ino, after.mtime], [before.ino, before.mtime]);
    const other = await train(folder, "a.json", "--out", "out", "--seed", "2");
    strictEqual(other.code, 1);
    match(other.stderr, /settings\.json has the settings of another trial: choose another --out/);
  }));

Deno.test("a recipe's name trains its network as the recipe says, on the pictures that --data names", async () => {
  const colours = ["red", "green", "blue", "yellow", "pink"];
  const pictures = colours.flatMap((ink, i) =>
    [12, 20, 30].map((
      side,
    ) => [`${i < 4 ? "train" : "test"}/${ink}-${side}.png`, picture(side, 28, "white", ink).png()])
  );
  await using mine = await folderOf(Object.fromEntries(pictures));
  const args = ["plain-32", "--out", "out", "--data", mine.path, "--epochs", "1"];
  const done = await train(mine.path, ...args);
  strictEqual(done.code, 0, done.stderr);
  const [row] = pl.readParquet(join(mine.path, "out", "row.parquet")).toRecords();
  deepStrictEqual([row.name, row.data], ["plain-32", mine.path]);
  deepStrictEqual([row.epochs, row.trainImages, row.testImages].map(Number), [1, 12, 3]);
});

Deno.test("a training that diverges has a row that says so", () =>
  inFolder(async (folder) => {
    const done = await train(folder, "a.json", "--out", "out");
    strictEqual(done.code, 0, done.stderr);
    const [row] = pl.readParquet(join(folder, "out", "row.parquet")).toRecords();
    deepStrictEqual([row.ended, row.mse, row.loss], ["diverged", null, null]);
  }, { ...settings, training: { epochs: 2, learningRate: 1e30, loss: "mse" } }));

const refused: [string, object, RegExp][] = [
  ["an unknown setting", { ...settings, trainings: {} }, /unknown option trainings, did you mean/],
  ["an unknown recipe", { network: "dense-33" }, /recipe must be one of dense-32, /],
  ["an unknown family", { network: { family: "densed" } }, /network\.family must be one of dense/],
  [
    "an unknown option of a family",
    { ...settings, network: { family: "dense", latent: 2, width: [3] } },
    /dense.*width/,
  ],
  [
    "a text for variational",
    { ...settings, network: { family: "dense", latent: 2, variational: "false" } },
    /network\.variational must be true or false, got/,
  ],
  ["no data", { ...settings, data: undefined }, /the settings have no data: give --data/],
  ["a seed in training", { ...settings, training: { seed: 1 } }, /no effect: give --seed/],
  [
    "a wrong training option",
    { ...settings, training: { epochs: 1, lr: 1 } },
    /unknown option lr, did you mean learningRate/,
  ],
  [
    "too many held out",
    { ...settings, holdOut: 200 },
    /count must be an integer in 1–199, got 200/,
  ],
];
Deno.test("settings that are wrong are refused in one line, and nothing is written", async (t) => {
  for (const [what, content, message] of refused) {
    await t.step(what, () =>
      inFolder(async (folder) => {
        const done = await train(folder, "a.json", "--out", "out");
        strictEqual(done.code, 1);
        match(done.stderr, message);
        strictEqual(done.stderr.trim().split("\n").length, 1, done.stderr);
        deepStrictEqual(namesIn(folder), ["a.json"]);
      }, content));
  }
});
