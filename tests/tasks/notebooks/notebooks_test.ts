import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { keepOutputs } from "../../../tasks/notebooks/notebooks.ts";
import {
  type Cell,
  type Notebook,
  notebookText,
  readNotebook,
  sourceHash,
  writeNotebook,
} from "../../../tasks/notebooks/notebook.ts";
import { root } from "../../../tasks/project.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";

const title: Cell = { cell_type: "markdown", id: "a", source: "# Start\n\nWhat?", metadata: {} };

/** A welcome notebook that printed this, or that has not run. */
function welcome(printed?: string): Notebook {
  const cells = [0, 1].map((i): Cell => ({
    cell_type: "code",
    id: `c${i}`,
    source: `console.log(${i});`,
    metadata: {},
    execution_count: printed === undefined ? null : i + 1,
    outputs: printed === undefined
      ? []
      : [{ output_type: "stream", name: "stdout", text: printed }],
  }));
  const metadata = { kernelspec: { name: "deno" } };
  return { cells: [title, ...cells], metadata, nbformat: 4, nbformat_minor: 5 };
}

/** The course after a run that printed this, and the problems that were found. */
async function outcomeOf(
  printed?: string,
): Promise<{ problems: string[]; course: Notebook; files: number }> {
  return await inTempFolder(async (folder) => {
    const [executed, course] = [join(folder, "executed"), join(folder, "course")];
    await writeNotebook(join(executed, "00_start.ipynb"), welcome(printed));
    await writeNotebook(join(course, "00_start.ipynb"), welcome());
    const problems = await keepOutputs("00_start", executed, course);
    const files = await Array.fromAsync(Deno.readDir(course));
    return {
      problems,
      course: await readNotebook(join(course, "00_start.ipynb")),
      files: files.length,
    };
  });
}

Deno.test("the outputs of a run are kept, with the hash of their source", async () => {
  const { problems, course, files } = await outcomeOf("fine\n");
  deepStrictEqual([problems, files], [[], 1]);
  deepStrictEqual(course.cells, welcome("fine\n").cells);
  deepStrictEqual(course.metadata.autoencoders, { source: sourceHash(course), size: "full" });
});

Deno.test("outputs with problems are not kept, and the notebook is unchanged", async () => {
  const printed = [`saved to ${root}build/model\n`, "NOT THE REAL DATA: strokes\n", undefined];
  const reasons = [
    /^cell 2: it contains a path of one machine/,
    /^cell 2: .*synthetic data/,
    /no outputs/,
  ];
  for (const [i, text] of printed.entries()) {
    const { problems, course, files } = await outcomeOf(text);
    match(problems[0], reasons[i]);
    strictEqual(files, 1);
    strictEqual(notebookText(course), notebookText(welcome()));
  }
});
