import { dirname } from "@std/path";
import { fileError } from "./file_error.ts";
import { ignoreNotFound } from "./not_found.ts";

/**
 * Writes the concatenated parts, bytes or text, to a file. At every moment the file is the old or the
 * new one, complete: the parts go to a temporary file in the same folder, which is then renamed. If
 * `file` is a symbolic link, the file that it leads to is replaced and the link stays. If the process
 * is killed, the temporary file, whose name ends in ".part", may remain.
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
  const temporary = `${target}.${crypto.randomUUID()}.part`;
  try {
    await Deno.mkdir(dirname(target), { recursive: true });
    const opened = await open(temporary, { read: true, write: true, create: true, truncate: true });
    try {
      await write(opened);
      await opened.sync();
    } finally {
      opened.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    const whole = earlier ? "the earlier file is unchanged" : "nothing was written";
    throw fileError(error, "write", file, whole);
  }
}

/** Writes all bytes to an open file; a single `write` may write only some of them. */
export async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}
