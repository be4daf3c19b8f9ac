import { existsSync } from "node:fs";
import { DELIMITER, join } from "@std/path";
import { writeAtomic } from "../../lib/files/mod.ts";
import { kernelCommand } from "../guard.ts";
import { venv } from "../project.ts";

const home = join(venv, "home");
const windows = Deno.build.os === "windows";

/** Environment variables with which Jupyter writes nothing outside .venv. */
export function jupyterEnvironment(): Record<string, string> {
  const programs = join(venv, windows ? "Scripts" : "bin");
  return {
    VIRTUAL_ENV: venv,
    PATH: `${programs}${DELIMITER}${Deno.env.get("PATH") ?? ""}`,
    JUPYTER_CONFIG_DIR: join(home, "config"),
    JUPYTER_DATA_DIR: join(home, "data"),
    JUPYTER_RUNTIME_DIR: join(home, "runtime"),
    JUPYTERLAB_SETTINGS_DIR: join(home, "settings"),
    JUPYTERLAB_WORKSPACES_DIR: join(home, "workspaces"),
    IPYTHONDIR: join(home, "ipython"),
    JUPYTER_PREFER_ENV_PATH: "1",
    PYTHONUTF8: "1",
  };
}

/** Registers the kernel with Jupyter. At every start, as a package runner may move its Deno. */
export async function writeKernelspec(deno: string): Promise<void> {
  await writeJson(join(venv, "share", "jupyter", "kernels", "deno"), "kernel.json", {
    argv: kernelCommand([deno, "jupyter", "--kernel", "--conn", "{connection_file}"]),
    display_name: "TypeScript (Deno)",
    language: "typescript",
  });
  const settings = join(venv, "share", "jupyter", "lab", "settings");
  await writeJson(settings, "overrides.json", {
    "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
    // a lesson's links to pages of text
    "@jupyterlab/docmanager-extension:plugin": { defaultViewers: { markdown: "Markdown Preview" } },
  });
  // the check whether JupyterLab needs a build keeps the server busy while the page loads
  await writeJson(settings, "page_config.json", { buildCheck: false });
}

/**
 * The state of a JupyterLab in which this notebook, by its path from the root folder, and the file browser are
 * open. JupyterLab opens notebooks of its state at once; one in its address only a second later, after it has
 * saved the state. It hides a side of the window that its state does not mention.
 */
export function stateWith(notebook: string): Record<string, unknown> {
  const tab = `notebook:${notebook}`;
  const dock = { type: "tab-area", currentIndex: 0, widgets: [tab] };
  return {
    "layout-restorer:data": { main: { dock, current: tab }, left: { current: "filebrowser" } },
    [tab]: { data: { path: notebook, factory: "Notebook" } },
  };
}

/** Lets JupyterLab start with this notebook open, unless it was used before and has saved its state. */
export async function writeFirstState(
  notebook: string,
  folder = jupyterEnvironment().JUPYTERLAB_WORKSPACES_DIR,
): Promise<void> {
  const name = "default-37a8.jupyterlab-workspace"; // JupyterLab's name, with a hash of "default"
  if (existsSync(join(folder, name))) return;
  await writeJson(folder, name, { data: stateWith(notebook), metadata: { id: "default" } });
}

/** Writes a file if it has another content: nothing is written where all is as before. */
async function writeJson(folder: string, name: string, value: unknown): Promise<void> {
  const path = join(folder, name), text = JSON.stringify(value, null, 2) + "\n";
  const before = await Deno.readTextFile(path).catch(() => undefined);
  if (before !== text) await writeAtomic(path, text);
}
