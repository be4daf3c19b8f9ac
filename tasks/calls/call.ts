import { join } from "@std/path";
import { root } from "../project.ts";

/** One call of a task, as it could be typed, which writes one file. */
export interface Call {
  /** in messages and on Dask's dashboard */
  name: string;
  /** the task's program, from the project's folder, and its arguments */
  args: string[];
  /** the file that the call writes last: where it is, there is nothing to do */
  result: string;
}

/** How a call ended. */
export interface Ended {
  name: string;
  code: number;
  stderr: string;
}

/** The command line of a call. */
export function commandOf({ args: [program, ...args] }: Call): string[] {
  return [Deno.execPath(), "run", "-A", "--no-check", join(root, program), ...args];
}

/** The command line of a call as a shell reads it. */
export function shellLine(call: Call): string {
  const quote = (text: string) =>
    /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
  return commandOf(call).map(quote).join(" ");
}
