/**
 * `deno task lab [--no-browser] [--port=N]`: opens the notebooks in JupyterLab, reachable only from
 * this machine and protected by a token. Ctrl+C stops it. All arguments are passed to JupyterLab.
 *
 * @module
 */
import { join } from "@std/path";
import { writeAtomic } from "../lib/files/mod.ts";
import { jupyterEnvironment } from "./environment/jupyter_settings.ts";
import { endTree, startGuarded } from "./guard.ts";
import { withUsage } from "./options.ts";
import { root, runTask, typedPath, venvPython } from "./project.ts";
import { ensureSetup } from "./environment/setup.ts";

const windows = Deno.build.os === "windows";

/** Starts the server; `args` override the options below. */
export function startLab(args: string[]): Deno.ChildProcess {
  const asRoot = !windows && Deno.uid() === 0;
  const options = [
    `--ServerApp.root_dir=${root}`,
    "--ServerApp.ip=127.0.0.1",
    "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb",
    "--LabApp.extension_manager=readonly",
    "--KernelSpecManager.ensure_native_kernel=False",
    '--KernelSpecManager.allowed_kernelspecs=["deno"]',
    // Ctrl+C stops it without a confirmation
    "--ServerApp.answer_yes=True",
    "--log-level=WARN",
    ...(asRoot ? ["--allow-root"] : []),
  ];
  return startGuarded(venvPython, ["-m", "jupyterlab", ...options, ...args], {
    cwd: root,
    env: jupyterEnvironment(),
  });
}

/** @throws the system's error: JupyterLab could not write its files to a folder */
async function requireWritable(folder: string): Promise<void> {
  const probe = join(folder, "probe");
  await writeAtomic(probe, new Uint8Array(100_000));
  await Deno.remove(probe);
}

async function main(): Promise<number> {
  const args = withUsage(
    "usage: deno task lab [--no-browser] [--port=N] [NOTEBOOK]",
    () =>
      Deno.args.map((arg) => {
        if (arg.trim() === "") throw new RangeError(`an argument is empty: "${arg}"`);
        return arg.endsWith(".ipynb") ? typedPath("a notebook", arg) : arg;
      }),
  );
  Deno.env.delete("INIT_CWD"); // or tasks typed in a terminal of JupyterLab would look in this folder
  await ensureSetup();
  await requireWritable(jupyterEnvironment().JUPYTER_RUNTIME_DIR);
  console.log("Starting JupyterLab; Ctrl+C stops it.");
  const server = startLab(args);
  let stopped = false;
  const stop = () => {
    stopped = true;
    endTree(server, "SIGTERM"); // the server shuts its kernels down
  };
  Deno.addSignalListener("SIGINT", stop);
  if (!windows) Deno.addSignalListener("SIGTERM", stop);
  const { code } = await server.status;
  return stopped ? 0 : code;
}

if (import.meta.main) await runTask(main);
