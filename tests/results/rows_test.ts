import { deepStrictEqual, rejects } from "node:assert/strict";
import { join } from "@std/path";
import { readBounds, readRows, resultsFile, writeRows } from "@autoencoders/results";
import { inTempFolder } from "../helpers/temp_folder.ts";
import { resultRow as row } from "../helpers/result_rows.ts";

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
    const kept = { precision: "int8", bytes: 9, bce: 0.1, mse: 0.01 } as const;
    const rows = [
      { ...rest, machine, source: "ours", kept },
      { ...rest, machine, source: 3 },
      { ...rest, machine, source: "baseline" },
    ];
    const content = { format: "autoencoders results", version: 1, rows };
    await Deno.writeTextFile(join(folder, "results.json"), JSON.stringify(content));
    await writeRows(resultsFile, await readRows(resultsFile, folder), folder);
    deepStrictEqual(await readRows(resultsFile, folder), [
      row({ pretrained: kept }),
      row({ source: "published" }),
      row({ source: "baseline" }),
    ]);
  }));

const valid = { format: "autoencoders results", version: 2 };
const refused: [string, unknown, RegExp][] = [
  ["truncated", '{"format": "auto', /results\.json" is not JSON/],
  [
    "of bounds",
    { ...valid, format: "autoencoders bounds", rows: [] },
    /got "autoencoders bounds" of/,
  ],
  ["of version 3", { ...valid, version: 3, rows: [] }, /version 1 or 2, got .* of version 3$/],
  ["without rows", valid, /must have the format "autoencoders results"/],
  ["with a row without a name", { ...valid, rows: [row({ name: undefined })] }, /row 1 .*"name"/],
  ["with a row that is null", { ...valid, rows: [row(), null] }, /row 2 has no valid "name"/],
  [
    "with a text for a number",
    { ...valid, rows: [{ ...row(), mse: "small" }] },
    /row 1 has no valid "mse", got "small"$/,
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
