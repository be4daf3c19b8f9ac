import { deepStrictEqual, rejects } from "node:assert/strict";
import { writeAtomic } from "../../lib/files/write_atomic.ts";

Deno.test("a file written several times at once is one of the writes, whole, and no other file remains", async () => {
  const folder = await Deno.makeTempDir(), file = `${folder}/deep/file.bin`;
  await Promise.all(
    [1, 2, 3, 4].map((n) => writeAtomic(file, new Uint8Array(1000).fill(n), new Uint8Array([n]))),
  );
  const bytes = await Deno.readFile(file);
  deepStrictEqual([bytes.length, new Set(bytes).size], [1001, 1]);
  deepStrictEqual(Array.from(Deno.readDirSync(`${folder}/deep`), ({ name }) => name), ["file.bin"]);
  await rejects(writeAtomic(`${folder}/deep`, "text"), Deno.errors.IsADirectory);
  deepStrictEqual(Array.from(Deno.readDirSync(folder), ({ name }) => name), ["deep"]);
  await Deno.remove(folder, { recursive: true });
});
