import { dirname } from "@std/path";

/**
 * Writes a file so that at every moment either the old or the new one is there, never a part: the
 * parts, bytes or text, go to a file beside it, which then takes its place.
 */
export async function writeAtomic(file: string, ...parts: (Uint8Array | string)[]): Promise<void> {
  await Deno.mkdir(dirname(file), { recursive: true });
  const beside = `${file}.${crypto.randomUUID()}.part`;
  try {
    const open = await Deno.open(beside, { write: true, create: true, truncate: true });
    try {
      for (const each of parts) {
        const part = typeof each === "string" ? new TextEncoder().encode(each) : each;
        for (let at = 0; at < part.length;) at += await open.write(part.subarray(at));
      }
      await open.sync();
    } finally {
      open.close();
    }
    await Deno.rename(beside, file);
  } catch (error) {
    await Deno.remove(beside).catch(() => {});
    throw error;
  }
}
