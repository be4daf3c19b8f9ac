import { deepStrictEqual, fail, match, ok, strictEqual, throws } from "node:assert/strict";
import { join } from "@std/path";
import {
  copyLessons,
  type LeftAlone,
  restoreCopy,
  selectLesson,
  work,
} from "../../../tasks/notebooks/copies.ts";
import {
  allNotebooks,
  type Cell,
  codeOf,
  hasRun,
  type Notebook,
  readNotebook,
  sourceHash,
  sourceOf,
  writeNotebook,
} from "../../../tasks/notebooks/notebook.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";

const links = "[next](02_next.ipynb#end) [all](../results/README.md) [web](https://a.org) " +
  "[here](#end) [words](glossary.md#code) ![a digit](digit.png)";

/** A lesson that ran, with this code. */
function lesson(code: string, printed = "1\n"): Notebook {
  const cells: Cell[] = [
    { cell_type: "markdown", id: "a", source: `# Start\n\n${links}`, metadata: {} },
    {
      cell_type: "code",
      id: "b",
      source: code,
      metadata: {},
      execution_count: 1,
      outputs: [{ output_type: "stream", name: "stdout", text: printed }],
    },
  ];
  const notebook: Notebook = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
  notebook.metadata.autoencoders = { source: sourceHash(notebook), size: "full" };
  return notebook;
}

/** A course of one lesson, and the folder of a learner. */
async function inCourse(
  work: (files: {
    /** writes the lesson */
    teach(notebook: Notebook): Promise<void>;
    /** what `task lab` does */
    copy(): Promise<LeftAlone>;
    /** what `task lab --restore` does */
    restore(): Promise<string | undefined>;
    /** the copy, and how the learner saves it */
    read(): Promise<Notebook>;
    save(change: (copy: Notebook) => void): Promise<void>;
    folder: string;
    /** the path of the lesson */
    from: string;
  }) => Promise<void>,
): Promise<void> {
  await inTempFolder(async (root) => {
    const [course, folder] = [join(root, "notebooks"), join(root, "work")];
    const [from, to] = [course, folder].map((each) => join(each, "01_first.ipynb"));
    const read = () => readNotebook(to);
    await work({
      teach: (notebook) => writeNotebook(from, notebook),
      copy: () => copyLessons((_, message) => fail(message), { course, folder }),
      restore: () => restoreCopy(from, folder),
      read,
      save: async (change) => {
        const copy = await read();
        change(copy);
        await writeNotebook(to, copy);
      },
      folder,
      from,
    });
  });
}

const nothing: LeftAlone = { outdated: [], gone: [], unreadable: [] };
const edit = (copy: Notebook) => copy.cells[1].source = "const mine = 1;";

Deno.test("a copy has no outputs, and a last cell that restores it once it is uncommented", () =>
  inCourse(async ({ teach, copy, read }) => {
    await teach(lesson("const a = 1;"));
    deepStrictEqual(await copy(), nothing);
    const notebook = await read(), code = codeOf(notebook);
    strictEqual(hasRun(notebook), false);
    strictEqual(notebook.metadata.autoencoders, undefined);
    deepStrictEqual(code.slice(0, -1), ["const a = 1;"]);
    match(code.at(-1)!, /: save it \(/);
    match(code.at(-1)!, /^(\/\/ .*\n)+\/\/ await .*restoreLesson\(\);$/);
  }));

Deno.test("links between lessons, to the project and the web stay as they are in a copy; those to files beside the lesson lead there", () =>
  inCourse(async ({ teach, copy, read }) => {
    await teach(lesson("const a = 1;"));
    await copy();
    const beside = links.replace("glossary.md", "../notebooks/glossary.md")
      .replace("digit.png", "../notebooks/digit.png");
    strictEqual(sourceOf((await read()).cells[0]), `# Start\n\n${beside}`);
  }));

Deno.test("edits and outputs of a learner survive, and a lesson that has changed since is reported", () =>
  inCourse(async ({ teach, copy, read, save }) => {
    await teach(lesson("const a = 1;"));
    await copy();
    await save(edit);
    deepStrictEqual(await copy(), nothing);
    await teach(lesson("const a = 2;"));
    for (const _ of [1, 2]) deepStrictEqual(await copy(), { ...nothing, outdated: ["01_first"] });
    strictEqual(codeOf(await read())[0], "const mine = 1;");
  }));

Deno.test("a copy that was run, but not edited, survives too", () =>
  inCourse(async ({ teach, copy, read, save }) => {
    await teach(lesson("const a = 1;"));
    await copy();
    await save(({ cells }) => cells[1].outputs = lesson("").cells[1].outputs);
    await teach(lesson("const a = 2;"));
    deepStrictEqual(await copy(), { ...nothing, outdated: ["01_first"] });
    strictEqual(hasRun(await read()), true);
  }));

Deno.test("a copy that was neither run nor edited follows its lesson", () =>
  inCourse(async ({ teach, copy, read, save }) => {
    await teach(lesson("const a = 1;"));
    await copy();
    await save(({ cells }) => cells[1].source = ["const a ", "= 1;"]); // as Jupyter may store it
    await teach(lesson("const a = 2;"));
    deepStrictEqual(await copy(), nothing);
    strictEqual(codeOf(await read())[0], "const a = 2;");
  }));

Deno.test("new outputs alone do not make a copy older than its lesson", () =>
  inCourse(async ({ teach, copy, save }) => {
    await teach(lesson("const a = 1;"));
    await copy();
    await save(edit);
    await teach(lesson("const a = 1;", "2\n"));
    deepStrictEqual(await copy(), nothing);
  }));

Deno.test("a copy that cannot be read is left alone, and reported with the cause", () =>
  inCourse(async ({ teach, copy, restore, folder }) => {
    await teach(lesson("const a = 1;"));
    await copy();
    const file = join(folder, "01_first.ipynb");
    await Deno.writeTextFile(file, "{");
    const { unreadable: [line, ...more], ...others } = await copy();
    match(line, /^01_first.ipynb is not a notebook: .*JSON/);
    deepStrictEqual([more, others], [[], { outdated: [], gone: [] }]);
    strictEqual(await Deno.readTextFile(file), "{");
    strictEqual(await Deno.readTextFile((await restore())!), "{");
    await Deno.remove(file);
    await Deno.mkdir(file);
    match((await copy()).unreadable[0], /01_first.ipynb.*directory/i);
  }));

Deno.test("a copy whose lesson was renamed or removed is left alone and reported; a backup and a learner's own notebook are not", () =>
  inCourse(async ({ teach, copy, read, save, restore, folder, from }) => {
    await teach(lesson("const a = 1;"));
    await copy();
    await save(edit);
    await restore();
    await writeNotebook(join(folder, "01_first-Copy1.ipynb"), await read());
    await writeNotebook(join(folder, "05_mine.ipynb"), lesson("const own = 1;"));
    deepStrictEqual(await copy(), nothing);
    await Deno.rename(from, from.replace("01_first", "02_first"));
    deepStrictEqual(await copy(), { ...nothing, gone: ["01_first"] });
    strictEqual(codeOf(await read())[0], "const a = 1;");
  }));

Deno.test("a notebook of another origin is left alone and reported", () =>
  inCourse(async ({ teach, copy, folder }) => {
    await teach(lesson("const a = 1;"));
    const other = lesson("const b = 1;"), file = join(folder, "01_first.ipynb");
    await writeNotebook(file, other);
    deepStrictEqual(await copy(), { ...nothing, outdated: ["01_first"] });
    deepStrictEqual(await readNotebook(file), other);
  }));

Deno.test("restoring a lesson keeps each earlier copy as a backup", () =>
  inCourse(async ({ teach, copy, read, save, restore, folder }) => {
    await teach(lesson("const a = 1;"));
    strictEqual(await restore(), undefined);
    for (const number of [1, 2]) {
      await save(({ cells }) => cells[1].source = `const mine = ${number};`);
      const backup = join(folder, `01_first.backup-${number}.ipynb`);
      strictEqual(await restore(), backup);
      strictEqual(codeOf(await readNotebook(backup))[0], `const mine = ${number};`);
      strictEqual(codeOf(await read())[0], "const a = 1;");
    }
    deepStrictEqual(await copy(), nothing);
  }));

Deno.test("of two restores at once, neither overwrites the backup of the other", () =>
  inCourse(async ({ teach, copy, save, restore, folder }) => {
    await teach(lesson("const a = 1;"));
    await copy();
    await save(edit);
    const backups = await Promise.all(Array.from({ length: 8 }, restore));
    strictEqual(new Set(backups).size, 8);
    const first = await readNotebook(join(folder, "01_first.backup-1.ipynb"));
    strictEqual(codeOf(first)[0], "const mine = 1;");
    const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
    strictEqual(names.length, 9, names.join());
  }));

Deno.test("a lesson is named by its two digits, its name or the path of a copy; nothing else selects one", () => {
  const lessons = ["01_first", "08_noise", "10_playground", "11_trials", "11_twice"]
    .map((name) => join("notebooks", `${name}.ipynb`));
  for (
    const name of ["08", "08_noise", join("work", "08_noise.ipynb"), "08_noise.backup-2.ipynb"]
  ) {
    strictEqual(selectLesson(lessons, name), lessons[1]);
  }
  const refused = [
    ["1", /^No lesson is named "1"; there are 10_playground, 11_trials, 11_twice\. Give the two/],
    ["0", /^No lesson is named "0"; there are 01_first, 08_noise\./],
    ["08_playground", /^No lesson is named "08_playground"; there are 01_first, .*, 11_twice\./],
    ["08_", /^No lesson is named "08_"; there are 08_noise\./],
    ["", /^No lesson is named ""; there are 01_first, .*, 11_twice\./],
    ["11", /^More than one lesson is named "11"; there are 11_trials, 11_twice\./],
  ] as const;
  for (const [name, message] of refused) {
    throws(() => selectLesson(lessons, name), { name: "TaskError", message });
  }
});

Deno.test("every relative link of the lessons leads to a file from their copies", () =>
  inTempFolder(async (folder) => {
    await copyLessons((_, message) => fail(message), { folder });
    let links = 0;
    for (const path of await allNotebooks(folder)) {
      const text = (await readNotebook(path)).cells.filter((cell) => cell.cell_type === "markdown")
        .map(sourceOf).join("\n");
      for (const [, target] of text.matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)) {
        const from = target.endsWith(".ipynb") ? folder : work;
        ok((await Deno.stat(join(from, target))).isFile, `${path}: ${target}`);
        links++;
      }
    }
    ok(links > 30, `${links} links`);
  }));
