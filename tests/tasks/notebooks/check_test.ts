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

/** The lesson has this problem and no other. */
function hasProblem(notebook: Notebook, message: RegExp, options = {}): void {
  const found = problemsOf(notebook, options);
  ok(found.length === 1, found.join("\n"));
  match(found[0], message);
}

Deno.test("a lesson that follows the rules has no problems, before and after it ran", () => {
  deepStrictEqual(problemsOf(lesson()), []);
  deepStrictEqual(problemsOf(executed(lesson())), []);
});

Deno.test("the structure of a lesson is checked", () => {
  const short = lesson();
  short.cells.length = 5;
  hasProblem(short, /5 cells, must have 15–40/);
  const dull = lesson();
  dull.cells[0].source = "# Bytes";
  hasProblem(dull, /first cell/);
  const twin = lesson();
  twin.cells[3].id = twin.cells[2].id;
  hasProblem(twin, /cell 4: its id .* is a duplicate/);
  hasProblem(
    lesson(code("1;\n".repeat(limits.codeLines) + "2;")),
    /cell 2: it has 16 lines/,
  );
  hasProblem(lesson(code("")), /cell 2: it is empty/);
  hasProblem({ ...lesson(), metadata: { kernelspec: { name: "python3" } } }, /python3/);
});

Deno.test("a path of one machine is found in code, text and outputs", () => {
  hasProblem(lesson(code('const path = "/home/me/data";')), /cell 2: .*\/home\/me\/data/);
  hasProblem(lesson(markdown("see file:///tmp/x")), /file:\/\/\/tmp\/x/);
  const stream = { output_type: "stream" as const, text: "saved /root/data/models" };
  hasProblem(executed(lesson(), [stream]), /\/root\/data\/models/);
  const plain = {
    output_type: "stream" as const,
    text: "saved to C:\\course\\build or /srv/course/b",
  };
  const paths = ["/srv/course", "C:\\course"];
  const both = executed(lesson(), [plain]);
  hasProblem(both, /C:\\\\course\\\\build$/, { paths });
  hasProblem(both, /\/srv\/course\/b/, { paths: paths.slice(0, 1) });
  deepStrictEqual(problemsOf(both, { paths: ["/srv/cour"] }), []);
  const packed = { output_type: "stream" as const, text: `${"a+/".repeat(90)}+/tmp/` };
  deepStrictEqual(problemsOf(executed(lesson(), [packed])), []);
  const fine = lesson(code('const path = "data/home/x";'), markdown("https://example.org/home/x"));
  deepStrictEqual(problemsOf(fine), []);
});

Deno.test("outputs must be small, complete, in order and of the current code", () => {
  const big = { output_type: "stream" as const, text: "x".repeat(limits.cellBytes) };
  hasProblem(executed(lesson(), [big]), /cell 2: its outputs are 300\d\d\d bytes/);
  const shown = code("const shown = await figures.showPlayground(model, test);");
  deepStrictEqual(problemsOf(executed(lesson(shown), [big])), []);
  big.text = "x".repeat(limits.fileBytes);
  hasProblem(executed(lesson(shown), [big]), /its file has 1\d+ bytes/);
  const error = { output_type: "error" as const, ename: "Error" };
  hasProblem(executed(lesson(), [error]), /cell 2: it ended in an error/);
  const value = { output_type: "execute_result" as const, data: { "text/plain": "15" } };
  hasProblem(executed(lesson(), [value]), /cell 2: the kernel prints the value/);
  const skipped = executed(lesson());
  skipped.cells[4].execution_count = 9;
  hasProblem(skipped, /code cell 4 ran as \[9\]/);
  const edited = executed(lesson());
  edited.cells[4].source += "\nconsole.log(1);";
  hasProblem(edited, /changed since it ran/);
  const prose = executed(lesson(markdown("before")));
  prose.cells[1].source = "after";
  deepStrictEqual(problemsOf(prose), []);
});

Deno.test("required outputs must exist and be those of a full run on real data", () => {
  const required = { required: true };
  hasProblem(lesson(), /no outputs: deno task notebooks --write 01_lesson/, required);
  deepStrictEqual(problemsOf(executed(lesson()), required), []);
  const quick = executed(lesson());
  quick.metadata.autoencoders!.size = "quick";
  hasProblem(quick, /of a quick run/, required);
  const unmarked = executed(lesson());
  delete unmarked.metadata.autoencoders;
  hasProblem(unmarked, /changed since it ran/, required);
  const synthetic = { output_type: "stream" as const, text: "data  NOT THE REAL DATA: strokes" };
  hasProblem(executed(lesson(), [synthetic]), /cell 2: it ran on synthetic data/, required);
  const blank = executed(lesson(code("await figures.showImages(images);")));
  hasProblem(blank, /cell 2: it shows a figure, but has no output/, required);
  const parts = [1, 2, 3, 4].map(() => ({
    output_type: "stream" as const,
    text: "x".repeat(limits.cellBytes - 1000),
  }));
  const large = executed(lesson());
  parts.forEach((part, i) => large.cells[i + 1].outputs = [part]);
  hasProblem(large, /its file has 1\d+ bytes, at most 1048576/, required);
});

Deno.test("an exercise needs a function, a specification and a check", () => {
  const stub = code("function ink(): number {\n  return todo();\n}", ["exercise"]);
  const spec = code("const slow = () => 1;", ["spec"]);
  const check = code("await check(ink, slow, [[]]);", ["check"]);
  deepStrictEqual(problemsOf(lesson(spec, stub, check)), []);
  hasProblem(lesson(spec, check, stub), /cell 4: the exercise has no cell tagged check/);
  hasProblem(lesson(stub, check), /no cell tagged spec/);
  hasProblem(lesson(spec, code("1 + 1;", ["exercise"]), check), /declares no function/);
});

Deno.test("declared() returns the top-level functions of a cell, not nested ones", () => {
  const names = declared(
    code("async function a() {\n  const b = 1;\n}\nconst c = () => 1;\nlet d;"),
  );
  deepStrictEqual(names, ["a", "c"]);
});
