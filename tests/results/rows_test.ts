import { deepStrictEqual, rejects } from "node:assert/strict";
import { join } from "@std/path";
import {
  boundsFile,
  type MeasuredRow,
  peersFile,
  readBounds,
  readRows,
  resultsFile,
  type RowFile,
  writeRows,
} from "@autoencoders/results";
import { inTempFolder } from "../helpers/temp_folder.ts";
import { boundRow, peerRow, resultRow as row } from "../helpers/result_rows.ts";

const reduced = "1 of 20 epochs";

Deno.test("rows are read as they were written, and a missing file has none", () =>
  inTempFolder(async (folder) => {
    deepStrictEqual(await readRows(resultsFile, folder), []);
    const rows = [row(), row({ seed: 2, reduced })];
    await writeRows(resultsFile, rows, folder);
    deepStrictEqual(await readRows(resultsFile, folder), rows);
    deepStrictEqual(await readBounds(folder), []);
  }));

Deno.test("rows of version 1 are read with the current names", () =>
  inTempFolder(async (folder) => {
    const { hardware: machine, ...rest } = row();
    const { seed: _, ...pca } = row({ source: "baseline", name: "PCA-32" });
    const kept = { precision: "int8", bytes: 9, bce: 0.1, mse: 0.01 } as const;
    const rows = [
      { ...rest, machine, source: "ours", kept },
      { ...rest, machine, source: 3, name: "plain-32" },
      { ...rest, machine, source: "baseline", name: "PCA-32", seed: undefined },
    ];
    const content = { format: "autoencoders results", version: 1, rows };
    await Deno.writeTextFile(join(folder, "results.json"), JSON.stringify(content));
    await writeRows(resultsFile, await readRows(resultsFile, folder), folder);
    deepStrictEqual(await readRows(resultsFile, folder), [
      row({ pretrained: kept }),
      row({ source: "published", name: "plain-32" }),
      pca,
    ]);
  }));

const valid = { format: "autoencoders results", version: 2 };
const refused: [string, unknown, RegExp][] = [
  ["truncated", '{"format": "auto', /results\.json" is not JSON: [^\n]*$/],
  ["of a list", [], /must have the format .*, got nothing of version nothing$/],
  ["of null", null, /must have the format .*, got nothing of version nothing$/],
  [
    "of bounds",
    { ...valid, format: "autoencoders bounds", rows: [] },
    /got "autoencoders bounds" of/,
  ],
  ["of version 3", { ...valid, version: 3, rows: [] }, /version 1 or 2, got .* of version 3$/],
  ["without rows", valid, /must have the format "autoencoders results"/],
  ["with more than rows", { ...valid, rows: [], sha265: "" }, /only format, .*, got "sha265"$/],
  ["with a row that is null", { ...valid, rows: [row(), null] }, /row 2 must be an obj.*got null$/],
  [
    "with two rows of one run",
    { ...valid, rows: [row(), row({ seed: 2 }), row({ mse: 0.1 })] },
    /row 3 has the name, data and seed of row 1 \(ours-32\)$/,
  ],
  [
    "with another number than was written",
    { ...valid, sha256: "0".repeat(64), rows: [row()] },
    /the rows are not those that were written, by their sha256\. .*remove the line of the sha256$/,
  ],
];
for (const [what, content, message] of refused) {
  Deno.test(`a results.json ${what} is refused with its name`, () =>
    inTempFolder(async (folder) => {
      const text = typeof content === "string" ? content : JSON.stringify(content);
      await Deno.writeTextFile(join(folder, "results.json"), text);
      await rejects(readRows(resultsFile, folder), { name: "SyntaxError", message });
    }));
}

const html = "<img src=x onerror=alert(1)>";
const pretrained = { precision: "int8", bytes: 9, bce: 0.1, mse: 0.01 };
/** Values that JSON can have and no field of a row may. */
const never = [null, true, "", html, "a\nb", [], {}, [null], -0, -1e6, -Infinity, NaN];
/** Those of them that a field may have; what the pages show of it is escaped. */
const allowed: Record<string, unknown[]> = {
  hardware: [html],
  psnr: [-1e6],
  distortion: [-1e6],
  rate: [-1e6],
  nats: [-1e6],
  bitsPerPixel: [-1e6],
  importanceNats: [-1e6],
  importanceBitsPerPixel: [-1e6],
};
/** Values that a field may not have, or not beside the others of the row. */
const wrong: Record<string, unknown[]> = {
  name: ["ours-33", "ours 32", "PCA-31", "untrained", `untrained ${html}`],
  data: ["mnist, grey", "mnist\n"],
  seed: [1.5, 2 ** 32, "1"],
  latent: [0, 1.5],
  deadUnits: [65],
  active: [41],
  bytesPerCode: [32],
  pixelAccuracy: [1.01],
  ssim: [1.01],
  library: ["keras", "TensorFlow"],
  source: ["baseline", "published", "ours"],
  split: ["train"],
  images: ["grey"],
  dataHash: ["0", "G".repeat(64)],
  threads: [0, 1.5, "2"],
  reduced: ["<b>", "1 of 20 epochs\u2028"],
  hardware: ["a\u2028b", "\u0007", "\u202e"],
  losses: [[1], new Array(20).fill(null), new Array(20).fill("1")],
  pretrained: [
    { ...pretrained, precision: "int4" },
    { ...pretrained, bytes: 0 },
    { ...pretrained, more: 1 },
    { ...pretrained, mse: undefined },
  ],
};

/** Tries wrong values and none for every field, in a file that is read and in rows to write. */
async function tryFields<Row extends MeasuredRow>(kind: RowFile<Row>, good: Row): Promise<void> {
  await inTempFolder(async (folder) => {
    const file = join(folder, `${kind.name}.json`), format = `autoencoders ${kind.name}`;
    const refuse = async (name: string, value: unknown) => {
      const rows = [{ ...good, [name]: value }], content = { format, version: 2, rows };
      const expected = `row 1${name === "name" ? "" : ` (${good.name})`}: `;
      const message = new RegExp(
        `${RegExp.escape(expected)}"?${RegExp.escape(name)}"? .*, got|is not`,
      );
      await rejects(writeRows(kind, rows, folder), { name: "RangeError", message }, name);
      const inJson = typeof value !== "number" ||
        Object.is(JSON.parse(JSON.stringify(value)), value);
      if (!inJson) return; // −0, infinite or NaN
      await Deno.writeTextFile(file, JSON.stringify(content));
      await rejects(readRows(kind, folder), { name: "SyntaxError", message }, name);
    };
    for (const [name, { optional }] of Object.entries(kind.fields)) {
      const values = never.filter((value) => !allowed[name]?.includes(value));
      for (const value of [...values, ...wrong[name] ?? []]) await refuse(name, value);
      if (!optional) await refuse(name, undefined);
    }
    for (const name of ["Seed", "__proto__x", html]) await refuse(name, 1);
  });
}

Deno.test("a row of results.json is refused if a field is wrong, missing or unknown", () =>
  tryFields(resultsFile, row()));
Deno.test("a row of peers.json is refused if a field is wrong, missing or unknown", () =>
  tryFields(peersFile, peerRow()));
Deno.test("a row of bounds.json is refused if a field is wrong, missing or unknown", () =>
  tryFields(boundsFile, boundRow()));
