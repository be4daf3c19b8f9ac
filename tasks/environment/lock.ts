import { dirname } from "@std/path";

/**
 * Runs `work` while no other process runs its own under the same lock file.
 *
 * The system lets go of the lock when a process dies, so that none is ever left behind.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  waiting: () => void = () => {},
): Promise<T> {
  await Deno.mkdir(dirname(path), { recursive: true });
  using file = await Deno.open(path, { create: true, write: true });
  if (!await file.tryLock(true)) {
    waiting();
    await file.lock(true);
  }
  return await work();
}
