/** Sweeps and shards on a Dask cluster: a scheduler and two workers in processes of their own. */
import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import pl from "nodejs-polars";
import { writeIdx } from "@autoencoders";
import { encode } from "../../../tasks/evaluate/encode.ts";
import { ensureDask } from "../../../tasks/environment/setup.ts";
import { endTree, startGuarded } from "../../../tasks/guard.ts";
import { capture } from "../../../tasks/process.ts";
import { TaskError, venvPython } from "../../../tasks/project.ts";
import { sweep } from "../../../tasks/train/sweep.ts";
import { whileRunning } from "../../helpers/while_running.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";
import { tiny } from "../../helpers/tiny_models.ts";
import { crosses } from "../../helpers/training_data.ts";

const content = {
  network: { family: "dense", widths: [32], latent: 4 },
  data: { name: "strokes", trainCount: 300, testCount: 20 },
  training: { epochs: 150, batchSize: 32 },
  vary: { "network.latent": [2, 4] },
  seeds: [1, 2],
};

/** Whether Dask could be installed: not on Windows, nor without a network the first time. */
async function hasDask(): Promise<boolean> {
  if (Deno.build.os === "windows") return false;
  try {
    await ensureDask();
    return true;
  } catch (error) {
    if (!(error instanceof TaskError)) throw error;
    console.log(`skipped: the tests on a Dask cluster. ${error.message}`);
    return false;
  }
}
const ignore = !await hasDask();

const pause = () => new Promise((resolve) => setTimeout(resolve, 50));

/** A scheduler and two workers of one thread, which end with the scope. */
async function startCluster(folder: string) {
  const file = join(folder, "scheduler.json");
  const start = (...args: string[]) =>
    startGuarded(venvPython, ["-m", ...args, "--scheduler-file", file], {
      cwd: folder,
      stderr: "piped",
    });
  const scheduler = start("distributed.cli.dask_scheduler", "--host=127.0.0.1", "--port=0");
  const printed = [new Response(scheduler.stderr).text()];
  // until the file is there, and written to its end
  const readAddress = () =>
    Deno.readTextFile(file).then((text) => JSON.parse(text).address as string | undefined)
      .catch(() => undefined);
  const address = await whileRunning(scheduler, readAddress, printed[0]);
  const workers = [1, 2].map(() =>
    start("distributed.cli.dask_worker", "--nthreads=1", "--no-nanny", "--no-dashboard")
  );
  printed.push(...workers.map(({ stderr }) => new Response(stderr).text()));
  return {
    address,
    workers,
    async [Symbol.asyncDispose]() {
      for (const child of [...workers, scheduler]) {
        await endTree(child);
        await child.status;
      }
      await Promise.all(printed);
    },
  };
}

/** The processes that a process has started, and they in turn. */
async function descendants(pid: number): Promise<number[]> {
  const { stdout } = (await capture("pgrep", ["-P", `${pid}`]))!;
  const children = stdout.trim().split("\n").filter(Boolean).map(Number);
  return [...children, ...(await Promise.all(children.map(descendants))).flat()];
}

/** Signals a process; says whether there is one. */
function signal(pid: number, name: Deno.Signal): boolean {
  try {
    Deno.kill(pid, name);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The processes that train on a worker, stopped, so that they cannot end meanwhile. */
async function stopTrainings(worker: Deno.ChildProcess): Promise<{ pid: number; out: string }[]> {
  const found: { pid: number; out: string }[] = [];
  for (const pid of await descendants(worker.pid)) {
    const { stdout } = (await capture("ps", ["-o", "args=", "-p", `${pid}`]))!;
    const out = /tasks\/train\/train\.ts .* --out (\S+)/.exec(stdout)?.[1];
    if (out && signal(pid, "SIGSTOP")) found.push({ pid, out });
  }
  return found;
}

/** Lets a stopped training go on in small steps until it has trained an epoch. */
async function trainAnEpoch({ pid, out }: { pid: number; out: string }): Promise<void> {
  const log = () => Deno.readTextFile(join(out, "log.jsonl")).catch(() => "");
  while (!(await log()).includes('"epoch":1,')) {
    ok(signal(pid, "SIGCONT"), "the training ended before its first epoch");
    await pause();
    signal(pid, "SIGSTOP");
  }
}

/** The rows of a sweep without what depends on the time and the place. */
function rowsOf(out: string) {
  const frame = pl.readParquet(join(out, "sweep.parquet"));
  return frame.drop("seconds", "folder").toRecords();
}

Deno.test({
  name: "a sweep on a Dask cluster of which a worker is killed has the rows of one process",
  ignore: ignore || !await capture("pgrep", ["-V"]),
  fn: () =>
    inTempFolder(async (folder) => {
      const file = join(folder, "sweep.json"),
        [here, there] = ["here", "there"].map((name) => join(folder, name));
      await Deno.writeTextFile(file, JSON.stringify(content));
      await using cluster = await startCluster(folder);
      const done = sweep([file, "--out", there, "--dask", cluster.address]);
      let over = false;
      done.finally(() => over = true).catch(() => {});
      // of the worker that trains first: the other one may start after all is done
      const first = async () => {
        for (let i = 0;; i = 1 - i) {
          ok(!over, "the sweep ended before a worker could be killed");
          const trainings = await stopTrainings(cluster.workers[i]);
          if (trainings.length > 0) return { victim: cluster.workers[i], trainings };
          await pause();
        }
      };
      const { victim, trainings } = await first();
      await Promise.all(trainings.map(trainAnEpoch));
      // as if its machine had failed: the worker first, so that it cannot say what happened
      const killed = trainings.map(({ pid }) => pid);
      const python = (await descendants(victim.pid)).filter((pid) => !killed.includes(pid));
      ok(!over, "the sweep ended before the worker was killed");
      for (const pid of [...python, ...killed]) signal(pid, "SIGKILL");
      match(await done, /sweep\.parquet: 4 rows$/);
      ok((await victim.status).code !== 0);

      await sweep([file, "--out", here, "--processes", "1"]);
      deepStrictEqual(rowsOf(there), rowsOf(here));
      deepStrictEqual(rowsOf(here).map(({ ended }) => ended), Array(4).fill("completed"));
    }),
});

Deno.test({
  name: "a scheduler that does not answer is an error that names its address",
  ignore,
  fn: () =>
    inTempFolder(async (folder) => {
      const file = join(folder, "sweep.json");
      await Deno.writeTextFile(file, JSON.stringify(content));
      const args = [file, "--out", join(folder, "out"), "--dask", "tcp://127.0.0.1:1"];
      Deno.env.set("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", "1s"); // of Dask, not 30 s
      try {
        await rejects(sweep(args), { name: "TaskError", message: /tcp:\/\/127\.0\.0\.1:1/ });
      } finally {
        Deno.env.delete("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT");
      }
      strictEqual(
        [...Deno.readDirSync(join(folder, "out"))].some((entry) => entry.isDirectory),
        false,
      );
    }),
});

Deno.test({
  name: "images encoded in shards on a Dask cluster have the codes of the whole",
  ignore,
  fn: () =>
    inTempFolder(async (folder) => {
      const path = (name: string) => join(folder, name);
      const images = crosses(20, 1), model = tiny();
      await model.save(path("model"));
      model.dispose();
      const { count, height, width, pixels } = images;
      const bytes = writeIdx({ data: pixels, shape: [count, height, width] });
      await Deno.writeFile(path("images.idx"), bytes);
      await using cluster = await startCluster(folder);
      const write = async (name: string, ...options: string[]) => {
        const args = [path("model"), path("images.idx"), "--out", path(name), ...options];
        await encode([...args, "--maximum", `${images.maximum}`]);
        return pl.readParquet(path(name)).toRecords();
      };
      const shards = ["--shards", "3", "--dask", cluster.address];
      deepStrictEqual(await write("shards.parquet", ...shards), await write("whole.parquet"));
    }),
});
