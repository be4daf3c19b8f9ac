import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { dirname, join } from "@std/path";
import { type Autoencoder, loadAutoencoder } from "@autoencoders";
import { tiny } from "../helpers/tiny_models.ts";

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(join(folder, "model"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Which seed drew the weights of the model in a folder. */
async function seedIn(folder: string): Promise<number> {
  const model = await loadAutoencoder(folder), seed = model.notes.seed!;
  const drawn = tiny({}, seed);
  deepStrictEqual(weightsOf(model), weightsOf(drawn));
  [model, drawn].forEach((each) => each.dispose());
  return seed;
}

const weightsOf = (model: Autoencoder) =>
  model.weights.map((weight) => [...weight.read().dataSync()]);

function filesIn(folder: string, below = ""): string[] {
  return Array.from(Deno.readDirSync(join(folder, below)), ({ name, isDirectory }) => {
    const path = join(below, name);
    return isDirectory ? [path, ...filesIn(folder, path)] : [path];
  }).flat().sort();
}

const layout = [
  "decoder",
  "decoder/model.json",
  "decoder/weights.bin",
  "encoder",
  "encoder/model.json",
  "encoder/weights.bin",
  "spec.json",
];

/** Saves as a process does that is gone after its `changes`-th change of the disk; whether it was. */
async function killedAfter(changes: number, save: () => Promise<void>): Promise<boolean> {
  const { mkdir, open, rename, remove } = Deno, real = { mkdir, open, rename, remove };
  try {
    return await new Promise((resolve, reject) => {
      let done = 0;
      const cut = Object.entries(real).map(([name, change]) => [
        name,
        (...told: unknown[]) => {
          if (done++ < changes) return (change as (...told: unknown[]) => unknown)(...told);
          resolve(true);
          return new Promise(() => {});
        },
      ]);
      Object.assign(Deno, Object.fromEntries(cut));
      save().then(() => resolve(false), reject);
    });
  } finally {
    Object.assign(Deno, real);
  }
}

Deno.test("a save that is killed at any step leaves the old or the new model, whole", async () => {
  const [one, two, three] = [1, 2, 3].map((seed) => tiny({}, seed));
  const found: number[] = [];
  for (let changes = 0, killed = true; killed; changes++) {
    await inFolder(async (folder) => {
      await one.save(folder);
      killed = await killedAfter(changes, () => two.save(folder));
      found.push(await seedIn(folder));
      if (!killed) return;
      // The next one is killed at some other step, and the one after it clears up.
      await killedAfter((7 * changes + 10) % 31, () => three.save(folder));
      ok([found.at(-1), 3].includes(await seedIn(folder)));
      await one.save(folder);
      strictEqual(await seedIn(folder), 1);
      deepStrictEqual(filesIn(folder), layout);
    });
  }
  const commit = found.indexOf(2);
  ok(commit > 10 && found.length - commit > 8, `${found}`);
  deepStrictEqual(found, found.map((_, i) => i < commit ? 1 : 2));
  [one, two, three].forEach((model) => model.dispose());
});

Deno.test("a first save that is killed leaves no model or a whole one, and does not stand in the way", async () => {
  const model = tiny({}, 2);
  for (const made of [false, true]) {
    for (let changes = 0, killed = true; killed; changes++) {
      await inFolder(async (folder) => {
        if (made) await Deno.mkdir(folder);
        killed = await killedAfter(changes, () => model.save(folder));
        if (killed) await rejects(loadAutoencoder(folder), { name: "NotFound" });
        await model.save(folder);
        strictEqual(await seedIn(folder), 2);
        deepStrictEqual(filesIn(folder), layout);
      });
    }
  }
  model.dispose();
});

Deno.test("saves and loads at the same time: every load gets one model whole, the last save's files stay", async () => {
  const models = [1, 2, 3].map((seed) => tiny({}, seed));
  await inFolder(async (folder) => {
    for (let round = 0; round < 10; round++) {
      const saves = models.map((model) => model.save(folder));
      await Promise.all([
        ...saves,
        ...[1, 2, 3].map(async () => {
          await Promise.any(saves);
          ok([1, 2, 3].includes(await seedIn(folder)));
        }),
      ]);
      deepStrictEqual(filesIn(folder), layout);
    }
    deepStrictEqual(Array.from(Deno.readDirSync(dirname(folder)), ({ name }) => name), ["model"]);
  });
  models.forEach((model) => model.dispose());
});

Deno.test("while another process saves, and after it was killed, the folder opens", async () => {
  await inFolder(async (folder) => {
    const program = new URL("./saving_program.ts", import.meta.url).href;
    for (const loads of [1, 10]) {
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", program, folder],
        stdout: "piped",
      }).spawn();
      for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
        if (text.includes("saving")) break;
      }
      const seen: number[] = [];
      for (let i = 0; i < loads; i++) seen.push(await seedIn(folder));
      child.kill("SIGKILL");
      await child.status;
      seen.push(await seedIn(folder));
      ok(seen.every((seed) => seed === 1 || seed === 2));
    }
  });
});

Deno.test({
  name: "a model behind a link is replaced where it lies, and what lies beside its files stays",
  ignore: Deno.build.os === "windows", // where a link takes a privilege
  fn: () =>
    inFolder(async (folder) => {
      const [one, two] = [1, 2].map((seed) => tiny({}, seed));
      await one.save(folder);
      await Deno.writeTextFile(join(folder, "README.md"), "mine");
      const link = join(dirname(folder), "elsewhere", "link");
      await Deno.mkdir(dirname(link));
      await Deno.symlink(folder, link);
      await two.save(link);
      strictEqual(await seedIn(folder), 2);
      ok((await Deno.lstat(link)).isSymlink);
      deepStrictEqual(filesIn(folder), ["README.md", ...layout]);
      deepStrictEqual(Array.from(Deno.readDirSync(dirname(link)), ({ name }) => name), ["link"]);
      [one, two].forEach((model) => model.dispose());
    }),
});
