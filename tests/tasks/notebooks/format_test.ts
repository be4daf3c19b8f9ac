import { deepStrictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { unformatted } from "../../../tasks/notebooks/format.ts";
import { type Notebook, sourceOf, writeNotebook } from "../../../tasks/notebooks/notebook.ts";

const notebook = (source: string): Notebook => ({
  cells: [{ cell_type: "code", id: "a", source, metadata: {}, execution_count: 1, outputs: [] }],
  metadata: { language_info: { name: "typescript" }, kernelspec: { name: "deno" } },
  nbformat: 4,
  nbformat_minor: 5,
});

async function inFolder(work: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(join(folder, "one.ipynb"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("unformatted() formats cells and keeps the rest of the notebook; a formatted notebook is not listed", () =>
  inFolder(async (path) => {
    await writeNotebook(path, notebook("const a=1"));
    const [{ formatted }] = await unformatted([path]);
    deepStrictEqual(sourceOf(formatted.cells[0]), "const a = 1;");
    deepStrictEqual(formatted.cells[0].execution_count, 1);
    await writeNotebook(path, formatted);
    deepStrictEqual(await unformatted([path]), []);
  }));

Deno.test("a cell with a syntax error is left to the type check", () =>
  inFolder(async (path) => {
    await writeNotebook(path, notebook("const = ;"));
    deepStrictEqual(await unformatted([path]), []);
  }));
