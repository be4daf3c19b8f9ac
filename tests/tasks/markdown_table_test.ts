import { doesNotMatch, match, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { capture } from "../../tasks/process.ts";
import { markdownTable, markdownText } from "../../tasks/markdown_table.ts";
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

const payloads = [
  "<img src=x onerror=alert(1)>",
  "a | b\n\n# c",
  "[a](javascript:alert(1))",
  "![a](x)",
  "`a`",
  "**a** _b_ ~~c~~",
  "&lt;b&gt; &#60;",
  "<!-- c -->",
  "\\<b>",
  "# a",
  "> a",
  "$a$",
  "- a",
  "12. a",
  "---",
  "see https://a.b and www.a.b",
];

Deno.test("text in Markdown is in one line, and every character that could be markup is escaped", () => {
  for (const payload of payloads) {
    const text = markdownText(payload);
    strictEqual(text.replaceAll(/\\([!-/:-@[-`{-~])/g, "$1"), payload.replaceAll(/\s+/g, " "));
    doesNotMatch(text, /(?<!\\)(?:\\\\)*[`*<[\]|~$]|\n|^[-#>]|https?:|(?<!\\)&/, payload);
  }
  const plain = "AMD EPYC @ 2.2 GHz, x86_64 (2 cores); −0.5 ± 1.5 & more: dense-32";
  strictEqual(markdownText(plain), plain);
});

Deno.test("a text in a cell stays in it", () => {
  const lines = markdownTable(["a", "b"], payloads.map((text) => [text, "end"])).split("\n");
  strictEqual(lines.length, payloads.length + 2);
  for (const line of lines) match(line, /^\| (\\.|[^|\\])* \| +(b|end|-+:) \|$/);
});
