import { fail } from "node:assert/strict";

/**
 * The first value of `find` that is not undefined. Fails if the process ends before, with what it printed
 * to standard error where that is piped, so that a test does not wait for ever.
 */
export async function whileRunning<T>(
  child: Deno.ChildProcess,
  find: () => T | undefined | Promise<T | undefined>,
  printed?: Promise<string>,
): Promise<T> {
  let ended: Deno.CommandStatus | undefined;
  child.status.then((status) => ended = status);
  for (;;) {
    const last = ended, found = await find();
    if (found !== undefined) return found;
    if (last) fail(`a process ended with ${last.code} too early: ${await printed ?? "see above"}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
