import type { CodecRow } from "@autoencoders/results";
import { fromFileUrl, join } from "@std/path";
import type { ImageSet } from "@autoencoders";
import { capture } from "../../tasks/process.ts";
import { benchPython } from "../engines/venv.ts";

const script = fromFileUrl(new URL("programs.py", import.meta.url));

/** Other formats: their rows, with the reason where a program is absent. */
export async function programRows(set: ImageSet, images: CodecRow["images"]): Promise<CodecRow[]> {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "pixels");
    await Deno.writeFile(file, set.pixels);
    const sizes = [set.count, set.height, set.width, set.maximum].map(String);
    const args = [script, file, ...sizes, images === "lossy" ? "lossy" : "lossless"];
    for (const python of [benchPython, "python3", "python"]) {
      const done = await capture(python, args);
      if (done?.code !== 0) continue;
      return done.stdout.trim().split("\n").map((line) => ({ images, ...JSON.parse(line) }));
    }
    return [{ images, name: "other formats", absent: "there is no Python" }];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
