import { deepStrictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { unformatted } from "../../../tasks/notebooks/format.ts";
import { type Notebook, sourceOf, writeNotebook } from "../../../tasks/notebooks/notebook.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";

const notebook = (source: string): Notebook => ({
  cells: [{ cell_type: "code", id: "a", source, metadata: {}, execution_count: 1, outputs: [] }],
  metadata: { language_info: { name: "typescript" }, kernelspec: { name: "deno" } },
  nbformat: 4,
  nbformat_minor: 5,
});

/** Runs a test with the path of a notebook in a new folder. */
function withNotebook(run: (path: string) => Promise<void>): Promise<void> {
  return inTempFolder((folder) => run(join(folder, "one.ipynb")));
}

Deno.test("unformatted() formats cells and keeps the rest of the notebook; a formatted notebook is not listed", () =>
  withNotebook(async (path) => {
    await writeNotebook(path, notebook("const a=1"));
    const [{ formatted }] = await unformatted([path]);
    deepStrictEqual(sourceOf(formatted.cells[0]), "const a = 1;");
    deepStrictEqual(formatted.cells[0].execution_count, 1);
    await writeNotebook(path, formatted);
    deepStrictEqual(await unformatted([path]), []);
  }));

Deno.test("a cell with a syntax error is left to the type check", () =>
  withNotebook(async (path) => {
    await writeNotebook(path, notebook("const = ;"));
    deepStrictEqual(await unformatted([path]), []);
  }));
