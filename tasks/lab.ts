/**
 * `deno task lab [--no-browser] [--port=N]`: opens the notebooks in JupyterLab, on this machine
 * alone and behind a token. Ctrl+C ends it. Other arguments go to JupyterLab as they are.
 *
 * @module
 */
import { jupyterEnvironment } from "./environment/jupyter.ts";
import { root, runTask, venvPython } from "./project.ts";
import { ensureSetup } from "./environment/setup.ts";

const windows = Deno.build.os === "windows";

/** Starts the server; `args` go to JupyterLab and win over these. */
export function startLab(args: string[]): Deno.ChildProcess {
  const asRoot = !windows && Deno.uid() === 0;
  return new Deno.Command(venvPython, {
    args: [
      ...["-m", "jupyterlab", `--ServerApp.root_dir=${root}`, "--ServerApp.ip=127.0.0.1"],
      "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb",
      "--LabApp.extension_manager=readonly",
      "--KernelSpecManager.ensure_native_kernel=False",
      '--KernelSpecManager.allowed_kernelspecs=["deno"]',
      // Ctrl+C ends it without asking back
      "--ServerApp.answer_yes=True",
      "--log-level=WARN",
      ...(asRoot ? ["--allow-root"] : []),
      ...args,
    ],
    cwd: root,
    env: jupyterEnvironment(),
  }).spawn();
}

/** Asks the server to shut its kernels down and end. */
export function stopLab(server: Deno.ChildProcess): void {
  try {
    server.kill(windows ? "SIGKILL" : "SIGTERM");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // it had ended
  }
}

async function main(): Promise<number> {
  await ensureSetup();
  console.log("JupyterLab starts; Ctrl+C ends it.");
  const server = startLab(Deno.args);
  let stopped = false;
  const stop = () => {
    stopped = true;
    stopLab(server);
  };
  Deno.addSignalListener("SIGINT", stop);
  if (!windows) Deno.addSignalListener("SIGTERM", stop);
  const { code } = await server.status;
  return stopped ? 0 : code;
}

if (import.meta.main) await runTask(main);
