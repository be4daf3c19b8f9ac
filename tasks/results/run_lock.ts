import { dirname } from "@std/path";
import { hostname } from "node:os";
import { ignoreNotFound, writeAll } from "../../lib/files/mod.ts";
import type { TrainingRun } from "./checkpoints.ts";

const windows = Deno.build.os === "windows";

/** A lock that this process holds until the end of its scope. */
export type RunLock = AsyncDisposable;

/**
 * Takes the lock of a run, whose file says who holds it.
 *
 * The operating system releases a lock when its process ends, however it ends. The file is removed
 * with the lock, but on Windows, where a removed file cannot be told from the next of its name. One that
 * is left behind locks nothing.
 *
 * @returns who holds it, if it is held
 */
export async function lockRun(path: string): Promise<RunLock | string> {
  await Deno.mkdir(dirname(path), { recursive: true });
  for (;;) {
    const file = await Deno.open(path, { create: true, read: true, write: true });
    if (!await file.tryLock(true)) {
      file.close();
      return await holderOf(path);
    }
    if (windows || await isAt(file, path)) {
      await file.truncate();
      const holder = `process ${Deno.pid} on ${hostname()}, since ${new Date().toISOString()}`;
      await writeAll(file, new TextEncoder().encode(holder));
      return {
        async [Symbol.asyncDispose]() {
          if (!windows) await ignoreNotFound(Deno.remove(path));
          file.close();
        },
      };
    }
    file.close(); // the holder removed it between open and lock
  }
}

/** Whether a path still leads to an open file. */
async function isAt(file: Deno.FsFile, path: string): Promise<boolean> {
  const [mine, there] = [await file.stat(), await ignoreNotFound(Deno.stat(path))];
  return there !== undefined && there.ino === mine.ino && there.dev === mine.dev;
}

/** What the file of a lock says; Windows lets nobody else read it. */
async function holderOf(path: string): Promise<string> {
  return await Deno.readTextFile(path).catch(() => "") || "another process";
}

/** Takes the lock of a run as soon as it is free; undefined if interrupted while waiting. */
export async function waitForRun(
  path: string,
  { label, signal }: Pick<TrainingRun, "label" | "signal">,
): Promise<RunLock | undefined> {
  let shown: string | undefined;
  while (!signal.aborted) {
    const lock = await lockRun(path);
    if (typeof lock !== "string") return lock;
    if (lock !== shown) console.error(`${label}: waiting for ${lock}`);
    shown = lock;
    await new Promise((done) => setTimeout(done, 500));
  }
}
