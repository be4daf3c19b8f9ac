import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { keepOutputs } from "../../../tasks/notebooks/keep_outputs.ts";
import {
  type Cell,
  type Notebook,
  notebookText,
  readNotebook,
  sourceHash,
  writeNotebook,
} from "../../../tasks/notebooks/notebook.ts";
import { root } from "../../../tasks/project.ts";

const title: Cell = { cell_type: "markdown", id: "a", source: "# Start\n\nWhat?", metadata: {} };

/** The shortest course: what its welcome notebook printed, or that it has not run. */
function welcome(printed?: string): Notebook {
  const cells = [0, 1].map((i): Cell => ({
    ...{ cell_type: "code", id: `c${i}`, source: `console.log(${i});`, metadata: {} },
    execution_count: printed === undefined ? null : i + 1,
    outputs: printed === undefined
      ? []
      : [{ output_type: "stream", name: "stdout", text: printed }],
  }));
  const metadata = { kernelspec: { name: "deno" } };
  return { cells: [title, ...cells], metadata, nbformat: 4, nbformat_minor: 5 };
}

/** The course after a run that printed this; what was said of it. */
async function kept(
  printed?: string,
): Promise<{ wrong: string[]; course: Notebook; files: number }> {
  const folder = await Deno.makeTempDir();
  try {
    const [executed, course] = [join(folder, "executed"), join(folder, "course")];
    await writeNotebook(join(executed, "00_start.ipynb"), welcome(printed));
    await writeNotebook(join(course, "00_start.ipynb"), welcome());
    const wrong = await keepOutputs("00_start", executed, course);
    const files = await Array.fromAsync(Deno.readDir(course));
    return {
      wrong,
      course: await readNotebook(join(course, "00_start.ipynb")),
      files: files.length,
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the outputs of a run are kept whole, with the source that made them", async () => {
  const { wrong, course, files } = await kept("fine\n");
  deepStrictEqual([wrong, files], [[], 1]);
  deepStrictEqual(course.cells, welcome("fine\n").cells);
  deepStrictEqual(course.metadata.autoencoders, { source: sourceHash(course), size: "full" });
});

Deno.test("what no reader should meet is not kept: the notebook stays as it was", async () => {
  const printed = [`saved to ${root}build/model\n`, "NOT THE REAL DATA: drawn\n", undefined];
  const reasons = [/^cell 2: it holds a path of one machine/, /^cell 2: .*made data/, /no outputs/];
  for (const [i, text] of printed.entries()) {
    const { wrong, course, files } = await kept(text);
    match(wrong[0], reasons[i]);
    strictEqual(files, 1);
    strictEqual(notebookText(course), notebookText(welcome()));
  }
});
