import { dirname, join } from "@std/path";
import { ignoreNotFound, removeUnlocked } from "../lib/files/mod.ts";

const PREFIX = "autoencoders-";

/**
 * A new folder outside the project, which is removed at the end of the scope:
 * `await using folder = await temporaryFolder()`. Before, the folders that killed processes left behind are
 * removed: a folder is in use while its lock is held.
 */
export async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const { path, lock } = await newFolder(), parent = dirname(path);
  for await (const { name } of Deno.readDir(parent)) {
    const found = name.startsWith(PREFIX) && /^(.+)\.lock$/.exec(join(parent, name));
    if (found) await removeUnlocked(found[0], found[1], found[0]);
  }
  return {
    path,
    async [Symbol.asyncDispose]() {
      await Deno.remove(path, { recursive: true });
      await Deno.remove(`${path}.lock`);
      lock.close();
    },
  };
}

/** A folder and its lock, which this process holds; beside the folder, where it is in nobody's way. */
async function newFolder(): Promise<{ path: string; lock: Deno.FsFile }> {
  for (;;) {
    const path = await Deno.makeTempDir({ prefix: PREFIX });
    const lock = await Deno.open(`${path}.lock`, { create: true, read: true, write: true });
    // another process may have taken both for left behind
    const held = await lock.tryLock(true);
    if (held && await ignoreNotFound(Deno.stat(`${path}.lock`))) return { path, lock };
    lock.close();
  }
}
