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

/** The Python of {@linkcode venv}. */
export const venvPython = windows
  ? join(venv, "Scripts", "python.exe")
  : join(venv, "bin", "python");

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

/**
 * An error whose message suffices, as a {@linkcode TaskError}: an option or a number out of range, a
 * damaged, missing or unreadable file. Any other error is returned as it is.
 *
 * @param where prefix of the message, if any
 */
export function asTaskError(error: unknown, where?: string): unknown {
  const kinds = [RangeError, SyntaxError, ...Object.values(Deno.errors)];
  if (!kinds.some((kind) => error instanceof kind)) return error;
  const { message } = error as Error;
  return new TaskError(where ? `${where}: ${message}` : message, { cause: error });
}

/** Variables that name a file or a folder: absolute for the notebooks and programs that a task starts. */
const pathVariables = ["AUTOENCODERS_DATA", "CHROMIUM"];

function resolvePathVariables(): void {
  for (const name of pathVariables) {
    const value = Deno.env.get(name);
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

/** Runs a task and exits with its code; of a {@linkcode TaskError} only the message is printed. */
export async function runTask(task: () => Promise<number | void>): Promise<never> {
  try {
    resolvePathVariables();
    await endWithStarters();
    Deno.exit(await task() ?? 0);
  } catch (error) {
    if (!(error instanceof TaskError)) throw error;
    console.error(error.message);
    Deno.exit(1);
  }
}

/** `1.2 s` from a `performance.now()` taken earlier. */
export function secondsSince(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
