import { TaskError } from "../project.ts";

/**
 * Refuses an output that is the input, by the same or another path: the file would be replaced by what was
 * made of it.
 *
 * @throws {TaskError} both are the same file or folder
 */
export async function requireOtherFile(input: string, output: string): Promise<void> {
  const [from, to] = await Promise.all(
    [input, output].map((path) => Deno.realPath(path).catch(() => undefined)),
  );
  if (from === undefined || from !== to) return;
  throw new TaskError(`${output} is the file that is read: give the output another name`);
}
