/**
 * `deno task lab [--no-browser] [--port=N]`: opens copies of the lessons in JupyterLab, reachable only
 * from this machine and protected by a token. Ctrl+C stops it. All other arguments are passed to
 * JupyterLab.
 *
 * - `--restore NN`: starts nothing, but puts a fresh copy of lesson NN into work/
 *
 * @module
 */
import { basename, join } from "@std/path";
import { writeAtomic } from "../lib/files/mod.ts";
import { jupyterEnvironment, writeFirstState } from "./environment/jupyter_settings.ts";
import { endTree, startGuarded } from "./guard.ts";
import { HelpRequest, isHelp, withUsage } from "./options.ts";
import { copyLessons, restoreCopy, selectLesson } from "./notebooks/copies.ts";
import { allNotebooks, nameOf } from "./notebooks/notebook.ts";
import { root, runTask, typedPath, venvPython } from "./project.ts";
import { ensureSetup } from "./environment/setup.ts";

const firstLesson = "work/00_start_here.ipynb";
const windows = Deno.build.os === "windows";

/**
 * JupyterLab without rfc3987-syntax, which takes .7 s to build a parser for international URLs in JSON
 * schemas. Jupyter's schemas have none, and jsonschema works without it.
 */
const jupyterLab =
  "import sys; sys.modules['rfc3987_syntax'] = None; from jupyterlab.labapp import main; main()";

/** Starts the server; `args` override the options below. */
export function startLab(args: string[]): Deno.ChildProcess {
  const asRoot = !windows && Deno.uid() === 0;
  const options = [
    `--ServerApp.root_dir=${root}`,
    "--ServerApp.ip=127.0.0.1",
    `--LabApp.default_url=/lab/tree/${firstLesson}`,
    "--LabApp.extension_manager=readonly",
    "--KernelSpecManager.ensure_native_kernel=False",
    '--KernelSpecManager.allowed_kernelspecs=["deno"]',
    // Ctrl+C stops it without a confirmation
    "--ServerApp.answer_yes=True",
    "--log-level=WARN",
    ...(asRoot ? ["--allow-root"] : []),
  ];
  return startGuarded(venvPython, ["-c", jupyterLab, ...options, ...args], {
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

const usage =
  "usage: deno task lab [--no-browser] [--port=N] [NOTEBOOK] [other options of JupyterLab]\n" +
  "       deno task lab --restore LESSON";

/**
 * The arguments: those of JupyterLab, or the lesson to restore.
 *
 * @throws {TaskError} an argument is empty, or `--restore` is without a lesson or with other arguments
 */
export function readLabArguments(args: string[]): { args: string[] } | { restore: string } {
  return withUsage(usage, () => {
    if (args.some(isHelp)) throw new HelpRequest();
    const empty = args.find((arg) => arg.trim() === "");
    if (empty !== undefined) throw new RangeError(`an argument is empty: "${empty}"`);
    const [option, ...values] = args.flatMap((arg) =>
      arg.startsWith("--restore=") ? ["--restore", arg.slice("--restore=".length)] : [arg]
    );
    if (option === "--restore" && values.length === 1 && values[0]) return { restore: values[0] };
    if (args.some((arg) => arg.startsWith("--restore"))) {
      throw new RangeError(`--restore needs a lesson and nothing else, such as --restore 03`);
    }
    return {
      args: args.map((arg) => arg.endsWith(".ipynb") ? typedPath("a notebook", arg) : arg),
    };
  });
}

/** Restores the lesson of a number or a name. */
async function restore(name: string): Promise<number> {
  const path = selectLesson(await allNotebooks(), name);
  const backup = await restoreCopy(path), file = `work/${nameOf(path)}.ipynb`;
  const kept = backup ? `; what was there is now work/${basename(backup)}` : "";
  console.log(`${file} is as the course has it${kept}.`);
  console.log(
    "If it is open in JupyterLab: File › Reload Notebook from Disk. Edits that were not saved are in the open " +
      "page only: copy what you need first.",
  );
  return 0;
}

/** Copies the lessons to work/, and reports the copies that differ from the course. */
async function prepareCopies(): Promise<void> {
  const left = await copyLessons((_, message) => console.error(message));
  for (const name of left.outdated) {
    console.log(
      `work/${name}.ipynb is yours and stays as it is, but the lesson has changed since; to get it: ` +
        `deno task lab --restore ${name}`,
    );
  }
  for (const name of left.gone) {
    console.log(
      `work/${name}.ipynb is yours and stays as it is, but the course has no lesson of this name any more: ` +
        "it was renamed or removed.",
    );
  }
  for (const message of left.unreadable) {
    console.error(
      `A copy in work/ could not be read and stays as it is: ${message.replace(/\.?$/, ".")} ` +
        "To get the lesson, with this file kept as a backup: deno task lab --restore NN",
    );
  }
}

async function main(): Promise<number> {
  const options = readLabArguments(Deno.args);
  if ("restore" in options) return await restore(options.restore);
  Deno.env.delete("INIT_CWD"); // or tasks typed in a terminal of JupyterLab would look in this folder
  await ensureSetup();
  await requireWritable(jupyterEnvironment().JUPYTER_RUNTIME_DIR);
  await prepareCopies();
  if (!options.args.some((arg) => arg.endsWith(".ipynb"))) await writeFirstState(firstLesson);
  console.log("Starting JupyterLab; Ctrl+C stops it.");
  const server = startLab(options.args);
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
