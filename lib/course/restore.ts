import { fromFileUrl } from "@std/path";
import { openLesson } from "./find_exercise.ts";

/**
 * Puts the lesson back as the course has it; the copy that was worked on is kept beside it, as it was
 * last saved.
 *
 * @param lesson its number or name, such as "03"; by default that of the notebook in which this runs
 * @throws {RangeError} the lesson is not given, and this does not run in a copy of one
 * @throws {Error} there is no such lesson
 *
 * @example
 * ```ts ignore
 * import { restoreLesson } from "@autoencoders/course";
 *
 * await restoreLesson(); // work/03_deep_binary_autoencoder.ipynb is as the course has it …
 * ```
 */
export async function restoreLesson(lesson?: string): Promise<void> {
  const name = lesson === undefined ? openLesson() : lesson;
  if (typeof name !== "string" || name.trim() === "") throw missingLesson(lesson);
  const task = fromFileUrl(new URL("../../tasks/lab.ts", import.meta.url));
  const args = ["run", "-A", "--no-check", task, `--restore=${name}`];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  const text = new TextDecoder().decode(success ? stdout : stderr).trim();
  if (!success) throw new Error(text);
  console.log(text);
}

function missingLesson(given: unknown): RangeError {
  const got = given === undefined ? "" : `, got ${Deno.inspect(given)}`;
  return new RangeError(
    `restoreLesson() needs the number of a lesson, such as "03", outside of one${got}`,
  );
}
