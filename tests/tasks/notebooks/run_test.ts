import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { existsSync } from "node:fs";
import { join, toFileUrl } from "@std/path";
import {
  type Cell,
  type Output,
  readNotebook,
  writeNotebook,
} from "../../../tasks/notebooks/notebook.ts";
import { type Failure, type Run, runNotebooks } from "../../../tasks/notebooks/run.ts";
import { root, venvPython } from "../../../tasks/project.ts";

// `deno task setup` installs the kernel; without it no notebook runs
const ignore = !existsSync(venvPython);

const failing = `const n: number = 1;

function fail(): never {

  throw new RangeError("n is " + n);
}

fail();`;

const display = toFileUrl(join(root, "lib", "figures", "display.ts")).href;
const shows = `for (let i = 0; i < 3; i++) {
  console.log("before", i);
  await display({ "text/plain": "figure " + i });
}`;
// several cells as long as this one can make the kernel (2.8.1) fail with "expected struct EvaluateResponse"
const printsMuch = 'for (let i = 0; i < 2000; i++) console.log("line", i);';

/** The cells of each notebook that runs; those that begin with # are Markdown. */
const sources: Record<string, string[]> = {
  bad: ["# A title", "1 + 1", failing, "2 + 2"],
  broken: ["const a = 1;\nconst x = ;"],
  good: ['Deno.env.get("AUTOENCODERS_QUICK")', "await 5"],
  printed: [`import { display } from "${display}";`, ...Array<string>(5).fill(shows), printsMuch],
};
const slow = ["await new Promise((done) => setTimeout(done, 60_000));"];

let folder: string;
let runs: Run[];
Deno.test.beforeAll(async () => {
  if (ignore) return;
  folder = await Deno.makeTempDir();
  const others = await Deno.makeTempDir({ dir: folder });
  const paths = await Promise.all(
    Object.entries(sources).map(([name, cells]) => notebook(name, cells)),
  );
  const listener = { cell() {}, end() {} };
  const [ran, timedOut] = await Promise.all([
    runNotebooks(paths, await executed(), { quick: true, limit: 60 }, listener),
    runNotebooks([await notebook("slow", slow)], others, { quick: true, limit: 1 }, listener),
  ]);
  runs = [...ran, ...timedOut];
});
Deno.test.afterAll(async () => {
  if (!ignore) await Deno.remove(folder, { recursive: true });
});

async function executed(): Promise<string> {
  const path = join(folder, "executed");
  await Deno.mkdir(path, { recursive: true });
  return path;
}

async function notebook(name: string, sources: string[]): Promise<string> {
  const path = join(folder, `${name}.ipynb`);
  const cells = sources.map((source, i): Cell => {
    const id = `cell-${i}`, metadata = {};
    return source.startsWith("#")
      ? { cell_type: "markdown", id, source, metadata }
      : { cell_type: "code", id, source, metadata, execution_count: null, outputs: [] };
  });
  const metadata = { kernelspec: { name: "deno", display_name: "TypeScript (Deno)" } };
  await writeNotebook(path, { cells, metadata, nbformat: 4, nbformat_minor: 5 });
  return path;
}

const failureOf = (name: string): Failure | undefined =>
  runs.find((run) => run.name === name)!.failure;

Deno.test({
  name: "a notebook that fails reports cell, line and message, and the next one still runs",
  ignore,
  async fn() {
    deepStrictEqual(
      runs.map(({ name, cells }) => [name, cells]),
      [["bad", 3], ["broken", 1], ["good", 2], ["printed", 7], ["slow", 1]],
    );
    const { cell, count, line, name, message } = failureOf("bad")!;
    deepStrictEqual([cell, count, line, name, message], [3, 2, 8, "RangeError", "n is 1"]);
    match(failureOf("broken")!.message, /Expression expected/);
    strictEqual(failureOf("broken")!.line, 2);
    strictEqual(failureOf("good"), undefined);
    const { cells } = await readNotebook(join(await executed(), "good.ipynb"));
    match(JSON.stringify(cells[0].outputs), /\\"1\\"/);
    match(JSON.stringify(cells[1].outputs), /5/);
  },
});

Deno.test({
  name: "printed text stays before or after a figure, and none is lost",
  ignore,
  async fn() {
    strictEqual(failureOf("printed"), undefined);
    const { cells } = await readNotebook(join(await executed(), "printed.ipynb"));
    const textOf = (output: Output) => [output.text ?? output.data!["text/plain"]].flat().join("");
    const lines = Array.from({ length: 2000 }, (_, i) => `line ${i}\n`).join("");
    const one = [0, 1, 2].flatMap((i) => [`before ${i}\n`, `figure ${i}`]);
    for (const cell of cells.slice(1, 6)) deepStrictEqual(cell.outputs!.map(textOf), one);
    deepStrictEqual(cells[6].outputs!.map(textOf), [lines]);
  },
});

Deno.test({
  name: "a cell that exceeds its limit fails with a timeout",
  ignore,
  fn: () => match(failureOf("slow")!.message, /longer than 1 s/),
});
