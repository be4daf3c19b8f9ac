import { deepStrictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { unformatted } from "../../../tasks/notebooks/format.ts";
import { type Notebook, sourceOf, writeNotebook } from "../../../tasks/notebooks/notebook.ts";

const notebook = (source: string): Notebook => ({
  cells: [{ cell_type: "code", id: "a", source, metadata: {}, execution_count: 1, outputs: [] }],
  metadata: { language_info: { name: "typescript" }, kernelspec: { name: "deno" } },
  ...{ nbformat: 4, nbformat_minor: 5 },
});

async function inFolder(work: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(join(folder, "one.ipynb"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("an untidy cell is found and tidied, the rest of its notebook kept; a tidy one is left", () =>
  inFolder(async (path) => {
    await writeNotebook(path, notebook("const a=1"));
    const [{ formatted }] = await unformatted([path]);
    deepStrictEqual(sourceOf(formatted.cells[0]), "const a = 1;");
    deepStrictEqual(formatted.cells[0].execution_count, 1);
    await writeNotebook(path, formatted);
    deepStrictEqual(await unformatted([path]), []);
  }));

Deno.test("a cell that cannot be parsed is left as it is; the type check tells of it", () =>
  inFolder(async (path) => {
    await writeNotebook(path, notebook("const = ;"));
    deepStrictEqual(await unformatted([path]), []);
  }));
