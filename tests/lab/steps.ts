import { deepStrictEqual, ok } from "node:assert/strict";
import { join } from "@std/path";
import {
  allNotebooks,
  nameOf,
  type Notebook,
  readNotebook,
  selectNotebooks,
  sourceHash,
} from "../../tasks/notebooks/notebook.ts";
import { problems } from "../../tasks/notebooks/check.ts";
import { undrawn } from "./drawn.ts";
import { isOurs, Lab, labFolder, type LabPage, place, withoutOutputs } from "./lab.ts";

let lab: Lab;
Deno.test.beforeAll(async () => {
  lab = await Lab.start();
});
Deno.test.afterAll(() => lab.stop());

for (const path of selectNotebooks(await allNotebooks(), Deno.args)) {
  const name = nameOf(path);
  // the browser and the server outlive each test
  const options = { name: `${name}, cell by cell in a browser`, sanitizeOps: false };
  Deno.test({ ...options, sanitizeResources: false }, async () => {
    const notebook = await readNotebook(path);
    const page = await lab.open(await place(name, withoutOutputs(notebook)));
    try {
      await stepThrough(page, notebook);
      const first = cut(await page.saved(), notebook);
      deepStrictEqual(kinds(first), kinds(notebook));
      // without a data set the lessons run on synthetic digits, whose outputs are not kept
      const found = problems(name, asKept(first)).filter((text) =>
        !text.includes("synthetic data")
      );
      deepStrictEqual(found, []);
      await screenshot(page, name);
      await runAllAgain(page, notebook);
      const second = cut(await page.saved(), notebook);
      deepStrictEqual(kinds(second), kinds(first));
      deepStrictEqual(steady(second), steady(first));
      deepStrictEqual(page.errors.filter(isOurs), []);
    } catch (error) {
      await page.page.screenshot({ path: join(labFolder, `${name}-failed.png`) });
      throw error;
    } finally {
      await page.close();
    }
  });
}

/** Presses Shift+Enter on every cell and checks its outputs. */
async function stepThrough(page: LabPage, { cells }: Notebook): Promise<void> {
  await page.select(0);
  for (const index of cells.keys()) {
    await page.runSelected(index);
    deepStrictEqual(await undrawn(page.cell(index)), [], `cell ${index + 1}`);
  }
}

async function runAllAgain(page: LabPage, { cells }: Notebook): Promise<void> {
  await page.menu("Kernel", "Restart Kernel and Run All Cells");
  await page.page.locator(".jp-Dialog .jp-mod-accept, .jp-Dialog .jp-mod-warn").first().click();
  const code = cells.filter((cell) => cell.cell_type === "code").length;
  // the file shows when all have run: the page contains only the cells in view
  const end = Date.now() + 600_000;
  while (Date.now() < end) {
    await page.page.waitForTimeout(1000);
    const busy = await page.page.locator(".jp-Notebook-ExecutionIndicator").first()
      .getAttribute("data-status");
    if (busy !== "idle") continue;
    const counts = (await page.saved()).cells.map((cell) => cell.execution_count);
    if (counts.includes(code)) return;
  }
  ok(false, "the notebook did not run to its end within 600 s");
}

/** Removes the empty cell that Shift+Enter on the last one adds. */
function cut(ran: Notebook, { cells }: Notebook): Notebook {
  return { ...ran, cells: ran.cells.slice(0, cells.length) };
}

/** The media types of each cell's outputs; streams by their names. */
function kinds({ cells }: Notebook): string[][] {
  return cells.map((cell) =>
    (cell.outputs ?? []).map((output) =>
      output.output_type === "stream"
        ? String(output.name)
        : Object.keys(output.data ?? { error: 1 }).filter(isLasting).sort().join(" ")
    )
  );
}

/** JupyterLab adds an image of each Plotly figure when it saves. */
function isLasting(type: string): boolean {
  return type !== "image/png";
}

/** The notebook as it is committed: marked, and without the images that JupyterLab adds. */
function asKept(ran: Notebook): Notebook {
  const cells = ran.cells.map((cell) => ({
    ...cell,
    outputs: cell.outputs?.map((output) => {
      const { "image/png": _, ...data } = output.data ?? {};
      return output.data ? { ...output, data } : output;
    }),
  }));
  const autoencoders = { source: sourceHash(ran), size: "full" as const };
  return { ...ran, cells, metadata: { ...ran.metadata, autoencoders } };
}

/** The outputs as text, except those with times. */
function steady({ cells }: Notebook): string[] {
  return cells.flatMap((cell) => cell.outputs ?? [])
    .map((output) => [output.text ?? output.data?.["text/plain"] ?? ""].flat().join(""))
    .filter((text) => !/\d ?(ms|s|min)\b|elapsed|seconds?\b|images\/s|imagesPer/i.test(text));
}

/** A screenshot of the whole notebook. */
async function screenshot({ page }: LabPage, name: string): Promise<void> {
  const cells = page.locator(".jp-WindowedPanel-inner").first();
  const height = await cells.evaluate((inner) => inner.scrollHeight);
  await page.setViewportSize({ width: 1280, height: Math.min(height + 160, 16_000) });
  await page.locator(".jp-WindowedPanel-outer").first().evaluate((outer) => outer.scrollTop = 0);
  await page.waitForTimeout(2000);
  await page.screenshot({ path: join(labFolder, `${name}.png`) });
  await page.setViewportSize({ width: 1280, height: 900 });
}
