import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { join } from "@std/path";
import { writeIdx } from "@autoencoders";
import { compressFile } from "../../../tasks/codec/compress.ts";
import { decompressFile } from "../../../tasks/codec/decompress.ts";
import { describeFile } from "../../../tasks/codec/info.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";
import { bytesOf } from "../../helpers/tiny_models.ts";

const shape = [20, 12, 12], grey = bytesOf(20 * 144, 3);
const binary = grey.map((value) => value > 127 ? 1 : 0);

Deno.test("compress and decompress give back a binarized IDX file, gzipped or not", async () => {
  await inTempFolder(async (folder) => {
    const path = (name: string) => join(folder, name), idx = writeIdx({ data: grey, shape });
    await Deno.writeFile(path("a.idx"), idx);
    await Deno.writeFile(path("b.idx.gz"), gzipSync(idx));
    for (const name of ["a.idx", "b.idx.gz"]) {
      const printed = await compressFile([path(name), path("c.aec"), "--threshold", "127"]);
      match(printed, /20 binary images of 12×12.*\n.*decoded and compared/);
      strictEqual(JSON.parse(await describeFile([path("c.aec")])).count, 20);
      match(await decompressFile([path("c.aec"), path("d.idx")]), /20 images of 12×12/);
      deepStrictEqual(await Deno.readFile(path("d.idx")), writeIdx({ data: binary, shape }));
    }
    deepStrictEqual(
      [...Deno.readDirSync(folder)].map(({ name }) => name).sort(),
      ["a.idx", "b.idx.gz", "c.aec", "d.idx"],
    );
  });
});
