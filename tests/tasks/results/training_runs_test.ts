import { deepStrictEqual, match, notDeepStrictEqual, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { loadPretrained } from "@autoencoders";
import { readBounds, readResults, writeResults } from "@autoencoders/results";
import { sizeOf } from "../../../lib/results/pretrained.ts";
import { MadeData } from "./made_data.ts";

/** Has no SIGINT that another process could send. */
const windows = Deno.build.os === "windows";

Deno.test("results writes a network's row, baselines, weights, picture and page, once", () =>
  MadeData.with(async (made) => {
    await made.succeed("results", "--row plain-32");
    const rows = await readResults(made.folder);
    deepStrictEqual(rows.map(({ name, seed }) => [name, seed]), [
      ...[16, 32, 49, 64].map((latent) => [`PCA-${latent}`, undefined]),
      ["untrained plain-32", 1],
      ["plain-32", 1],
    ]);
    const { epochs, n, reduced, kept, losses } = rows.at(-1)!;
    deepStrictEqual([epochs, n, reduced, losses!.length], [50, 40, undefined, 50]);
    strictEqual(await sizeOf(join(made.folder, "models", "plain-32")), kept!.bytes);
    const model = await loadPretrained("plain-32", made.folder);
    deepStrictEqual(model.notes.data, { name: "mnist", hash: rows.at(-1)!.dataHash });
    model.dispose();
    await made.agrees();
    deepStrictEqual([...Deno.readDirSync(join(made.folder, "checkpoints"))], []);

    const { stdout } = await made.succeed("results", "--row plain-32");
    match(stdout, /plain-32, seed 1: there already/);
    deepStrictEqual(await readResults(made.folder), rows);
    const again = await made.succeed("results", "--row plain-32 --again");
    match(again.stderr, /epoch 1\/50 [^]*epoch 50\/50 /);
    deepStrictEqual((await readResults(made.folder)).length, rows.length);
    await made.agrees();
  }));

Deno.test({
  name: "an interrupted run leaves rows and pages in agreement, and goes on where it was",
  ignore: windows,
  fn: () =>
    MadeData.with(async (made) => {
      const args = "--row plain-32 --epochs 1000";
      const { code, stderr } = await made.task("results", args, { interruptAt: "epoch 1/1000" });
      strictEqual(code, 130, stderr);
      match(stderr, /1\/1 plain-32, seed 1: interrupted; the same command goes on from here\n$/);
      deepStrictEqual(await readResults(made.folder), []);
      await made.agrees();

      const [, last] = stderr.match(/after (\d+) epochs?/)!;
      const resumed = await made.succeed("results", args);
      const [, first] = resumed.stderr.match(/epoch (\d+)\/1000/)!;
      strictEqual(Number(first), Number(last) + 1);
      const { reduced, losses } = (await readResults(made.folder)).at(-1)!;
      deepStrictEqual([reduced, losses!.length], ["1,000 instead of 50 epochs", 1000]);
      await made.agrees();
    }),
});

Deno.test("what cannot be trained is told in one line, and changes nothing", () =>
  MadeData.with(async (made) => {
    const refused = async (args: string, message: RegExp, data = made.data) => {
      const { code, stderr } = await made.task("results", `--row plain-32 ${args}`, { data });
      strictEqual(code, 1, stderr);
      match(stderr, message);
      strictEqual(stderr.trimEnd().split("\n").length, 1, stderr);
      deepStrictEqual(await readResults(made.folder), []);
      await made.agrees();
    };
    await refused("--train-count 999999", /--train-count must be in 1–128 for mnist, got 999999\n/);
    await refused("--hold-out 128 --seeds 1", /--hold-out must leave an image .* 1–127, got 128\n/);
    await refused("--seeds 1", /AUTOENCODERS_DATA is not a folder: nowhere\n/, "nowhere");
    const file = join(made.folder, "checkpoints", "plain-32-1---.checkpoint");
    await Deno.mkdir(join(file, ".."));
    await Deno.writeTextFile(file, "no checkpoint at all");
    await refused("--seeds 1", /plain-32, seed 1: ".*plain-32-1---\.checkpoint"/);
  }));

Deno.test("the picture is of the lowest seed trained in full, never of a reduced run beside it", () =>
  MadeData.with(async (made) => {
    const pictureAfter = async (args: string) => {
      await made.succeed("results", `--row dense-linear-32 --again ${args}`);
      await made.agrees();
      return await Deno.readFile(join(made.folder, "figures", "dense-linear-32.png"));
    };
    const second = await pictureAfter("--seeds 2");
    deepStrictEqual(await pictureAfter("--epochs 1"), second);
    notDeepStrictEqual(await pictureAfter("--seeds 1"), second);
  }));

Deno.test("pages that a killed run left behind its rows are written by the next", () =>
  MadeData.with(async (made) => {
    await made.succeed("results", "--row plain-32 --epochs 1");
    const rows = await readResults(made.folder), page = join(made.folder, "README.md");
    await Deno.link(page, join(made.folder, "before.md"));
    const before = await Deno.readTextFile(page);
    await writeResults(rows.map((row) => ({ ...row, mse: 0.123 })), made.folder);
    await made.succeed("results", "--row plain-32 --epochs 1");
    await made.agrees();
    // A new file took the old one's place, so that at no moment there was half of one.
    strictEqual(await Deno.readTextFile(join(made.folder, "before.md")), before);
  }));

Deno.test({
  name: "bounds writes a row and its page, and an interrupted run neither",
  ignore: windows,
  fn: () =>
    MadeData.with(async (made) => {
      const args = "--row vae-dense-thresholded --epochs";
      const cut = await made.task("bounds", `${args} 1000`, { interruptAt: "epoch 1/1000" });
      strictEqual(cut.code, 130, cut.stderr);
      deepStrictEqual(await readBounds(made.folder), []);
      await made.succeed("bounds", `${args} 1`);
      deepStrictEqual(
        (await readBounds(made.folder)).map(({ name, reduced }) => [name, reduced]),
        [["vae-dense-thresholded", "1 of 40 epochs"]],
      );
      await made.agrees();
    }),
});
