import { existsSync } from "node:fs";
import { join } from "@std/path";
import { capture } from "../process.ts";
import { root, TaskError, venv } from "../project.ts";
import { lastLine, soundsOffline } from "./python.ts";

/**
 * The Deno that runs the notebooks, whichever Deno runs the task: from 2.8.2 on the kernel can lose
 * a cell's outputs or put them under another cell (denoland/deno#35328).
 */
export const kernelVersion = "2.8.1";

const windows = Deno.build.os === "windows";
const executable = windows ? "deno.exe" : "deno";
const folder = join(venv, "kernel");

/** The path of Deno {@linkcode kernelVersion} where it is there: the one that runs this, or .venv's. */
export async function findKernel(): Promise<string | undefined> {
  return Deno.version.deno === kernelVersion ? Deno.execPath() : await installed();
}

/** Installs Deno {@linkcode kernelVersion} inside .venv. */
export async function installKernel(): Promise<string> {
  const args = ["install", "--prefix", folder, "--no-save", "--no-fund", "--no-audit"];
  const done = await capture(windows ? "npm.cmd" : "npm", [...args, `deno@${kernelVersion}`]);
  const made = done?.code === 0 && await installed();
  if (made) return made;
  const said = done ? done.stdout + done.stderr : "";
  throw new TaskError(
    !done
      ? `The notebooks run on Deno ${kernelVersion}, this is ${Deno.version.deno}, and npm was not found: install Node.js, or run the task by Deno ${kernelVersion}.`
      : soundsOffline(said)
      ? `Deno ${kernelVersion} for the notebooks could not be downloaded, as the npm registry does not answer: connect to the network and run this again.`
      : `Deno ${kernelVersion} for the notebooks could not be installed: ${lastLine(said)}`,
  );
}

/** npm may skip install scripts, so the program is looked for where its platform's package puts it. */
async function installed(): Promise<string | undefined> {
  const platforms = join(folder, "node_modules", "@deno");
  try {
    for await (const platform of Deno.readDir(platforms)) {
      const path = join(platforms, platform.name, executable);
      const said = await capture(path, ["--version"]).catch(() => undefined);
      if (said?.stdout.startsWith(`deno ${kernelVersion} `)) return path;
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return undefined;
}

/**
 * Tells Jupyter of the kernel. At every start, as a package runner may move its Deno.
 *
 * JupyterLab's stop button sends SIGINT, of which a kernel dies that does not listen at the moment; so
 * it starts with the signal ignored, until a cell's code listens.
 */
export async function writeKernelspec(deno: string): Promise<void> {
  const command = [deno, "jupyter", "--kernel", "--conn", "{connection_file}"];
  await writeJson(join(venv, "share", "jupyter", "kernels", "deno"), "kernel.json", {
    argv: windows ? command : ["/bin/sh", "-c", 'trap "" INT; exec "$0" "$@"', ...command],
    display_name: "TypeScript (Deno)",
    language: "typescript",
  });
  await writeJson(join(venv, "share", "jupyter", "lab", "settings"), "overrides.json", {
    "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
  });
}

async function writeJson(folder: string, name: string, value: unknown): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(join(folder, name), JSON.stringify(value, null, 2) + "\n");
}

/** Downloads the packages that the notebooks import, so that they run offline afterwards. */
export async function cachePackages(deno: string): Promise<void> {
  const entries = ["lib/mod.ts", "lib/figures/mod.ts", "tasks/notebooks/notebooks.ts"].filter((
    path,
  ) => existsSync(join(root, path)));
  const done = await capture(deno, ["cache", ...entries], { cwd: root, env: { NO_COLOR: "1" } });
  if (done?.code === 0) return;
  const said = done?.stderr ?? "";
  throw new TaskError(
    soundsOffline(said)
      ? "The notebooks' packages could not be downloaded, as the npm registry does not answer: connect to the network and run this again."
      : `The notebooks' packages could not be installed:\n${said}`,
  );
}
