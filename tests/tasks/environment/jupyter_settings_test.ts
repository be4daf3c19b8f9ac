import { strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { writeFirstState } from "../../../tasks/environment/jupyter_settings.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";

Deno.test("writeFirstState() opens a notebook at the first start and leaves a saved state as it is", () =>
  inTempFolder(async (folder) => {
    await writeFirstState("work/a.ipynb", folder);
    const [{ name }] = await Array.fromAsync(Deno.readDir(folder));
    const state = JSON.parse(await Deno.readTextFile(join(folder, name)));
    strictEqual(state.data["notebook:work/a.ipynb"].data.path, "work/a.ipynb");
    await Deno.writeTextFile(join(folder, name), "a learner's own");
    await writeFirstState("work/a.ipynb", folder);
    strictEqual(await Deno.readTextFile(join(folder, name)), "a learner's own");
  }));
