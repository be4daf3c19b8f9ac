import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { replaceFile, writeAtomic } from "../../lib/files/write_atomic.ts";
import { root } from "../../tasks/project.ts";
import { whileRunning } from "../helpers/while_running.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";

const namesIn = (folder: string) => Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();

Deno.test("a file written several times at once is one of the writes, complete, and no other file remains", () =>
  inTempFolder(async (folder) => {
    const deep = join(folder, "deep"), file = join(deep, "file.bin");
    await Promise.all(
      [1, 2, 3, 4].map((n) => writeAtomic(file, new Uint8Array(1000).fill(n), new Uint8Array([n]))),
    );
    const bytes = await Deno.readFile(file);
    deepStrictEqual([bytes.length, new Set(bytes).size], [1001, 1]);
    deepStrictEqual(namesIn(deep), ["file.bin"]);
    await rejects(writeAtomic(deep, "text"), Deno.errors.IsADirectory);
    deepStrictEqual(namesIn(folder), ["deep"]);
  }));

type Operations = Pick<typeof Deno, "open" | "rename">;
type Step = "open" | "write" | "sync" | "rename";

/** Deno's operations, with `interrupt` called in place of the second half of `step`. */
function interruptedAt(step: Step, interrupt: () => Promise<never>): Operations {
  return {
    open: async (path, options) => {
      const file = await Deno.open(path, options);
      if (step === "open") {
        file.close();
        await interrupt();
      }
      return Object.assign(Object.create(file), {
        close: () => file.close(),
        tryLock: () => file.tryLock(true),
        write: async (bytes: Uint8Array) => {
          if (step !== "write") return await file.write(bytes);
          await file.write(bytes.subarray(0, bytes.length / 2));
          return await interrupt();
        },
        sync: () => step === "sync" ? interrupt() : file.sync(),
      });
    },
    rename: (from, to) => step === "rename" ? interrupt() : Deno.rename(from, to),
  };
}

const steps: Step[] = ["open", "write", "sync", "rename"];
for (const step of steps) {
  Deno.test(`an error at ${step} leaves the old file as it was, and no other file`, () =>
    inTempFolder(async (folder) => {
      const file = join(folder, "file"), full = () => Promise.reject(new Error("disk full"));
      const write = () => replaceFile(file, ["new"], interruptedAt(step, full));
      await rejects(write, /^Error: disk full$/);
      deepStrictEqual(namesIn(folder), []);
      await writeAtomic(file, "old");
      await rejects(write, /^Error: disk full$/);
      strictEqual(await Deno.readTextFile(file), "old");
      deepStrictEqual(namesIn(folder), ["file"]);
    }));

  Deno.test(`a process that ends at ${step} leaves the old file as it was`, () =>
    inTempFolder(async (folder) => {
      const file = join(folder, "file");
      await writeAtomic(file, "old");
      // A write that never goes on leaves the folder as a killed process does.
      await new Promise<void>((reached) => {
        const forever = () => {
          reached();
          return new Promise<never>(() => {});
        };
        replaceFile(file, ["new"], interruptedAt(step, forever));
      });
      strictEqual(await Deno.readTextFile(file), "old");
      const [name, part] = namesIn(folder);
      ok(name === "file" && part.endsWith(".part"), part);
      await writeAtomic(file, "new");
      strictEqual(await Deno.readTextFile(file), "new");
    }));
}

Deno.test("a system that takes a byte per write gets every byte", () =>
  inTempFolder(async (folder) => {
    const file = join(folder, "file");
    const open: Operations["open"] = async (path, options) => {
      const real = await Deno.open(path, options);
      return Object.assign(Object.create(real), {
        close: () => real.close(),
        tryLock: () => real.tryLock(true),
        sync: () => real.sync(),
        write: (bytes: Uint8Array) => real.write(bytes.subarray(0, 1)),
      });
    };
    await replaceFile(file, ["ab", new Uint8Array([99])], { open, rename: Deno.rename });
    strictEqual(await Deno.readTextFile(file), "abc");
  }));

Deno.test({
  name: "a file behind a link is replaced where it is, and the link stays",
  ignore: Deno.build.os === "windows", // where creating a link needs a privilege
  fn: () =>
    inTempFolder(async (folder) => {
      const file = join(folder, "deep", "file"), link = join(folder, "link");
      await writeAtomic(file, "old");
      await Deno.symlink(file, link);
      await writeAtomic(link, "new");
      strictEqual(await Deno.readTextFile(file), "new");
      ok((await Deno.lstat(link)).isSymlink);
      deepStrictEqual(namesIn(join(folder, "deep")), ["file"]);
    }),
});

Deno.test("what a killed write left behind is removed by the next process, and nothing that is being written", () =>
  inTempFolder(async (folder) => {
    const write = (last: string) => `
      import { replaceFile } from ${
      JSON.stringify(new URL("../../lib/files/write_atomic.ts", import.meta.url).href)
    };
      await replaceFile(Deno.args[0], ["new"], { open: Deno.open, rename: async (a, b) => {
        ${last}
      } });`;
    const start = (name: string, last: string) => {
      const args = ["eval", "--no-check", `--config=${join(root, "deno.json")}`, write(last)];
      return new Deno.Command(Deno.execPath(), { args: [...args, join(folder, name)] }).spawn();
    };
    const parts = () => namesIn(folder).filter((name) => name.endsWith(".part"));
    const started = (child: Deno.ChildProcess, count: number) =>
      whileRunning(child, () => parts().length >= count || undefined);
    const never = "await new Promise((done) => setTimeout(done, 99_000));";
    const killed = start("a", never);
    await started(killed, 1);
    const living = start("b", never);
    await started(living, 2);
    killed.kill("SIGKILL");
    await killed.status;
    await Deno.writeTextFile(join(folder, "mine.part"), "of another program");
    strictEqual((await start("c", "await Deno.rename(a, b);").status).code, 0);
    const left = namesIn(folder);
    living.kill("SIGKILL");
    await living.status;
    deepStrictEqual(left.map((name) => name.replace(/[\da-f-]{36}/, "…")), [
      "b.….part",
      "c",
      "mine.part",
    ]);
  }));
