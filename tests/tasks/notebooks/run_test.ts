import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { existsSync } from "node:fs";
import { join, toFileUrl } from "@std/path";
import {
  type Cell,
  type Output,
  readNotebook,
  writeNotebook,
} from "../../../tasks/notebooks/notebook.ts";
import { root, venvPython } from "../../../tasks/project.ts";
import { type Run, runNotebooks } from "../../../tasks/notebooks/run.ts";
import { writePages } from "../../../tasks/pages/write_pages.ts";

// `deno task setup` puts the kernel there; without it there is nothing to run notebooks in
const ignore = !existsSync(venvPython);

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function notebook(folder: string, name: string, ...sources: string[]): Promise<string> {
  const path = join(folder, `${name}.ipynb`);
  const cells = sources.map((source, i): Cell => ({
    ...{ cell_type: source.startsWith("#") ? "markdown" : "code", id: `cell-${i}` },
    ...{ source, metadata: {}, execution_count: null, outputs: [] },
  })).map((cell) => cell.cell_type === "code" ? cell : { ...cell, ...markdownHasNone });
  await writeNotebook(path, {
    ...{ cells, nbformat: 4, nbformat_minor: 5 },
    metadata: { kernelspec: { name: "deno", display_name: "TypeScript (Deno)" } },
  });
  return path;
}

const markdownHasNone = { execution_count: undefined, outputs: undefined };

const run = async (folder: string, paths: string[], limit = 60): Promise<Run[]> => {
  const target = join(folder, "executed");
  await Deno.mkdir(target);
  return await runNotebooks(paths, target, { quick: true, limit }, { cell() {}, end() {} });
};

Deno.test({
  name: "a notebook that fails names cell, line and message; the next one runs all the same",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const failing = "const n: number = 1;\n\nfunction fail(): never {\n" +
        '\n  throw new RangeError("n is " + n);\n}\n\nfail();';
      const runs = await run(folder, [
        await notebook(folder, "bad", "# A title", "1 + 1", failing, "2 + 2"),
        await notebook(folder, "broken", "const a = 1;\nconst x = ;"),
        await notebook(folder, "good", 'Deno.env.get("AUTOENCODERS_QUICK")', "await 5"),
      ]);
      deepStrictEqual(runs.map((each) => [each.name, each.cells]), [["bad", 3], ["broken", 1], [
        "good",
        2,
      ]]);
      const { cell, count, line, name, message } = runs[0].failure!;
      deepStrictEqual([cell, count, line, name, message], [3, 2, 8, "RangeError", "n is 1"]);
      match(runs[1].failure!.message, /Expression expected/);
      strictEqual(runs[1].failure!.line, 2);
      strictEqual(runs[2].failure, undefined);
      const { cells } = await readNotebook(join(folder, "executed", "good.ipynb"));
      match(JSON.stringify(cells[0].outputs), /\\"1\\"/);
      match(JSON.stringify(cells[1].outputs), /5/);
    }),
});

Deno.test({
  name: "what a cell prints stays on its side of a figure, and all of it is kept",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const figures = toFileUrl(join(root, "lib", "figures", "display.ts")).href;
      const shows = `for (let i = 0; i < 3; i++) {
  console.log("before", i);
  await display({ "text/plain": "figure " + i });
}
for (let i = 0; i < 2000; i++) console.log("line", i);`;
      const cells = [`import { display } from "${figures}";`, ...Array<string>(10).fill(shows)];
      const [{ failure }] = await run(folder, [await notebook(folder, "printed", ...cells)]);
      strictEqual(failure, undefined);
      const { cells: [, ...ran] } = await readNotebook(join(folder, "executed", "printed.ipynb"));
      const said = (output: Output) => [output.text ?? output.data!["text/plain"]].flat().join("");
      const lines = Array.from({ length: 2000 }, (_, i) => `line ${i}\n`).join("");
      const one = [0, 1, 2].flatMap((i) => [`before ${i}\n`, `figure ${i}`]);
      for (const cell of ran) deepStrictEqual(cell.outputs!.map(said), [...one, lines]);
    }),
});

Deno.test({
  name: "a cell that runs past its limit fails as such",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const path = await notebook(
        folder,
        "slow",
        "await new Promise((done) => setTimeout(done, 60_000));",
      );
      const [{ failure }] = await run(folder, [path], 2);
      match(failure!.message, /longer than 2 s/);
    }),
});

Deno.test({
  name: "pages of executed notebooks name no other machine and link to each other",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const figure = '{ "application/vnd.plotly.v1+json": { data: [{ y: [1, 2] }], layout: {} } }';
      await run(folder, [
        await notebook(
          folder,
          "one",
          "# One: $x^2$\n\nGo to [two](two.ipynb) or [lib](../lib/mod.ts).",
        ),
        await notebook(
          folder,
          "two",
          "# Two",
          `await Deno.jupyter.display(${figure}, { raw: true });`,
        ),
      ]);
      const executed = join(folder, "executed");
      await writePages(executed);
      const page = (name: string) => Deno.readTextFile(join(executed, `${name}.html`));
      const [contents, one, two] = await Promise.all(["index", "one", "two"].map(page));
      for (const text of [contents, one, two]) {
        deepStrictEqual(text.match(/(?:src|href)="(?:https?:)?\/\/[^"]*"/g), null);
      }
      match(contents, /href="one.html">One/);
      match(one, /Go to <a href="two.html">two<\/a> or lib\./);
      match(one, /assets\/mathjax.js/);
      match(two, /href="one.html" rel="prev"/);
      match(two, /drawFigure\("figure-1-0", \[\{"y": \[1, 2\]\}\]/);
      for (const name of ["plotly.min.js", "mathjax.js", "notebook.css", "page.css", "page.js"]) {
        ok((await Deno.stat(join(executed, "assets", name))).size > 500, name);
      }
    }),
});
