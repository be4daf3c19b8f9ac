import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "@std/path";
import { ask, capture, succeeds, withLock } from "../../tasks/process.ts";
import { root } from "../../tasks/project.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";
import { whileRunning } from "../helpers/while_running.ts";

const windows = Deno.build.os === "windows";

/** Writes a program, or a file that is none. */
async function program(path: string, text: string, mode = 0o755): Promise<string> {
  await Deno.writeTextFile(path, text);
  if (!windows) await Deno.chmod(path, mode);
  return path;
}

Deno.test({
  name:
    "a program that is missing, is not one, fails or hangs is described, and never an exception",
  ignore: windows,
  fn: () =>
    inTempFolder(async (folder) => {
      const path = (name: string) => join(folder, name);
      await Deno.mkdir(path("folder"));
      const programs: [string, RegExp][] = [
        [path("missing"), /^was not found$/],
        [path("folder"), /^is not a program$/],
        [await program(path("text"), "notes", 0o644), /^is not a program$/],
        [await program(path("binary"), "\x7fELF"), /^is not a program$|^was not found$/],
        [await program(path("fails"), "#!/bin/sh\nexit 3\n"), /^ended with 3$/],
        [
          await program(path("hangs"), `#!/bin/sh\n(sleep 1; echo > ${path("late")}) & wait\n`),
          /^did not answer within 0\.5 s$/,
        ],
      ];
      for (const [command, fault] of programs) {
        const answer = await ask(command, [], 500);
        ok("fault" in answer && fault.test(answer.fault), `${command}: ${Deno.inspect(answer)}`);
        if (command.endsWith("hangs")) continue;
        strictEqual(await succeeds(command, []), false);
        ok((await capture(command, []))?.code !== 0);
      }
      // what it started has ended as well
      await new Promise((done) => setTimeout(done, 1000));
      strictEqual(existsSync(path("late")), false);
    }),
});

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

/** A program that prints to standard error, and what it prints. */
function startProgram(program: string) {
  const args = ["eval", "--no-check", program];
  const child = new Deno.Command(Deno.execPath(), { args, stderr: "piped" }).spawn();
  return { child, printed: new Response(child.stderr).text() };
}

Deno.test("a test that waits for a process which ends fails with what that printed", async () => {
  const { child, printed } = startProgram('console.error("no port"); Deno.exit(3)');
  await rejects(whileRunning(child, () => undefined, printed), /ended with 3 too early: no port/);
});

Deno.test("what a process leaves at its end is found", async () => {
  const { child, printed } = startProgram("");
  let over = false;
  child.status.then(() => over = true);
  strictEqual(await whileRunning(child, () => over || undefined, printed), true);
});
