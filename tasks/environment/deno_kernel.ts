import { existsSync } from "node:fs";
import { join } from "@std/path";
import { capture } from "../process.ts";
import { root, TaskError, venv } from "../project.ts";
import { lastLine, soundsOffline } from "./python.ts";

/**
 * The version of Deno that runs the notebooks, independent of the Deno that runs the task: since 2.8.2
 * the kernel can lose a cell's outputs or show them under another cell (denoland/deno#35328).
 */
export const kernelVersion = "2.8.1";

const windows = Deno.build.os === "windows";
const executable = windows ? "deno.exe" : "deno";
const folder = join(venv, "kernel");

/** The path of Deno {@linkcode kernelVersion}, if installed: the current one or that of .venv. */
export async function findKernel(): Promise<string | undefined> {
  return Deno.version.deno === kernelVersion ? Deno.execPath() : await installed();
}

/** Installs Deno {@linkcode kernelVersion} inside .venv. */
export async function installKernel(): Promise<string> {
  const args = ["install", "--prefix", folder, "--no-save", "--no-fund", "--no-audit"];
  const done = await capture(windows ? "npm.cmd" : "npm", [...args, `deno@${kernelVersion}`]);
  const path = done?.code === 0 && await installed();
  if (path) return path;
  const output = done ? done.stdout + done.stderr : "";
  throw new TaskError(
    !done
      ? `The notebooks need Deno ${kernelVersion}, this is ${Deno.version.deno}, and npm was not found: install Node.js, or run the task with Deno ${kernelVersion}.`
      : soundsOffline(output)
      ? `Deno ${kernelVersion} for the notebooks could not be downloaded, because the npm registry does not answer: connect to the network and run this again.`
      : `Deno ${kernelVersion} for the notebooks could not be installed: ${lastLine(output)}`,
  );
}

/** The program in its platform's package, as npm may skip the install script that links it. */
async function installed(): Promise<string | undefined> {
  const platforms = join(folder, "node_modules", "@deno");
  try {
    for await (const platform of Deno.readDir(platforms)) {
      const path = join(platforms, platform.name, executable);
      const version = await capture(path, ["--version"]).catch(() => undefined);
      if (version?.stdout.startsWith(`deno ${kernelVersion} `)) return path;
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return undefined;
}

/** Downloads the packages that the notebooks import, so that they run offline. */
export async function cachePackages(deno: string): Promise<void> {
  const areas = ["", "figures/", "course/", "codec/", "results/"].map((area) =>
    `lib/${area}mod.ts`
  );
  const entries = [...areas, "tasks/notebooks/notebooks.ts"]
    .filter((path) => existsSync(join(root, path)));
  const done = await capture(deno, ["cache", ...entries], { cwd: root, env: { NO_COLOR: "1" } });
  if (done?.code === 0) return;
  const output = done?.stderr ?? "";
  throw new TaskError(
    soundsOffline(output)
      ? "The notebooks' packages could not be downloaded, because the npm registry does not answer: connect to the network and run this again."
      : `The notebooks' packages could not be installed:\n${output}`,
  );
}
