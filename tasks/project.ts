import { fromFileUrl, join } from "@std/path";

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

/** Runs a task and exits with its code; of a {@linkcode TaskError} only the message is printed. */
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
