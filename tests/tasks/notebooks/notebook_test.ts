import { deepStrictEqual, notStrictEqual, strictEqual, throws } from "node:assert/strict";
import { join } from "@std/path";
import { inCells, notebookModule } from "../../../tasks/notebooks/check_cells.ts";
import { type Notebook, selectNotebooks, sourceHash } from "../../../tasks/notebooks/notebook.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";

const paths = ["a/00_start_here.ipynb", "a/01_bytes.ipynb", "a/02_first.ipynb"];

Deno.test("selectNotebooks() finds notebooks by number, name or path, in the order of the course", () => {
  deepStrictEqual(selectNotebooks(paths, []), paths);
  deepStrictEqual(selectNotebooks(paths, ["02", "01"]), [paths[1], paths[2]]);
  deepStrictEqual(selectNotebooks(paths, ["01_bytes.ipynb"]), [paths[1]]);
  deepStrictEqual(selectNotebooks(paths, ["notebooks/02_first.ipynb"]), [paths[2]]);
  throws(() => selectNotebooks(paths, ["07"]), {
    message: /no notebook 07; there are 00_start_here, /,
  });
  for (const name of ["", " ", ".", "/", ".ipynb", "notebooks/"]) {
    throws(() => selectNotebooks(paths, [name]), { name: "TaskError", message: /no notebook / });
  }
});

Deno.test("a path to a notebook outside the course is refused, not taken for one of the same name", () =>
  inTempFolder(async (folder) => {
    const course = join(folder, "02_first.ipynb"), other = join(folder, "mine", "02_first.ipynb");
    await Deno.mkdir(join(folder, "mine"));
    for (const file of [course, other]) await Deno.writeTextFile(file, "");
    const own = await Deno.realPath(course);
    deepStrictEqual(selectNotebooks([own], [course]), [own]);
    throws(() => selectNotebooks([own], [other]), { name: "TaskError" });
  }));

Deno.test({
  name: "a path finds its notebook through links: of the notebook, of its folder, of the course",
  ignore: Deno.build.os === "windows", // where creating a link needs a privilege
  fn: () =>
    inTempFolder(async (folder) => {
      const path = (...names: string[]) => join(folder, ...names);
      for (const name of ["elsewhere", "course"]) await Deno.mkdir(path(name));
      await Deno.writeTextFile(path("elsewhere", "mine.ipynb"), "");
      await Deno.writeTextFile(path("course", "00_own.ipynb"), "");
      await Deno.symlink("../elsewhere/mine.ipynb", path("course", "01_linked.ipynb"));
      await Deno.symlink("nowhere", path("course", "02_broken.ipynb"));
      await Deno.symlink("course", path("link"));
      const names = ["00_own", "01_linked", "02_broken"].map((name) => `${name}.ipynb`);
      for (const course of ["course", "link"]) {
        const all = names.map((name) => path(course, name));
        for (const typed of ["course", "link"]) {
          for (const i of [0, 1]) {
            deepStrictEqual(selectNotebooks(all, [path(typed, names[i])]), [all[i]]);
          }
        }
        deepStrictEqual(selectNotebooks(all, [path("elsewhere", "mine.ipynb")]), [all[1]]);
      }
    }),
});

const cells = (...sources: (string | string[])[]): Notebook["cells"] =>
  sources.map((source) => ({ cell_type: "code", source, metadata: {} }));

Deno.test("sourceHash() depends on the code, not on how its lines are stored or on other cells", () => {
  const notebook = (...sources: (string | string[])[]): Notebook => ({
    cells: cells(...sources),
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  });
  const hash = sourceHash(notebook("a\nb", "c"));
  strictEqual(sourceHash(notebook(["a\n", "b"], "c")), hash);
  notStrictEqual(sourceHash(notebook("a\nb c")), hash);
  notStrictEqual(sourceHash(notebook("a", "b\nc")), hash);
});

Deno.test("a position in the module of a notebook is reported as cell and line", () => {
  const module = notebookModule("01_bytes", [
    { cell_type: "markdown", source: "prose", metadata: {} },
    ...cells("const a = 1\n", "\nnope()"),
  ]);
  const line = module.text.split("\n").indexOf("nope()") + 1;
  strictEqual(
    inCells(`at file:///x/build/cells/01_bytes.ts:${line}:5`, [module]),
    "at notebooks/01_bytes.ipynb, cell 3, line 2, column 5",
  );
  const elsewhere = "at file:///x/lib/mod.ts:3:5";
  strictEqual(inCells(elsewhere, [module]), elsewhere);
});
