import { join } from "@std/path";
import sharp, { type Sharp } from "sharp";
import { temporaryFolder } from "./temp_folder.ts";

/** A picture of `paper` with a square of `ink` in its middle. */
export function picture(width: number, height: number, paper: string, ink: string): Sharp {
  const side = Math.min(width, height) >> 1;
  const square = { create: { width: side, height: side, channels: 3 as const, background: ink } };
  return sharp({ create: { width, height, channels: 3, background: paper } })
    .composite([{ input: square }]);
}

/** A temporary folder with these files; their paths may have subfolders. */
export async function folderOf(files: Record<string, Sharp | string | Uint8Array>) {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder.path, name);
    await Deno.mkdir(join(path, ".."), { recursive: true });
    if (typeof content === "string") await Deno.writeTextFile(path, content);
    else if (content instanceof Uint8Array) await Deno.writeFile(path, content);
    else await Deno.writeFile(path, await content.toBuffer());
  }
  return folder;
}
