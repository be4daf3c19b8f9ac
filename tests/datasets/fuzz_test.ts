/** Damaged gzip and image files: never another error than the documented ones, and bounded in time. */
import { deepStrictEqual, match, ok } from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { join } from "@std/path";
import fc from "npm:fast-check@4.10.2";
import sharp from "sharp";
import { gunzip, gunzipStart } from "../../lib/datasets/formats/gzip.ts";
import { readImage } from "../../lib/datasets/formats/read_image.ts";
import { cpuTimer } from "../helpers/cpu_timer.ts";
import { fuzzRuns } from "../helpers/fuzz_runs.ts";
import { temporaryFolder } from "../helpers/temp_folder.ts";

/** Changes that storage and transfers make: bytes replaced, cut out, repeated or appended. */
const damage: fc.Arbitrary<(bytes: Uint8Array) => Uint8Array> = fc.array(
  fc.record({
    kind: fc.constantFrom("set", "set", "set", "cut", "remove", "repeat", "append"),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    // most damage of interest is in the header
    near: fc.boolean(),
    value: fc.uint8Array({ minLength: 1, maxLength: 8 }),
  }),
  { minLength: 1, maxLength: 4 },
).map((changes) => (bytes) =>
  changes.reduce((file, { kind, at, near, value }) => {
    const from = Math.floor(at * (near ? Math.min(64, file.length) : file.length));
    const head = file.slice(0, from), tail = file.slice(from);
    const parts = {
      set: [head, value, tail.subarray(value.length)],
      cut: [head],
      remove: [head, tail.subarray(value.length)],
      repeat: [head, tail.subarray(0, 32), tail],
      append: [file, value],
    }[kind as "set"];
    return Uint8Array.from(parts.flatMap((part) => [...part]));
  }, bytes)
);

Deno.test("damaged gzip is unpacked to the announced size or refused with SyntaxError", () => {
  const content = Uint8Array.from({ length: 3000 }, (_, i) => i * i % 251);
  fc.assert(
    fc.property(damage, fc.nat(4000), fc.nat(9), (change, size, level) => {
      const bytes = change(new Uint8Array(gzipSync(content, { level })));
      for (const unpack of [() => gunzip(bytes, size), () => gunzipStart(bytes, size)]) {
        try {
          ok(unpack().length <= size);
        } catch (error) {
          ok(error instanceof SyntaxError, `${error}`);
        }
      }
    }),
    { numRuns: fuzzRuns(300) },
  );
});

const pixels = Uint8Array.from({ length: 24 * 20 * 4 }, (_, i) => i * i % 251);
const picture = sharp(pixels, { raw: { width: 24, height: 20, channels: 4 } });
const whole = await Promise.all([
  picture.clone().png().toBuffer(),
  picture.clone().png({ palette: true }).toBuffer(),
  picture.clone().toColourspace("rgb16").png().toBuffer(),
  picture.clone().removeAlpha().toColourspace("b-w").png({ progressive: true }).toBuffer(),
  picture.clone().jpeg().withMetadata({ orientation: 6 }).toBuffer(),
  picture.clone().jpeg({ progressive: true }).toBuffer(),
  picture.clone().webp().toBuffer(),
  picture.clone().webp({ lossless: true }).toBuffer(),
]);

Deno.test("a damaged PNG, JPEG or WebP is read as h × w bytes or skipped with a reason, in time", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "image");
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...whole), damage, async (file, change) => {
      await Deno.writeFile(path, change(new Uint8Array(file)));
      const seconds = cpuTimer();
      const read = await readImage(path, { height: 7, width: 9, channels: 1, invert: "auto" });
      ok(seconds() < 5, `${seconds()} s`);
      if (typeof read === "string") match(read, /\S/);
      else deepStrictEqual(read.length, 63);
    }),
    { numRuns: fuzzRuns(200), endOnFailure: true },
  );
});
