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
    const reload =
      "If it is open in JupyterLab: File › Reload Notebook from Disk. Edits that were not " +
      "saved are in the open page only: copy what you need first.\n";
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
    match(
      unknown.stderr,
      /^No lesson is named "07"; there are 01_first\. Give the two digits or the whole name\.\n$/,
    );
  }));

Deno.test({
  name: "a restore that the disk has no room for leaves the copy as it was, and no half a backup",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inTempFolder(async (folder) => {
      await copyProject(folder);
      const write = (place: string, kilobytes: number) =>
        writeNotebook(join(folder, place, "01_first.ipynb"), {
          cells: [{
            cell_type: "markdown",
            id: "a",
            source: "x".repeat(kilobytes * 1024),
            metadata: {},
          }],
          metadata: {},
          nbformat: 4,
          nbformat_minor: 5,
        });
      // no file over 1 MiB: first the lesson does not fit, then the backup
      const script =
        "trap '' XFSZ; ulimit -f 1024; exec \"$0\" run -A --no-check tasks/lab.ts --restore 01";
      for (const [lesson, copy] of [[2000, 1], [1, 2000]]) {
        await write("notebooks", lesson);
        await write("work", copy);
        const before = await Deno.readTextFile(join(folder, "work", "01_first.ipynb"));
        const ended = await capture("sh", ["-c", script, Deno.execPath()], {
          cwd: folder,
          env: { NO_COLOR: "1", RUST_BACKTRACE: "0" },
        });
        strictEqual(ended!.code, 1);
        match(ended!.stderr, /File too large/);
        deepStrictEqual(
          (await Array.fromAsync(Deno.readDir(join(folder, "work")))).map(({ name }) => name),
          ["01_first.ipynb"],
        );
        strictEqual(await Deno.readTextFile(join(folder, "work", "01_first.ipynb")), before);
      }
    }),
});
