/** The table of codecs: bytes between measured points, and rows that are absent. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { readCodecTable } from "@autoencoders/results";
import { join } from "@std/path";
import { root } from "../../tasks/project.ts";
import { bytesAt, codecTables } from "../../bench/codec/page.ts";

Deno.test("bytes at a PSNR are log-linear between the points, and unknown outside of them", () => {
  const points = [[28, 40], [20, 10], [24, 20]] as const;
  strictEqual(bytesAt([...points], 24), 20);
  ok(Math.abs(bytesAt([...points], 26)! - Math.sqrt(20 * 40)) < 1e-9);
  strictEqual(bytesAt([...points], 20), 10);
  strictEqual(bytesAt([...points], 19.9), undefined);
  strictEqual(bytesAt([...points], 28.1), undefined);
});

Deno.test("the page has the rows of results/codec.json", async () => {
  const rows = await readCodecTable();
  ok(rows.some(({ images, bytes }) => images === "binary" && bytes! < 12));
  const page = await Deno.readTextFile(join(root, "lib/codec/lossy/README.md"));
  ok(page.includes(codecTables(rows)), "deno task codec:table writes both");
});

Deno.test("the tables sort by size, and say why a row has no numbers", () => {
  const lossy = { images: "lossy", name: "A", single: 50, singlePsnr: 24, n: 10 } as const;
  const text = codecTables([
    { images: "binary", name: "gone", absent: "cjb2 is not installed" },
    { images: "binary", name: "large", bytes: 30, single: 90.4, n: 10 },
    { images: "binary", name: "small", bytes: 12.345, n: 10, note: "model apart" },
    { ...lossy, bytes: 10, psnr: 22 },
    { ...lossy, bytes: 40, psnr: 26 },
    { images: "lossy", name: "floats", bytes: 128, psnr: 27.1, n: 10 },
    { images: "lossy", name: "B", absent: "this Pillow has no avif" },
    { images: "grey", name: "grey codec", bytes: 90, n: 10, hardware: "a machine" },
  ]);
  match(text, /^Measured on a machine\./);
  const rows = text.split("\n").filter((line) => line.startsWith("| "))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()).join(" | "));
  deepStrictEqual(rows.filter((row) => !/^(codec|---)/.test(row)), [
    "small | 12.35 | – | model apart",
    "large | 30.00 | 90 | ",
    "gone | – | – | cjb2 is not installed",
    "grey codec | 90.00 | – | ",
    "A | 20.0 | – | 50 | – ".trim(),
    "floats | 128 at 27.10 dB |  |  | ",
    "B | this Pillow has no avif |  |  | ",
  ]);
});
