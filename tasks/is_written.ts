import { ignoreNotFound } from "../lib/files/mod.ts";
import { orTaskError, TaskError } from "./project.ts";

/**
 * Whether the file that says what a folder of results is of is there.
 *
 * @param content what it must contain
 * @param refusal the message if it has another content
 * @throws {TaskError} it has another content, as the folder has other results, or it cannot be read
 */
export async function isWritten(file: string, content: string, refusal: string): Promise<boolean> {
  const found = await orTaskError(ignoreNotFound(Deno.readTextFile(file)));
  if (found === undefined || found === content) return found !== undefined;
  throw new TaskError(refusal);
}
