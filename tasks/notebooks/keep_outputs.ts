import { join } from "@std/path";
import { readNotebook, sourceHash, writeNotebook } from "./notebook.ts";
import { complaints } from "./check.ts";

/**
 * Puts what a full run of a notebook showed into the notebook of the course, marked with the source
 * that made it; not where a reader should not meet it.
 *
 * @param name of the notebook in both folders
 * @param executed the folder of the copy that ran
 * @param course the folder of the course's notebooks
 * @returns why it was not done, in words; nothing where it was
 */
export async function keepOutputs(
  name: string,
  executed: string,
  course: string,
): Promise<string[]> {
  const notebook = await readNotebook(join(executed, `${name}.ipynb`));
  notebook.metadata.autoencoders = { source: sourceHash(notebook), size: "full" };
  const wrong = complaints(name, notebook);
  if (wrong.length === 0) await writeNotebook(join(course, `${name}.ipynb`), notebook);
  return wrong;
}
