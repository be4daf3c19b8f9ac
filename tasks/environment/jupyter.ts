import { DELIMITER, join } from "@std/path";
import { venv } from "../project.ts";

const home = join(venv, "home");

/** The environment in which Jupyter writes nothing outside .venv. */
export function jupyterEnvironment(): Record<string, string> {
  const programs = join(venv, Deno.build.os === "windows" ? "Scripts" : "bin");
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
