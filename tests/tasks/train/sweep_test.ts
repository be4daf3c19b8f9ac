import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { dirname, join } from "@std/path";
import pl from "nodejs-polars";
import { shellLine } from "../../../tasks/calls/call.ts";
import { combinationsOf, readSweep } from "../../../tasks/train/combinations.ts";
import { sweep } from "../../../tasks/train/sweep.ts";
import { capture } from "../../../tasks/process.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";

const settings = {
  network: { family: "dense", widths: [16], latent: 4 },
  data: { name: "strokes", trainCount: 100, testCount: 20 },
  training: { epochs: 2, batchSize: 32 },
};
const content = {
  ...settings,
  vary: { "network.latent": [2, 4], "training.optimizer": ["adam", { kind: "adamw" }] },
  seeds: [1, 2],
};

/** Runs a test in a folder with a file of this content. */
function withSweep(content: unknown, run: (file: string, out: string) => Promise<void>) {
  return inTempFolder(async (folder) => {
    const file = join(folder, "sweep.json");
    await Deno.writeTextFile(file, JSON.stringify(content));
    await run(file, join(folder, "out"));
  });
}

Deno.test("a sweep has every combination of the values that vary, the last one changing fastest", () => {
  const { vary, seeds: _, ...base } = content;
  const combinations = combinationsOf({ base, vary });
  deepStrictEqual(combinations.map(({ name }) => name), [
    "network.latent=2,training.optimizer=adam",
    "network.latent=2,training.optimizer=_kind_adamw_",
    "network.latent=4,training.optimizer=adam",
    "network.latent=4,training.optimizer=_kind_adamw_",
  ]);
  deepStrictEqual(combinations[1].settings, {
    ...settings,
    network: { ...settings.network, latent: 2 },
    training: { ...settings.training, optimizer: { kind: "adamw" } },
  });
});

Deno.test("each line of --list trains one row, and the sweep gathers them with their settings", () =>
  withSweep({ ...content, vary: { "network.latent": [2, 4] }, seeds: [3] }, async (file, out) => {
    const lines = (await sweep([file, "--out", out, "--list"])).split("\n");
    strictEqual(lines.length, 2);
    for (const line of lines) {
      const { code, stderr } = (await capture("sh", ["-c", line]))!;
      strictEqual(code, 0, stderr);
    }
    const before = lines.map((_, i) => join(out, `network.latent=${[2, 4][i]},seed=3`))
      .map((folder) => Deno.statSync(join(folder, "row.parquet")).mtime);
    const printed = await sweep([file, "--out", out]);
    match(printed, /sweep\.parquet: 2 rows$/);
    const frame = pl.readParquet(join(out, "sweep.parquet"));
    deepStrictEqual(frame.getColumn("network.latent").toArray(), [2, 4]);
    deepStrictEqual(frame.getColumn("latent").toArray().map(Number), [2, 4]);
    deepStrictEqual(frame.getColumn("seed").toArray().map(Number), [3, 3]);
    const after = (frame.getColumn("folder").toArray() as string[])
      .map((folder) => Deno.statSync(join(folder, "row.parquet")).mtime);
    deepStrictEqual(after, before);
  }));

Deno.test("a training that fails does not keep the others from running, and is named at the end", () =>
  withSweep(
    { ...content, vary: { "data.name": ["strokez", "strokes"] }, seeds: [1] },
    async (file, out) => {
      await rejects(sweep([file, "--out", out, "--processes", "2"]), {
        name: "TaskError",
        message: /^1 of 2 calls failed; .*\ndata\.name=strokez, seed 1: .*"strokez"/,
      });
      ok(Deno.statSync(join(out, "data.name=strokes,seed=1", "row.parquet")).size > 0);
    },
  ));

const refused: [string, unknown, RegExp][] = [
  [
    "a value that is not a list",
    { ...content, vary: { a: 1 } },
    /vary of a must be an array, got 1/,
  ],
  ["no values", { ...content, vary: { "network.latent": [] } }, /network\.latent has no values/],
  ["a seed twice", { ...content, seeds: [1, 1] }, /seeds must be different, .* got \[1,1\]/],
  [
    "a value twice",
    { ...content, vary: { "network.latent": [2, 2] } },
    /a combination is there twice: network\.latent=2/,
  ],
  [
    "a path through a number",
    { ...content, vary: { "training.epochs.first": [1] } },
    /vary of training\.epochs\.first: the settings have no object with first/,
  ],
  [
    "a setting that a training does not have",
    { ...content, vary: { "trainings.epochs": [1] } },
    /unknown option trainings, did you mean training\?/,
  ],
];
Deno.test("a sweep that is wrong is refused by what is wrong before any training", async (t) => {
  for (const [what, content, message] of refused) {
    await t.step(what, () =>
      withSweep(content, async (file, out) => {
        await rejects(sweep([file, "--out", out]), { name: "TaskError", message });
        await rejects(Deno.stat(out), Deno.errors.NotFound);
      }));
  }
});

Deno.test("a folder of pictures is seen from the folder of the settings' file", () =>
  withSweep({ ...content, data: { folder: "mine" } }, async (file) => {
    const { combinations: [{ settings }] } = await readSweep(file);
    deepStrictEqual(settings.data, { folder: join(dirname(file), "mine") });
  }));

Deno.test("folders that vary are seen from there too", () =>
  withSweep(
    { ...settings, vary: { "data": [{ folder: "a" }, { folder: "b" }] } },
    async (file, out) => {
      await sweep([file, "--out", out, "--list"]);
      const written = [...Deno.readDirSync(out)].map(({ name }) => join(out, name)).sort();
      const folders = written.map((path) => JSON.parse(Deno.readTextFileSync(path)).data.folder);
      deepStrictEqual(folders, ["a", "b"].map((name) => join(dirname(file), name)));
    },
  ));

Deno.test("a setting that varies and has the name of a column gets a column of its own", () =>
  withSweep({ ...settings, vary: { name: ["first", "second"] } }, async (file, out) => {
    await sweep([file, "--out", out, "--processes", "1"]);
    const frame = pl.readParquet(join(out, "sweep.parquet"));
    for (const column of ["vary.name", "name"]) {
      deepStrictEqual(frame.getColumn(column).toArray(), ["first", "second"]);
    }
  }));

Deno.test("a shell reads a line as the arguments of the call", async () => {
  const args = ["it's", "a b", "$HOME", "x=1,y=2", "*"];
  const line = shellLine({ name: "", args: ["tasks/train/train.ts", ...args], result: "" });
  const { stdout } = (await capture("sh", ["-c", `printf '%s\\n' ${line}`]))!;
  deepStrictEqual(stdout.trim().split("\n").slice(-args.length), args);
});
