import { TaskError } from "./project.ts";

/**
 * An error of which the message says enough, as a {@linkcode TaskError}: an option or a number out of
 * range, a damaged file, one that is missing or may not be read. Any other error as it is.
 *
 * @param where put before the message
 */
export function asTaskError(error: unknown, where: string): unknown {
  const kinds = [RangeError, SyntaxError, ...Object.values(Deno.errors)];
  if (!kinds.some((kind) => error instanceof kind)) return error;
  return new TaskError(`${where}: ${(error as Error).message}`, { cause: error });
}
