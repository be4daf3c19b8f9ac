import { deepStrictEqual, rejects } from "node:assert/strict";
import { join } from "@std/path";
import { withLock } from "../../../tasks/environment/lock.ts";
import { root } from "../../../tasks/project.ts";

Deno.test("of two processes only one works under a lock at a time", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const log = join(folder, "log");
    const program = `
      import { withLock } from ${
      JSON.stringify(new URL("../../../tasks/environment/lock.ts", import.meta.url).href)
    };
      const say = (text) => Deno.writeTextFileSync(${JSON.stringify(log)}, text, { append: true });
      await withLock(${JSON.stringify(join(folder, "lock"))}, async () => {
        say("(");
        await new Promise((done) => setTimeout(done, 200));
        say(")");
      });`;
    const started = Array.from(
      { length: 3 },
      () => new Deno.Command(Deno.execPath(), { args: ["eval", program], cwd: root }).output(),
    );
    deepStrictEqual((await Promise.all(started)).map(({ code }) => code), [0, 0, 0]);
    deepStrictEqual(await Deno.readTextFile(log), "()()()");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a lock is let go of when the work fails", async () => {
  const path = join(await Deno.makeTempDir(), "lock");
  await rejects(withLock(path, () => Promise.reject(new Error("no"))), /no/);
  await withLock(path, () => Promise.resolve());
  await Deno.remove(join(path, ".."), { recursive: true });
});
