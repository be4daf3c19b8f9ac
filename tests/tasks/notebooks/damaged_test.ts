import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import {
  type Notebook,
  notebookText,
  openNotebooks,
  readNotebook,
} from "../../../tasks/notebooks/notebook.ts";
import { capture } from "../../../tasks/process.ts";
import { copyProject } from "../../helpers/project_copy.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";

const good: Notebook = {
  cells: [{ cell_type: "code", id: "a", source: "const a=1", metadata: {}, outputs: [] }],
  metadata: { language_info: { name: "typescript" }, kernelspec: { name: "deno" } },
  nbformat: 4,
  nbformat_minor: 5,
};
const text = notebookText(good);

/** The content of a notebook with one cell changed. */
const withCell = (changes: object) =>
  JSON.stringify({ ...good, cells: [good.cells[0], { ...good.cells[0], ...changes }] });

/** Contents of files that are not notebooks, and what is wrong with each. */
const damaged: [string, string | Uint8Array<ArrayBuffer>, RegExp][] = [
  ["empty", "", /it is empty$/],
  ["blank", " \n\t\n", /it is empty$/],
  ["bom", "\ufeff" + text, /byte order mark/],
  ["utf16", new Uint8Array([255, 254, 123, 0]), /it is not UTF-8$/],
  ["latin1", new Uint8Array([123, 34, 228, 34]), /it is not UTF-8$/],
  ["script", "const a = 1;\nconst b = 2;\n", /JSON/],
  ["cut", text.slice(0, text.length / 2), /JSON/],
  ["conflict", "<<<<<<< HEAD\n" + text, /JSON/],
  ["null", "null", /its content must be an object, got null$/],
  ["list", "[]", /its content must be an object/],
  ["version3", JSON.stringify({ ...good, nbformat: 3 }), /its nbformat must be 4, got 3$/],
  ["bare", "{}", /its nbformat must be 4, got undefined$/],
  ["no_metadata", JSON.stringify({ ...good, metadata: null }), /its metadata must be an object/],
  ["no_cells", JSON.stringify({ ...good, cells: {} }), /no list of cells/],
  ["null_cell", JSON.stringify({ ...good, cells: [null] }), /cell 1 must be an object, got null/],
  ["kind", withCell({ cell_type: "heading" }), /cell_type of cell 2 must be one of/],
  ["source", withCell({ source: 5 }), /source of cell 2 is not text/],
  ["lines", withCell({ source: ["a", null] }), /source of cell 2 is not text/],
  ["cell_metadata", withCell({ metadata: [] }), /metadata of cell 2 must be an object/],
  ["outputs", withCell({ outputs: [null] }), /outputs of cell 2 are not/],
];

async function writeAll(folder: string): Promise<string[]> {
  const files = [
    ["good", text] as const,
    ...damaged.map(([name, bytes]) => [name, bytes] as const),
  ];
  for (const [name, content] of files) {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(join(folder, `${name}.ipynb`), bytes);
  }
  return files.map(([name]) => join(folder, `${name}.ipynb`));
}

Deno.test("a file that is not a notebook is reported by name in one line, and the others are opened", () =>
  inTempFolder(async (folder) => {
    const lines: string[] = [];
    const opened = await openNotebooks(await writeAll(folder), (_, line) => lines.push(line));
    deepStrictEqual(opened.map(({ notebook }) => notebook), [good]);
    strictEqual(lines.length, damaged.length);
    for (const [i, [name, , message]] of damaged.entries()) {
      match(lines[i], message);
      ok(lines[i].startsWith(`${name}.ipynb is not a notebook: `), lines[i]);
      ok(!lines[i].includes("\n"), lines[i]);
    }
  }));

Deno.test("fmt and check report damaged notebooks, do the others and fail, without a stack trace", () =>
  inTempFolder(async (folder) => {
    await copyProject(folder);
    const notebooks = join(folder, "notebooks");
    await Deno.mkdir(notebooks);
    await writeAll(notebooks);
    await Deno.writeTextFile(join(notebooks, "._good.ipynb"), "litter");
    const run = async (task: string) => {
      const args = ["run", "-A", "--no-check", `tasks/notebooks/${task}.ts`];
      return (await capture(Deno.execPath(), args, { cwd: folder, env: { NO_COLOR: "1" } }))!;
    };
    const lines = (stderr: string) => stderr.trim().split("\n").map((line) => line.split(" ")[0]);
    const names = damaged.map(([name]) => `${name}.ipynb`).sort();
    const format = await run("format"), check = await run("check_cells");
    for (const { code, stderr } of [format, check]) {
      deepStrictEqual([code, lines(stderr)], [1, names], stderr);
    }
    strictEqual(
      (await readNotebook(join(notebooks, "good.ipynb"))).cells[0].source,
      "const a = 1;",
    );
    match(check.stdout, /cells of 1 notebooks pass/);
  }));
