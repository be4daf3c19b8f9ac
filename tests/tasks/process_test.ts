import { deepStrictEqual, rejects } from "node:assert/strict";
import { join } from "@std/path";
import { capture, withLock } from "../../tasks/process.ts";
import { root } from "../../tasks/project.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";

Deno.test("only one process at a time runs its work under a lock", () =>
  inTempFolder(async (folder) => {
    const log = join(folder, "log");
    const program = `
      import { withLock } from "${new URL("../../tasks/process.ts", import.meta.url).href}";
      const write = (text) => Deno.writeTextFileSync(${
      JSON.stringify(log)
    }, text, { append: true });
      await withLock(${JSON.stringify(join(folder, "lock"))}, async () => {
        write("(");
        await new Promise((done) => setTimeout(done, 100));
        write(")");
      });`;
    const run = () => capture(Deno.execPath(), ["eval", program], { cwd: root });
    const ended = await Promise.all([run(), run(), run()]);
    deepStrictEqual(ended.map((each) => each!.code), [0, 0, 0]);
    deepStrictEqual(await Deno.readTextFile(log), "()()()");
  }));

Deno.test("a lock is released if the work fails", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "lock");
    await rejects(withLock(path, () => Promise.reject(new Error("no"))), /no/);
    await withLock(path, () => Promise.resolve());
  }));
