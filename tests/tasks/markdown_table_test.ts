import { strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { capture } from "../../tasks/process.ts";
import { markdownTable } from "../../tasks/markdown_table.ts";
import { temporaryFolder } from "../helpers/temp_folder.ts";

Deno.test("a Markdown table has columns of one width, text to the left, numbers to the right", () =>
  strictEqual(
    markdownTable(["network", "data", "n"], [["a", "mnist, grey", "≤ 1,000"], ["b", "–", "2"]], 2),
    [
      "| network | data        |       n |",
      "| ------- | ----------- | ------: |",
      "| a       | mnist, grey | ≤ 1,000 |",
      "| b       | –           |       2 |",
    ].join("\n"),
  ));

Deno.test("the columns with text may be anywhere", () =>
  strictEqual(
    markdownTable(["engine", "ms", "how"], [["a", "1", "eager"], ["bc", "1,000", "–"]], [0, 2]),
    [
      "| engine |    ms | how   |",
      "| ------ | ----: | ----- |",
      "| a      |     1 | eager |",
      "| bc     | 1,000 | –     |",
    ].join("\n"),
  ));

Deno.test("deno fmt leaves a Markdown table as it is", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "table.md");
  const rows = [["a", "1 ± 2"], ["a longer name × 2 → 3", "−1"]];
  await Deno.writeTextFile(file, markdownTable(["x", "y"], rows) + "\n");
  const { code, stderr } = (await capture(Deno.execPath(), ["fmt", "--check", file]))!;
  strictEqual(code, 0, stderr);
});
