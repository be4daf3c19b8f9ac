import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { History, loadAutoencoder, loadFolder } from "@autoencoders";
import { fileError } from "../../lib/files/file_error.ts";
import { writeAtomic } from "../../lib/files/mod.ts";
import { replaceFile } from "../../lib/files/write_atomic.ts";
import { capture } from "../../tasks/process.ts";
import { root } from "../../tasks/project.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";

const windows = Deno.build.os === "windows";
const history = new History([]);

Deno.test("a file error says what was done to which path, and has the system's class and cause", async () => {
  await inTempFolder(async (folder) => {
    const text = join(folder, "text"), within = join(text, "a.csv");
    await writeAtomic(text, "text");
    await rejects(history.save(within), (error: Error) => {
      if (!windows) ok(error instanceof Deno.errors.NotADirectory);
      strictEqual(error.message.startsWith(`cannot write "${within}": `), true, error.message);
      ok(!/os error/.test(error.message));
      match((error.cause as Error).message, /os error/);
      return true;
    });
    const gone = join(folder, "gone");
    await rejects(loadFolder(gone), (error: Error) => {
      ok(error instanceof Deno.errors.NotFound);
      match(error.message, /^cannot read ".*gone": /);
      return true;
    });
    await rejects(loadAutoencoder(gone), Deno.errors.NotFound);
  });
});

Deno.test("other errors stay as they are, and a file error is described once", () => {
  for (const error of [new RangeError("a"), new Error("b"), "text", undefined, { code: "EIO" }]) {
    strictEqual(fileError(error, "read", "f"), error);
  }
  const full = Object.assign(new Error("No space left on device (os error 28)"), {
    code: "ENOSPC",
  });
  const report = fileError(full, "write", "f", "the earlier file is unchanged") as Error;
  strictEqual(
    report.message,
    'cannot write "f": No space left on device; the earlier file is unchanged',
  );
  strictEqual(fileError(report, "read", "g"), report);
});

Deno.test("a full disk is named with the file, and with what is still whole", () =>
  inTempFolder(async (folder) => {
    const file = join(folder, "m.csv");
    const full = () =>
      Promise.reject(
        Object.assign(new Error("No space left on device (os error 28)"), { code: "ENOSPC" }),
      );
    const open: typeof Deno.open = async (path, options) => {
      const opened = await Deno.open(path, options);
      return Object.assign(Object.create(opened), {
        close: () => opened.close(),
        tryLock: () => opened.tryLock(true),
        write: full,
      });
    };
    const write = () => replaceFile(file, ["new"], { open, rename: Deno.rename });
    const message = `cannot write "${file}": No space left on device; `;
    await rejects(write(), { message: `${message}nothing was written` });
    await writeAtomic(file, "old");
    await rejects(write(), { message: `${message}the earlier file is unchanged` });
    deepStrictEqual(await Deno.readTextFile(file), "old");
  }));

/** Runs a program in a folder that `mount` prepares, as the root of a namespace of its own. */
async function mounted(mount: string, program: string): Promise<string | undefined> {
  return await inTempFolder(async (folder) => {
    const file = join(folder, "program.ts"), at = join(folder, "at");
    await Deno.mkdir(at);
    await Deno.writeTextFile(file, program);
    const config = join(root, "deno.json");
    const script = `${mount} ${at} || exit 99; exec "$0" run -A --no-check -c "$1" "$2" ${at}`;
    const args = ["-Urm", "sh", "-c", script, Deno.execPath(), config, file];
    const done = await capture("unshare", args).catch(() => undefined);
    if (!done || done.code === 99 || /unshare/.test(done.stderr)) return undefined;
    strictEqual(done.code, 0, done.stderr);
    return done.stdout.replaceAll(at, "…");
  });
}

const program = (path: string) => `
import { writeAtomic } from ${JSON.stringify(join(root, "lib/files/mod.ts"))};
const big = new Uint8Array(1e6);
await writeAtomic(Deno.args[0] + ${JSON.stringify(path)}, big).catch((e) => console.log(e.message));
console.log([...Deno.readDirSync(Deno.args[0])].length);`;

Deno.test({
  name: "on a disk that is full, and on one that is read-only, the error names the file",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const full = await mounted("mount -t tmpfs -o size=64k none", program("/a/b.bin"));
    const reason = 'cannot write "…/a/b.bin": No space left on device; nothing was written';
    if (full !== undefined) strictEqual(full, `${reason}\n1\n`);
    const locked = await mounted("mount -t tmpfs -o ro none", program("/a/b.bin"));
    const why = 'cannot write "…/a/b.bin": Read-only file system; nothing was written';
    if (locked !== undefined) strictEqual(locked, `${why}\n0\n`);
  },
});
