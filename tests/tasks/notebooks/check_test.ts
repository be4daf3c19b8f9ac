import { deepStrictEqual, match, ok } from "node:assert/strict";
import { type Cell, type Notebook, sourceHash } from "../../../tasks/notebooks/notebook.ts";
import { complaints, declared, limits } from "../../../tasks/notebooks/check.ts";

const markdown = (source: string, id = crypto.randomUUID()): Cell => ({
  ...{ cell_type: "markdown", id, source, metadata: {} },
});

const code = (source: string, tags: string[] = []): Cell => ({
  ...{ cell_type: "code", id: crypto.randomUUID(), source, metadata: { tags } },
  ...{ execution_count: null, outputs: [] },
});

/** A lesson with nothing to complain of, of 20 cells. */
function lesson(...cells: Cell[]): Notebook {
  const filling = Array.from({ length: 19 - cells.length }, (_, i) => code(`const a${i} = ${i};`));
  return {
    cells: [markdown("# Bytes\n\nWhat is in an image?"), ...cells, ...filling],
    metadata: { kernelspec: { name: "deno" } },
    ...{ nbformat: 4, nbformat_minor: 5 },
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

/** What is said of a lesson; without outputs it is right unless told. */
function saidOf(notebook: Notebook, options = {}): string[] {
  return complaints("01_lesson", notebook, { required: false, ...options });
}

function complainsOf(notebook: Notebook, what: RegExp, options = {}): void {
  const found = saidOf(notebook, options);
  ok(found.length === 1, found.join("\n"));
  match(found[0], what);
}

Deno.test("a lesson that follows the rules has no complaints, before and after it ran", () => {
  deepStrictEqual(saidOf(lesson()), []);
  deepStrictEqual(saidOf(executed(lesson())), []);
});

Deno.test("a lesson is told what is wrong with its shape", () => {
  const short = lesson();
  short.cells.length = 5;
  complainsOf(short, /5 cells, expected 15–40/);
  const dull = lesson();
  dull.cells[0].source = "# Bytes";
  complainsOf(dull, /first cell/);
  const twin = lesson();
  twin.cells[3].id = twin.cells[2].id;
  complainsOf(twin, /cell 4: its id .* was used before/);
  complainsOf(
    lesson(code("1;\n".repeat(limits.codeLines) + "2;")),
    /cell 2: it has 16 lines/,
  );
  complainsOf(lesson(code("")), /cell 2: it is empty/);
  complainsOf({ ...lesson(), metadata: { kernelspec: { name: "python3" } } }, /python3/);
});

Deno.test("a path of one machine is found in code, prose and outputs", () => {
  complainsOf(lesson(code('const path = "/home/me/data";')), /cell 2: .*\/home\/me\/data/);
  complainsOf(lesson(markdown("see file:///tmp/x")), /file:\/\/\/tmp\/x/);
  const stream = { output_type: "stream" as const, text: "saved /root/data/models" };
  complainsOf(executed(lesson(), [stream]), /\/root\/data\/models/);
  const plain = {
    output_type: "stream" as const,
    text: "saved to C:\\course\\build or /srv/course/b",
  };
  const paths = ["/srv/course", "C:\\course"];
  const both = executed(lesson(), [plain]);
  complainsOf(both, /C:\\\\course\\\\build$/, { paths });
  complainsOf(both, /\/srv\/course\/b/, { paths: paths.slice(0, 1) });
  deepStrictEqual(saidOf(both, { paths: ["/srv/cour"] }), []);
  const packed = { output_type: "stream" as const, text: `${"a+/".repeat(90)}+/tmp/` };
  deepStrictEqual(saidOf(executed(lesson(), [packed])), []);
  const fine = lesson(code('const path = "data/home/x";'), markdown("https://example.org/home/x"));
  deepStrictEqual(saidOf(fine), []);
});

Deno.test("outputs must be small, whole, in order and made by this code", () => {
  const big = { output_type: "stream" as const, text: "x".repeat(limits.cellBytes) };
  complainsOf(executed(lesson(), [big]), /cell 2: its outputs are 300\d\d\d bytes/);
  const shown = code("const shown = await figures.showPlayground(model, test);");
  deepStrictEqual(saidOf(executed(lesson(shown), [big])), []);
  big.text = "x".repeat(limits.fileBytes);
  complainsOf(executed(lesson(shown), [big]), /its file has 1\d+ bytes/);
  const error = { output_type: "error" as const, ename: "Error" };
  complainsOf(executed(lesson(), [error]), /cell 2: it ended in an error/);
  const value = { output_type: "execute_result" as const, data: { "text/plain": "15" } };
  complainsOf(executed(lesson(), [value]), /cell 2: the kernel prints the value/);
  const skipped = executed(lesson());
  skipped.cells[4].execution_count = 9;
  complainsOf(skipped, /code cell 4 ran as \[9\]/);
  const edited = executed(lesson());
  edited.cells[4].source += "\nconsole.log(1);";
  complainsOf(edited, /changed since its outputs were made/);
  const prose = executed(lesson(markdown("before")));
  prose.cells[1].source = "after";
  deepStrictEqual(saidOf(prose), []);
});

Deno.test("where outputs are required, they must be there, and of a full run on real data", () => {
  const required = { required: true };
  complainsOf(lesson(), /no outputs: deno task notebooks --write 01_lesson/, required);
  deepStrictEqual(saidOf(executed(lesson()), required), []);
  const quick = executed(lesson());
  quick.metadata.autoencoders!.size = "quick";
  complainsOf(quick, /made at quick size/, required);
  const unmarked = executed(lesson());
  delete unmarked.metadata.autoencoders;
  complainsOf(unmarked, /changed since its outputs were made/, required);
  const made = { output_type: "stream" as const, text: "data  NOT THE REAL DATA: strokes" };
  complainsOf(executed(lesson(), [made]), /cell 2: it ran on made data/, required);
  const blank = executed(lesson(code("await figures.showImages(images);")));
  complainsOf(blank, /cell 2: it shows a figure, but none came/, required);
  const parts = [1, 2, 3, 4].map(() => ({
    ...{ output_type: "stream" as const, text: "x".repeat(limits.cellBytes - 1000) },
  }));
  const large = executed(lesson());
  parts.forEach((part, i) => large.cells[i + 1].outputs = [part]);
  complainsOf(large, /its file has 1\d+ bytes, at most 1048576/, required);
});

Deno.test("an exercise needs a function, a specification and a check", () => {
  const stub = code("function ink(): number {\n  return todo();\n}", ["exercise"]);
  const spec = code("const slow = () => 1;", ["spec"]);
  const check = code("await check(ink, slow, [[]]);", ["check"]);
  deepStrictEqual(saidOf(lesson(spec, stub, check)), []);
  complainsOf(lesson(spec, check, stub), /cell 4: the exercise has no cell tagged check/);
  complainsOf(lesson(stub, check), /no cell tagged spec/);
  complainsOf(lesson(spec, code("1 + 1;", ["exercise"]), check), /declares no function/);
});

Deno.test("declared() names a cell's own functions, not those inside them", () => {
  const names = declared(
    code("async function a() {\n  const b = 1;\n}\nconst c = () => 1;\nlet d;"),
  );
  deepStrictEqual(names, ["a", "c"]);
});
