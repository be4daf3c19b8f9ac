/**
 * `deno task setup [--dask]`: installs JupyterLab and the kernel into .venv. Every task that needs them calls
 * this first; if everything is installed, it takes a fraction of a second.
 *
 * - `--dask`: also installs Dask, its scheduler, workers and dashboard, for `sweep` and `encode`
 *
 * @module
 */
import { join } from "@std/path";
import { ignoreNotFound, sha256Hex, writeAtomic } from "../../lib/files/mod.ts";
import { cachePackages, findKernel, installKernel, kernelVersion } from "./deno_kernel.ts";
import { writeKernelspec } from "./jupyter_settings.ts";
import { withLock } from "../process.ts";
import { build, root, runTask, secondsSince, venv } from "../project.ts";
import { installPython, venvRuns } from "./python.ts";
import { readArguments, withUsage } from "../options.ts";

const stampFile = join(venv, "setup.json");

interface Stamp {
  python: string;
  packages: string;
}

/** Installs JupyterLab, the Deno kernel and the packages if they are missing, and prints each step. */
export async function ensureSetup(): Promise<void> {
  const wanted: Stamp = {
    python: await digest("tasks/environment/requirements.txt"),
    // a package cache in another place must be filled again
    packages: await digest("deno.json", "deno.lock") + (Deno.env.get("DENO_DIR") ?? ""),
  };
  await withLock(
    join(build, "setup.lock"),
    () => update(wanted),
    () => console.log("setup: waiting for another task that installs into .venv"),
  );
}

async function update(wanted: Stamp): Promise<void> {
  const has = await readStamp();
  if (has.python !== wanted.python || !await venvRuns(["-c", "import sys"])) {
    await step("JupyterLab into .venv (about 300 MB, once)", async () => {
      await installPython(join(root, "tasks/environment/requirements.txt"));
      await writeStamp({ ...has, python: wanted.python });
    });
  }
  const deno = await findKernel() ??
    await step(`Deno ${kernelVersion} for the notebooks`, installKernel);
  await writeKernelspec(deno);
  if (has.packages !== wanted.packages) {
    await step("npm packages of the notebooks", () => cachePackages(deno));
    await writeStamp(wanted);
  }
}

async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  console.log(`setup: ${what} …`);
  const result = await work();
  console.log(`setup: ${what}: ${secondsSince(start)}`);
  return result;
}

/** Installs Dask into .venv if it is missing there, beside what the notebooks need. */
export async function ensureDask(): Promise<void> {
  await ensureSetup();
  const stamp = join(venv, "dask.sha256"), requirements = "tasks/environment/dask.txt";
  const wanted = await digest(requirements);
  await withLock(join(build, "setup.lock"), async () => {
    if (await ignoreNotFound(Deno.readTextFile(stamp)) === wanted) return;
    await step("Dask into .venv (about 60 MB, once)", async () => {
      await installPython(join(root, requirements), "Dask");
      await writeAtomic(stamp, wanted);
    });
  });
}

/** SHA-256 of files of the project. */
async function digest(...files: string[]): Promise<string> {
  const texts = await Promise.all(files.map((file) => Deno.readTextFile(join(root, file))));
  return sha256Hex(new TextEncoder().encode(texts.join("\0")));
}

/** The versions installed in .venv; empty if the stamp is missing or unreadable. */
async function readStamp(): Promise<Stamp> {
  try {
    return { python: "", packages: "", ...JSON.parse(await Deno.readTextFile(stampFile)) };
  } catch {
    return { python: "", packages: "" };
  }
}

async function writeStamp(stamp: Stamp): Promise<void> {
  await writeAtomic(stampFile, JSON.stringify(stamp, null, 2) + "\n");
}

/** @throws {RangeError} an argument is wrong; the message names it */
export function readOptions(args: string[]) {
  const config = { args, options: { dask: { type: "boolean", default: false } } } as const;
  return readArguments(config, ({ values }) => values);
}

if (import.meta.main) {
  await runTask(async () => {
    const { dask } = withUsage("usage: deno task setup [--dask]", () => readOptions(Deno.args));
    await (dask ? ensureDask() : ensureSetup());
    console.log("setup: ready. `deno task lab` opens the notebooks.");
  });
}
