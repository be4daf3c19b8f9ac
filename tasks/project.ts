import { fromFileUrl, join, resolve } from "@std/path";
import { toPath } from "../lib/files/mod.ts";
import { endWithStarters } from "./starters.ts";

const windows = Deno.build.os === "windows";

/** The project's folder, independent of the current one. */
export const root = fromFileUrl(new URL("..", import.meta.url));

/** The folder of everything generated: executed notebooks, pages, screenshots, reports. */
export const build = join(root, "build");

/** The Python environment of the notebook shell. */
export const venv = join(root, ".venv");

/** The notebooks' folder. */
export const notebooks = join(root, "notebooks");

/** The Python of an environment. */
export const pythonOf = (folder: string): string =>
  windows ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");

/** The Python of {@linkcode venv}. */
export const venvPython = pythonOf(venv);

/** The folder where the task was typed: `deno task` starts it in the project's, and names the other. */
export function typedFolder(): string {
  const here = Deno.cwd(), typed = Deno.env.get("INIT_CWD");
  return typed && Deno.realPathSync(root) === Deno.realPathSync(here) ? typed : here;
}

/**
 * The path that a user means: seen from the folder where it was typed, or a `file:` URL.
 *
 * @param name of the option or variable
 * @throws {RangeError} it is empty, begins with "~", which is left to the shell, or is not the URL of a file
 */
export function typedPath(name: string, text: string): string {
  const path = toPath(text, name), folder = resolve(typedFolder());
  return folder === Deno.cwd() ? path : resolve(folder, path);
}

/** An error that the user can fix: shown without a stack trace. */
export class TaskError extends Error {
  override name = "TaskError";
}

/** What the system's operations are called in a message. */
const OPERATIONS: Record<string, string> = {
  copy: "write",
  mkdir: "create the folder",
  readfile: "read",
  readdir: "read the folder",
  stat: "read",
  writefile: "write",
};

/** What a user can do about an error of the file system. */
const REMEDIES: Record<string, string> = {
  EACCES: "Check its permissions",
  EPERM: "Check its permissions",
  EROFS: "Copy the project to a folder that you can write to, and run this again there",
  ENOSPC: "Free some space, and run this again",
  EDQUOT: "Free some space, and run this again",
  EEXIST: "Move what is in the way, and run this again",
  ENOTDIR: "Move what is in the way, and run this again",
  EISDIR: "Move what is in the way, and run this again",
};

/** An error of the file system in one line: what failed on which path, what is still whole, what to do. */
function fileProblem(error: unknown): string | undefined {
  const { code = "", message } = error as Error & { code?: string };
  if (!(error instanceof Error) || !/^E[A-Z\d]+$/.test(code)) return undefined;
  const raw = /^(.*?) \(os error \d+\)(?:: (\w+) (?:'.*' -> )?'(.*?)')?/s.exec(message);
  const name = raw?.[2] ?? "write", operation = OPERATIONS[name] ?? name;
  const what = !raw
    ? message
    : `cannot ${operation}${raw[3] ? ` "${raw[3]}"` : ""}: ${
      raw[1]
    }; the project's own files are whole`;
  const wrongPath = /^cannot read /.test(what) && ["EISDIR", "ENOTDIR"].includes(code);
  const remedy = wrongPath ? "Check the path" : REMEDIES[code];
  return remedy ? `${what}. ${remedy}.` : what;
}

/**
 * An error whose message suffices, as a {@linkcode TaskError}: an option or a number out of range, a
 * damaged, missing or unreadable file, a full disk. Any other error is returned as it is.
 *
 * @param where prefix of the message, if any
 */
export function asTaskError(error: unknown, where?: string): unknown {
  const kinds = [RangeError, SyntaxError, ...Object.values(Deno.errors)];
  const problem = fileProblem(error);
  if (problem === undefined && !kinds.some((kind) => error instanceof kind)) return error;
  const message = problem ?? (error as Error).message;
  return new TaskError(where ? `${where}: ${message}` : message, { cause: error });
}

/** Variables that name a file or a folder: absolute for the notebooks and programs that a task starts. */
const pathVariables = ["AUTOENCODERS_DATA", "AUTOENCODERS_BLAS", "CHROMIUM"];

function resolvePathVariables(): void {
  for (const name of pathVariables) {
    const value = Deno.env.get(name);
    // a library's name alone is looked up by the system
    if (name === "AUTOENCODERS_BLAS" && !/[\\/]|^~/.test(value ?? "")) continue;
    try {
      if (value) Deno.env.set(name, resolve(typedPath(name, value)));
    } catch (error) {
      throw asTaskError(error);
    }
  }
}

/** The result of `work`; its error as {@linkcode asTaskError} has it. */
export async function orTaskError<T>(work: Promise<T>, where?: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw asTaskError(error, where);
  }
}

/**
 * Runs a task and exits with its code. Of a {@linkcode TaskError} and an error of the file system only the
 * message is printed.
 */
export async function runTask(task: () => Promise<number | void>): Promise<never> {
  try {
    resolvePathVariables();
    await endWithStarters();
    Deno.exit(await task() ?? 0);
  } catch (error) {
    const problem = error instanceof TaskError ? error.message : fileProblem(error);
    if (problem === undefined) throw error;
    console.error(problem);
    Deno.exit(1);
  }
}

/** `1.2 s` from a `performance.now()` taken earlier. */
export function secondsSince(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
