import { deepStrictEqual, match, strictEqual, throws } from "node:assert/strict";
import { join } from "@std/path";
import { readLabArguments } from "../../tasks/lab.ts";
import { writeNotebook } from "../../tasks/notebooks/notebook.ts";
import { capture } from "../../tasks/process.ts";
import { copyProject } from "../helpers/project_copy.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";

Deno.test("task lab passes its arguments to JupyterLab, or takes the lesson to restore alone", () => {
  deepStrictEqual(readLabArguments(["--no-browser", "--port=1"]), {
    args: ["--no-browser", "--port=1"],
  });
  for (const args of [["--restore", "03"], ["--restore=03"]]) {
    deepStrictEqual(readLabArguments(args), { restore: "03" });
  }
  for (
    const args of [["--restore"], ["--restore="], ["--restore", "03", "04"], [
      "--no-browser",
      "--restore",
      "03",
    ]]
  ) {
    throws(() => readLabArguments(args), /--restore needs a lesson and nothing else/);
  }
  throws(() => readLabArguments([" "]), /an argument is empty: " "/);
});

Deno.test("task lab --restore writes a lesson to work/, names the backup, and refuses an unknown lesson", () =>
  inTempFolder(async (folder) => {
    await copyProject(folder);
    const lesson = { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };
    await writeNotebook(join(folder, "notebooks", "01_first.ipynb"), lesson);
    const restore = async (name: string) => {
      const args = ["run", "-A", "--no-check", "tasks/lab.ts", "--restore", name];
      const env = { NO_COLOR: "1", RUST_BACKTRACE: "0" };
      return (await capture(Deno.execPath(), args, { cwd: folder, env }))!;
    };
    const reload = "If it is open in JupyterLab: File › Reload Notebook from Disk.\n";
    const first = await restore("01");
    strictEqual(first.stdout, `work/01_first.ipynb is as the course has it.\n${reload}`);
    const second = await restore("01_first");
    strictEqual(
      second.stdout,
      "work/01_first.ipynb is as the course has it; what was there is now " +
        `work/01_first.backup-1.ipynb.\n${reload}`,
    );
    const unknown = await restore("07");
    strictEqual(unknown.code, 1);
    match(unknown.stderr, /^There is no notebook 07; there are 01_first\.\n$/);
  }));
