import { match, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { resultsFile, writeRows } from "@autoencoders/results";
import { updateResults } from "../../../tasks/results/folder.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";
import { resultRow } from "../../helpers/result_rows.ts";
import { assertPageAgrees } from "./synthetic_data.ts";

Deno.test("updateResults() makes the change and writes the page, also over its own", () =>
  inTempFolder(async (folder) => {
    await updateResults(folder);
    await assertPageAgrees(folder);
    await updateResults(folder, () => writeRows(resultsFile, [resultRow()], folder));
    await assertPageAgrees(folder);
    match(await Deno.readTextFile(join(folder, "README.md")), /ours-32/);
  }));

Deno.test("a README.md that the task did not write is refused before any change", () =>
  inTempFolder(async (folder) => {
    const readme = join(folder, "README.md");
    await Deno.writeTextFile(readme, "# My own notes\n");
    let changed = false;
    const change = () => Promise.resolve(void (changed = true));
    await rejects(updateResults(folder, change), {
      name: "TaskError",
      message: /README\.md was not written by this task: its first line is not "<!-- Generated/,
    });
    strictEqual(changed, false);
    strictEqual(await Deno.readTextFile(readme), "# My own notes\n");
  }));
