import { fromFileUrl, join } from "@std/path";

const windows = Deno.build.os === "windows";

/** The project's own folder, whichever folder a task is started from. */
export const root = fromFileUrl(new URL("..", import.meta.url));

/** Where things that are made go: executed notebooks, pages, screenshots, reports. */
export const build = join(root, "build");

/** The Python environment of the notebook shell. */
export const venv = join(root, ".venv");

/** The notebooks' folder. */
export const notebooks = join(root, "notebooks");

/** The Python of {@linkcode venv}. */
export const venvPython = windows
  ? join(venv, "Scripts", "python.exe")
  : join(venv, "bin", "python");

/** An error that the user can fix: shown as one line, without a stack. */
export class TaskError extends Error {
  override name = "TaskError";
}

/**
 * An error whose message says enough as a {@linkcode TaskError}: an option or a number out of range, a
 * damaged file, one that is missing or may not be read. Any other error is returned as it is.
 *
 * @param context put before the message
 */
export function asTaskError(error: unknown, context: string): unknown {
  const kinds = [RangeError, SyntaxError, ...Object.values(Deno.errors)];
  if (!kinds.some((kind) => error instanceof kind)) return error;
  return new TaskError(`${context}: ${(error as Error).message}`, { cause: error });
}

/** Runs a task and ends the process with its exit code; a {@linkcode TaskError} is one line. */
export async function runTask(task: () => Promise<number | void>): Promise<never> {
  try {
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
