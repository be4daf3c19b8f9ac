import { dirname } from "@std/path";

/**
 * Writes the concatenated parts, bytes or text, to a file. At every moment the old or the new file is
 * there, whole: the parts go to a temporary file in the same folder, which is then renamed. If the
 * process is killed, the temporary file, whose name ends in ".part", may remain.
 */
export async function writeAtomic(file: string, ...parts: (Uint8Array | string)[]): Promise<void> {
  await Deno.mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${crypto.randomUUID()}.part`;
  try {
    const open = await Deno.open(temporary, { write: true, create: true, truncate: true });
    try {
      for (const each of parts) {
        const part = typeof each === "string" ? new TextEncoder().encode(each) : each;
        await writeAll(open, part);
      }
      await open.sync();
    } finally {
      open.close();
    }
    await Deno.rename(temporary, file);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

/** Writes all bytes to an open file; a single `write` may write only some of them. */
export async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}
