import { deepStrictEqual, match, ok } from "node:assert/strict";
import { type Cell, type Notebook, sourceHash } from "../../../tasks/notebooks/notebook.ts";
import { declared, limits, problems } from "../../../tasks/notebooks/check.ts";

const markdown = (source: string, id = crypto.randomUUID()): Cell => ({
  cell_type: "markdown",
  id,
  source,
  metadata: {},
});

const code = (source: string, tags: string[] = []): Cell => ({
  cell_type: "code",
  id: crypto.randomUUID(),
  source,
  metadata: { tags },
  execution_count: null,
  outputs: [],
});

/** A lesson of 20 cells without problems. */
function lesson(...cells: Cell[]): Notebook {
  const filling = Array.from({ length: 19 - cells.length }, (_, i) => code(`const a${i} = ${i};`));
  return {
    cells: [markdown("# Bytes\n\nWhat is in an image?"), ...cells, ...filling],
    metadata: { kernelspec: { name: "deno" } },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/** The lesson as if it had run. */
function executed(notebook: Notebook, outputs: Cell["outputs"] = []): Notebook {
  let count = 0;
  for (const cell of notebook.cells) {
    if (cell.cell_type !== "code") continue;
    cell.execution_count = ++count;
    cell.outputs = count === 1 ? outputs : [];
  }
  notebook.metadata.autoencoders = { source: sourceHash(notebook), size: "full" };
  return notebook;
}

/** The problems of a lesson, which by default needs no outputs. */
function problemsOf(notebook: Notebook, options = {}): string[] {
  return problems("01_lesson", notebook, { required: false, ...options });
}

/** The lesson after `change`. */
function changed(notebook: Notebook, change: (notebook: Notebook) => void): Notebook {
  change(notebook);
  return notebook;
}

const stream = (text: string) => ({ output_type: "stream" as const, text });
const large = stream("x".repeat(limits.cellBytes));
const playground = () => code("const shown = await figures.showPlayground(model, test);");
const stub = code("function ink(): number {\n  return course.todo();\n}", ["exercise"]);
const check = code("await course.check(ink);", ["check"]);
const required = { required: true };
const pathsInOutput = "saved to C:\\course\\build or /srv/course/b";

const sound: [string, Notebook, { required?: boolean; paths?: string[] }?][] = [
  ["that follows the rules", lesson()],
  ["that follows the rules and ran", executed(lesson()), required],
  [
    "whose prose changed after it ran",
    changed(executed(lesson(markdown("before"))), ({ cells }) => {
      cells[1].source = "after";
    }),
  ],
  [
    "whose paths are relative or of the web",
    lesson(code('const path = "data/home/x";'), markdown("https://example.org/home/x")),
  ],
  ["whose base64 looks like a path", executed(lesson(), [stream(`${"a+/".repeat(90)}+/tmp/`)])],
  ["with a longer path than that of this machine", executed(lesson(), [stream(pathsInOutput)]), {
    paths: ["/srv/cour"],
  }],
  ["with a large playground", executed(lesson(playground()), [large])],
  ["with a complete exercise", lesson(stub, check)],
];
for (const [what, notebook, options] of sound) {
  Deno.test(`a lesson ${what} has no problems`, () =>
    deepStrictEqual(problemsOf(notebook, options), []));
}

const faulty: [string, Notebook, RegExp, { required?: boolean; paths?: string[] }?][] = [
  [
    "with few cells",
    changed(lesson(), ({ cells }) => cells.length = 5),
    /5 cells, must have 15–40/,
  ],
  [
    "without a question",
    changed(lesson(), ({ cells }) => cells[0].source = "# Bytes"),
    /first cell/,
  ],
  [
    "with the same id twice",
    changed(lesson(), ({ cells }) => cells[3].id = cells[2].id),
    /cell 4: its id .* is a duplicate/,
  ],
  [
    "with a long cell",
    lesson(code("1;\n".repeat(limits.codeLines) + "2;")),
    /cell 2: it has 16 lines/,
  ],
  [
    "that validates on test images",
    lesson(code("await ae.fit(model, train, { validation: test });")),
    /cell 2: it validates on test images/,
  ],
  ["with an empty cell", lesson(code("")), /cell 2: it is empty/],
  ["for another kernel", { ...lesson(), metadata: { kernelspec: { name: "python3" } } }, /python3/],
  [
    "with a path in code",
    lesson(code('const path = "/home/me/data";')),
    /cell 2: .*\/home\/me\/data/,
  ],
  ["with a path in text", lesson(markdown("see file:///tmp/x")), /file:\/\/\/tmp\/x/],
  [
    "with a path in an output",
    executed(lesson(), [stream("saved /root/data/models")]),
    /\/root\/data\/models/,
  ],
  [
    "with a path of this machine, on Windows",
    executed(lesson(), [stream(pathsInOutput)]),
    /C:\\\\course\\\\build$/,
    { paths: ["/srv/course", "C:\\course"] },
  ],
  [
    "with a path of this machine",
    executed(lesson(), [stream(pathsInOutput)]),
    /\/srv\/course\/b/,
    { paths: ["/srv/course"] },
  ],
  ["with a large output", executed(lesson(), [large]), /cell 2: its outputs are 300\d\d\d bytes/],
  [
    "whose playground makes a large file",
    executed(lesson(playground()), [stream("x".repeat(limits.fileBytes))]),
    /its file has 1\d+ bytes/,
  ],
  [
    "whose outputs make a large file",
    changed(executed(lesson()), ({ cells }) => {
      for (const cell of cells.slice(1, 5)) {
        cell.outputs = [stream("x".repeat(limits.cellBytes - 1000))];
      }
    }),
    /its file has 1\d+ bytes, at most 1048576/,
    required,
  ],
  [
    "that ended in an error",
    executed(lesson(), [{ output_type: "error", ename: "Error" }]),
    /cell 2: it ended in an error/,
  ],
  [
    "that prints the value of an expression",
    executed(lesson(), [{ output_type: "execute_result", data: { "text/plain": "15" } }]),
    /cell 2: the kernel prints the value/,
  ],
  [
    "that ran out of order",
    changed(executed(lesson()), ({ cells }) => cells[4].execution_count = 9),
    /code cell 4 ran as \[9\]/,
  ],
  [
    "whose code changed after it ran",
    changed(executed(lesson()), ({ cells }) => cells[4].source += "\nconsole.log(1);"),
    /changed since it ran/,
  ],
  ["without outputs", lesson(), /no outputs: deno task notebooks --write 01_lesson/, required],
  [
    "with the outputs of a reduced run",
    changed(executed(lesson()), ({ metadata }) => metadata.autoencoders!.size = "quick"),
    /of a quick run/,
    required,
  ],
  [
    "whose outputs are not marked",
    changed(executed(lesson()), ({ metadata }) => delete metadata.autoencoders),
    /changed since it ran/,
    required,
  ],
  [
    "that ran on synthetic data",
    executed(lesson(), [stream("data  NOT THE REAL DATA: strokes")]),
    /cell 2: it ran on synthetic data/,
    required,
  ],
  [
    "with a figure without output",
    executed(lesson(code("await figures.showImages(images);"))),
    /cell 2: it shows a figure, but has no output/,
    required,
  ],
  [
    "with an exercise without a check",
    lesson(check, stub),
    /cell 3: the exercise has no cell tagged check/,
  ],
  [
    "with an exercise without a function",
    lesson(code("1 + 1;", ["exercise"]), check),
    /cell 2: the exercise must declare one function/,
  ],
];
for (const [what, notebook, message, options] of faulty) {
  Deno.test(`a lesson ${what} has this problem and no other`, () => {
    const found = problemsOf(notebook, options);
    ok(found.length === 1, found.join("\n"));
    match(found[0], message);
  });
}

Deno.test("declared() returns the top-level functions of a cell, not nested ones", () => {
  const names = declared(
    code("async function a() {\n  const b = 1;\n}\nconst c = () => 1;\nlet d;"),
  );
  deepStrictEqual(names, ["a", "c"]);
});
