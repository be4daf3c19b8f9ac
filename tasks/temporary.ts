import { dirname, join } from "@std/path";
import { ignoreNotFound, removeUnlocked } from "../lib/files/mod.ts";

const PREFIX = "autoencoders-";

/**
 * Runs `work` with a new folder outside the project, which is removed afterwards. Before, the folders that
 * killed processes left behind are removed: a folder is in use while its lock is held.
 */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const { folder, lock } = await newFolder(), parent = dirname(folder);
  try {
    for await (const { name } of Deno.readDir(parent)) {
      const found = name.startsWith(PREFIX) && /^(.+)\.lock$/.exec(join(parent, name));
      if (found) await removeUnlocked(found[0], found[1], found[0]);
    }
    return await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
    await Deno.remove(`${folder}.lock`);
    lock.close();
  }
}

/** A folder and its lock, which this process holds; beside the folder, where it is in nobody's way. */
async function newFolder(): Promise<{ folder: string; lock: Deno.FsFile }> {
  for (;;) {
    const folder = await Deno.makeTempDir({ prefix: PREFIX });
    const lock = await Deno.open(`${folder}.lock`, { create: true, read: true, write: true });
    // another process may have taken both for left behind
    const held = await lock.tryLock(true);
    if (held && await ignoreNotFound(Deno.stat(`${folder}.lock`))) return { folder, lock };
    lock.close();
  }
}
