import { dirname } from "@std/path";

/**
 * Writes a file so that at every moment either the old or the new one is there, never a part: the
 * bytes go to a file beside it, which then takes its place.
 */
export async function writeWhole(file: string, ...parts: Uint8Array[]): Promise<void> {
  await Deno.mkdir(dirname(file), { recursive: true });
  const beside = `${file}.${crypto.randomUUID()}.part`;
  try {
    const open = await Deno.open(beside, { write: true, create: true, truncate: true });
    try {
      for (const part of parts) {
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
