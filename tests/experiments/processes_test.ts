import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { denseSpec, latentSizes, runTrials, type Trial, useBackend } from "@autoencoders";
import { type ExperimentOptions } from "../../lib/experiments/run_trials.ts";
import { capture } from "../../tasks/process.ts";
import { root } from "../../tasks/project.ts";
import { crosses } from "../helpers/training_data.ts";
import { whileRunning } from "../helpers/while_running.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";

await useBackend({ threads: 1 });

const train = crosses(120, 1, 12), test = crosses(30, 2, 12), validation = crosses(20, 3, 12);
const training = { epochs: 3, batchSize: 16, validation, earlyStopping: { patience: 1 } };
const options: ExperimentOptions = { train, test, training };
const dense = (latent: number) => denseSpec({ widths: [12], latent, height: 12, width: 12 });

/** A trial without what depends on the time. */
function timeless({ history: { records, ...history }, ...trial }: Trial) {
  const epochs = records.map(({ elapsedMs: _, imagesPerSecond: __, ...record }) => record);
  return { ...trial, history, epochs };
}

Deno.test("trials in several processes are those of one process, bit by bit and in their order", async () => {
  const reported: number[] = [], seeds = [1, 2];
  const progress = (share: number) => void reported.push(share);
  const here = await latentSizes(dense, [2, 5], { ...options, seeds });
  const there = await latentSizes(dense, [2, 5], { ...options, seeds, processes: 2, progress });
  deepStrictEqual(there.map(timeless), here.map(timeless));
  deepStrictEqual(reported, [0, 1 / 4, 2 / 4, 3 / 4, 1]);
});

Deno.test("what cannot be sent to another process is refused by name before any training", async () => {
  const variants = [{ name: "plain", network: () => dense(2) }, {
    name: "noisy",
    network: () => dense(2),
    training: { corrupt: (images: typeof train) => images },
  }];
  const reported: number[] = [];
  const progress = (share: number) => void reported.push(share);
  await rejects(runTrials(variants, { ...options, processes: 2, progress }), {
    name: "RangeError",
    message: /^noisy: training\.corrupt cannot be sent .* it has a function: omit processes$/,
  });
  deepStrictEqual(reported, [0]);
});

Deno.test("a trial that diverges in a process is an error that names its variant and seed", async () => {
  const variants = [1e-3, 3e38].map((learningRate) => ({
    name: `rate ${learningRate}`,
    network: () => dense(2),
    training: { learningRate, epochs: 9, loss: "mse" as const },
  }));
  await rejects(runTrials(variants, { ...options, seeds: [7], processes: 2 }), {
    name: "RangeError",
    message: /^rate 3e\+38, seed 7: .* became NaN/,
  });
});

Deno.test("an aborted experiment in processes returns its finished trials", async () => {
  const stop = new AbortController(), network = () => dense(2);
  const variants = [{ name: "short", network, training: { epochs: 1 } }, { name: "long", network }];
  const trials = await runTrials(variants, {
    ...{ train, test, training: { epochs: 1_000_000, batchSize: 16 } },
    processes: 2,
    signal: stop.signal,
    progress: (share) => share > 0 && stop.abort(),
  });
  deepStrictEqual(trials.map(({ name }) => name), ["short"]);
});

/** Runs a program with an experiment that trains for hours, until `act` has done something to it. */
function withProgram<T>(act: (child: Deno.ChildProcess, processes: number[]) => Promise<T>) {
  return inTempFolder(async (folder) => {
    const program = join(folder, "program.ts");
    await Deno.writeTextFile(
      program,
      `import { denseSpec, runTrials, strokes, Random, useBackend } from "@autoencoders";
      await useBackend({ threads: 1 });
      const images = strokes(50, new Random(1));
      const variants = [1, 2].map((latent) =>
        ({ name: "code of " + latent, network: () => denseSpec({ widths: [8], latent }) }));
      const training = { epochs: 1e6 }, options = { train: images, test: images, training };
      await runTrials(variants, { ...options, processes: 2 })
        .then(({ length }) => console.log(length + " trials"), (error) => console.log(error.message));`,
    );
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", `--config=${join(root, "deno.json")}`, program],
      stdout: "piped",
    }).spawn();
    const processes = await whileRunning(child, async () => {
      const listed = await capture("pgrep", ["-P", `${child.pid}`]);
      const found = listed!.stdout.trim().split("\n").filter(Boolean).map(Number);
      return found.length < 2 ? undefined : found;
    });
    await new Promise((resolve) => setTimeout(resolve, 1000)); // they have begun
    return await act(child, processes);
  });
}

const isAlive = async (pid: number) => (await capture("ps", ["-p", `${pid}`]))!.code === 0;
const ignore = Deno.build.os === "windows" || !await capture("pgrep", ["-V"]);

Deno.test({
  name: "Ctrl-C ends an experiment in processes, and the program goes on",
  ignore,
  fn: () =>
    withProgram(async (child, processes) => {
      child.kill("SIGINT");
      const { code, stdout } = await child.output();
      deepStrictEqual([code, new TextDecoder().decode(stdout)], [0, "0 trials\n"]);
      for (const pid of processes) strictEqual(await isAlive(pid), false);
    }),
});

Deno.test({
  name: "a process that is killed is an error that names its trial, and the others end",
  ignore,
  fn: () =>
    withProgram(async (child, processes) => {
      Deno.kill(processes[0], "SIGKILL");
      const { code, stdout } = await child.output();
      const printed = new TextDecoder().decode(stdout);
      strictEqual(code, 0);
      match(
        printed,
        /^code of \d, seed 1: its process ended with SIGKILL before the trial was done/,
      );
      for (const pid of processes) strictEqual(await isAlive(pid), false);
    }),
});

Deno.test({
  name: "the processes end when the program is killed",
  ignore,
  fn: () =>
    withProgram(async (child, processes) => {
      child.kill("SIGKILL");
      await child.output();
      const alive = async () => (await Promise.all(processes.map(isAlive))).includes(true);
      while (await alive()) await new Promise((resolve) => setTimeout(resolve, 50));
    }),
});
