import { dirname, join } from "@std/path";
import { fileError } from "./file_error.ts";
import { ignoreNotFound } from "./not_found.ts";

/**
 * Writes the concatenated parts, bytes or text, to a file. At every moment the file is the old or the
 * new one, complete: the parts go to a temporary file in the same folder, which is then renamed. If
 * `file` is a symbolic link, the file that it leads to is replaced and the link stays. If the process
 * is killed, the temporary file, whose name ends in ".part", remains until a later process writes to
 * the folder.
 *
 * @throws the system's error, with `file` and what became of it in its message: see {@linkcode fileError}
 */
export function writeAtomic(file: string, ...parts: (Uint8Array | string)[]): Promise<void> {
  return replaceFile(file, parts, Deno);
}

/** {@linkcode writeAtomic} with the file operations as an argument, so that tests can make them fail. */
export function replaceFile(
  file: string,
  parts: readonly (Uint8Array | string)[],
  operations: Pick<typeof Deno, "open" | "rename">,
): Promise<void> {
  return replaceWith(file, async (opened) => {
    for (const part of parts) {
      await writeAll(opened, typeof part === "string" ? new TextEncoder().encode(part) : part);
    }
  }, operations);
}

/**
 * {@linkcode writeAtomic} for what is written little by little: `file` is replaced once `write` has
 * succeeded, and left alone if it throws.
 *
 * @param write writes to the temporary file, and may read it
 */
export async function replaceWith(
  file: string,
  write: (opened: Deno.FsFile) => Promise<void>,
  { open, rename }: Pick<typeof Deno, "open" | "rename"> = Deno,
): Promise<void> {
  const earlier = await ignoreNotFound(Deno.realPath(file))
    .catch((error) => Promise.reject(fileError(error, "write", file)));
  const target = earlier ?? file;
  let temporary = "";
  try {
    await Deno.mkdir(dirname(target), { recursive: true });
    await sweepParts(dirname(target));
    let opened: Deno.FsFile;
    do {
      temporary = `${target}.${crypto.randomUUID()}.part`;
      opened = await open(temporary, { read: true, write: true, create: true, truncate: true });
    } while (!await isOwn(opened, temporary));
    try {
      await write(opened);
      await opened.sync();
      await rename(temporary, target); // while it is locked: nobody sweeps it
    } finally {
      opened.close();
    }
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    const whole = earlier ? "the earlier file is unchanged" : "nothing was written";
    throw fileError(error, "write", file, whole);
  }
}

/** Locks a new temporary file as long as it is open; false if another process has swept it meanwhile. */
async function isOwn(file: Deno.FsFile, path: string): Promise<boolean> {
  try {
    if (await file.tryLock(true) && await ignoreNotFound(Deno.stat(path))) return true;
  } catch {
    return true; // a file system without locks: nothing is swept there
  }
  file.close();
  return false;
}

const PART = /\.[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\.part$/;
const swept = new Set<string>();

/**
 * Removes, once for each folder, the temporary files of {@linkcode writeAtomic} that killed processes left
 * in it. The system releases a lock with its process, so a file that can be locked has no owner.
 */
async function sweepParts(folder: string): Promise<void> {
  if (swept.has(folder)) return;
  swept.add(folder);
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name).catch(() => []);
  for (const path of names.filter((name) => PART.test(name)).map((name) => join(folder, name))) {
    await removeUnlocked(path, path);
  }
}

/** Removes files and folders if nobody holds the lock of a file; leaves them if that cannot be known. */
export async function removeUnlocked(lock: string, ...paths: string[]): Promise<void> {
  try {
    using file = await Deno.open(lock, { read: true, write: true });
    if (!await file.tryLock(true)) return;
    for (const path of paths) await ignoreNotFound(Deno.remove(path, { recursive: true }));
  } catch {
    // gone, another user's, or on a file system without locks
  }
}

/** Writes all bytes to an open file; a single `write` may write only some of them. */
export async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}
