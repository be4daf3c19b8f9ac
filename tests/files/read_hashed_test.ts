import { Buffer } from "node:buffer";
import { rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { readHashed, sha256Hex } from "../../lib/files/mod.ts";
import { Random } from "../../lib/random.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";

Deno.test("readHashed() gives the bytes of a file of any size, and their SHA-256", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "file"), random = new Random(1);
    for (const size of [0, 1, 2 ** 21 - 1, 2 ** 21, 2 ** 21 + 1, 3 * 2 ** 21 + 5]) {
      const content = new Uint8Array(new Int32Array(size + 3 >> 2).map(() => random.bits()).buffer);
      await Deno.writeFile(path, content.subarray(0, size));
      const { bytes, sha256 } = await readHashed(path);
      strictEqual(bytes.length, size);
      strictEqual(Buffer.compare(bytes, content.subarray(0, size)), 0);
      strictEqual(sha256, sha256Hex(bytes));
    }
    await rejects(readHashed(join(folder, "none")), Deno.errors.NotFound);
  });
});
