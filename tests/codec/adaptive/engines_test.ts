/** The codec in other engines than Deno's: the same bytes, and the pixels back. */
import { ok, strictEqual } from "node:assert/strict";
import { join, toFileUrl } from "@std/path";
import { capture } from "../../../tasks/process.ts";
import { root } from "../../../tasks/project.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";

/** Codes images and a page, with and without a prior, decodes them, and prints a hash (FNV-1a) of all streams. */
const program = (source: string) => `
import { adaptiveCodec } from ${JSON.stringify(source)};
let hash = 0x811c9dc5;
const numbers = (length) => Float64Array.from({ length }, (_, i) => ((i * 37) % 101 - 50) / 128);
const prior = {
  ...{ height: 20, width: 20, units: 4 },
  weights: {
    ...{ inputs: numbers(66 * 4), rows: numbers(80), columns: numbers(80) },
    ...{ outputs: numbers(272 * 4), biases: numbers(272) },
  },
};
for (const [binary, side, count, known] of [
  [true, 20, 30], [true, 70, 1], [false, 20, 30], [false, 70, 1], [false, 20, 30, prior],
]) {
  const input = { height: side, width: side, binary, count, prior: known };
  const pixels = Uint8Array.from({ length: count * side * side }, (_, i) => {
    const x = i % side, y = Math.floor(i / side) % side, k = Math.floor(i / side / side);
    const value = (x * x + y * (k + 3) * 5 >> 2) % 300;
    return binary ? value > 127 ? 1 : 0 : value > 255 ? 0 : value;
  });
  const stream = adaptiveCodec(input).encode(pixels);
  if (adaptiveCodec(input).decode(stream, count).join() !== pixels.join()) throw new Error("other pixels");
  for (const byte of stream) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
}
console.log(hash);
`;

/** Engines that may be on the machine, each with how it runs a module. */
const engines: Record<string, string[]> = { node: [], bun: ["run"], [Deno.execPath()]: ["run"] };

Deno.test("the adaptive codec writes the same bytes in every engine that is on this machine", async () => {
  await inTempFolder(async (folder) => {
    const entry = join(folder, "entry.ts"), bundled = join(folder, "entry.mjs");
    const source = join(root, "lib/codec/adaptive/adaptive.ts");
    await Deno.writeTextFile(entry, program(toFileUrl(source).href));
    const config = ["--config", join(root, "deno.json")];
    const bundle = await capture(
      Deno.execPath(),
      ["bundle", "-q", "--no-check", ...config, entry, "-o", bundled],
    );
    if (bundle!.code !== 0) {
      return console.log(`not tried, as deno bundle fails: ${bundle!.stderr}`);
    }
    const printed = new Map<string, string>();
    for (const [engine, args] of Object.entries(engines)) {
      const done = await capture(engine, [...args, bundled]);
      if (!done) {
        console.log(`${engine} is not on this machine`);
        continue;
      }
      strictEqual(done.code, 0, `${engine}: ${done.stderr}`);
      printed.set(engine, done.stdout.trim());
    }
    ok(printed.size >= 1);
    strictEqual(new Set(printed.values()).size, 1, JSON.stringify([...printed]));
  });
});
