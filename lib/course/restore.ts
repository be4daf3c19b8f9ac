import { basename, fromFileUrl } from "@std/path";

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
export async function restoreLesson(lesson: string = openLesson()): Promise<void> {
  if (typeof lesson !== "string" || lesson.trim() === "") throw missingLesson(lesson);
  const task = fromFileUrl(new URL("../../tasks/lab.ts", import.meta.url));
  const args = ["run", "-A", "--no-check", task, `--restore=${lesson}`];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  const text = new TextDecoder().decode(success ? stdout : stderr).trim();
  if (!success) throw new Error(text);
  console.log(text);
}

/**
 * The name of the lesson that is open, as JupyterLab gives the kernel the path of its notebook. Not only the
 * number, which may be another lesson's in a later version of the course.
 */
function openLesson(): string {
  const file = basename(Deno.env.get("JPY_SESSION_NAME") ?? "");
  const name = /^(\d\d_.+?)(\.backup-\d+)?\.ipynb$/.exec(file)?.[1];
  if (name) return name;
  throw missingLesson(undefined);
}

function missingLesson(given: unknown): RangeError {
  const got = given === undefined ? "" : `, got ${Deno.inspect(given)}`;
  return new RangeError(
    `restoreLesson() needs the number of a lesson, such as "03", outside of one${got}`,
  );
}
