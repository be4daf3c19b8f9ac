import { match, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { restoreLesson } from "@autoencoders/course";
import { type Notebook, readNotebook, writeNotebook } from "../../tasks/notebooks/notebook.ts";
import { capture } from "../../tasks/process.ts";
import { root } from "../../tasks/project.ts";
import { copyProject } from "../helpers/project_copy.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";

const notebook = (source: string): Notebook => ({
  cells: [{ cell_type: "markdown", id: "a", source, metadata: {} }],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
});

Deno.test("restoreLesson() asks for a lesson where none is open", async () => {
  for (const lesson of [undefined, "", " "]) {
    await rejects(restoreLesson(lesson), {
      name: "RangeError",
      message: /needs the number of a lesson/,
    });
  }
});

Deno.test("restoreLesson() restores the lesson that is open, from a backup too, and none of another name", () =>
  inTempFolder(async (folder) => {
    await copyProject(folder);
    await Deno.mkdir(join(folder, "lib/course"));
    for (const file of ["lib/course/restore.ts", "lib/course/find_exercise.ts"]) {
      await Deno.copyFile(join(root, file), join(folder, file));
    }
    const lesson = join(folder, "notebooks/08_noise.ipynb");
    const mine = join(folder, "work/08_noise.ipynb");
    await writeNotebook(lesson, notebook("the lesson"));
    const program =
      'import { restoreLesson } from "./lib/course/restore.ts";\nawait restoreLesson();';
    await Deno.writeTextFile(join(folder, "restore.ts"), program);
    const restoreIn = async (open: string) => {
      await writeNotebook(mine, notebook(open));
      const env = { NO_COLOR: "1", JPY_SESSION_NAME: join(folder, "work", open) };
      return (await capture(Deno.execPath(), ["run", "-A", "--no-check", "restore.ts"], {
        cwd: folder,
        env,
      }))!;
    };
    for (const [i, open] of ["08_noise.ipynb", "08_noise.backup-1.ipynb"].entries()) {
      const { code, stdout, stderr } = await restoreIn(open);
      strictEqual(code, 0, stderr);
      const backup = `08_noise.backup-${i + 1}.ipynb`;
      match(stdout, new RegExp(`^work/08_noise.ipynb is as the course has it; .* work/${backup}`));
      strictEqual((await readNotebook(mine)).cells[0].source, "the lesson");
      strictEqual((await readNotebook(join(folder, "work", backup))).cells[0].source, open);
    }
    for (const open of ["08_playground.ipynb", "08_.ipynb", "8.ipynb", "Untitled.ipynb"]) {
      const { code, stderr } = await restoreIn(open);
      strictEqual(code, 1);
      match(
        stderr,
        /No lesson is named "08_playground"; there are 08_noise\.|needs the number of a/,
      );
      strictEqual((await readNotebook(mine)).cells[0].source, open);
    }
  }));
