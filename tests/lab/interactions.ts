import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { basename, join } from "@std/path";
import { writeFirstState } from "../../tasks/environment/jupyter_settings.ts";
import { allNotebooks, type Cell, readNotebook, sourceOf } from "../../tasks/notebooks/notebook.ts";
import { notebooks, root } from "../../tasks/project.ts";
import { temporaryFolder } from "../helpers/temp_folder.ts";
import { undrawn } from "./drawn.ts";
import { isOurs, Lab, labFolder, type LabPage, place, withoutOutputs } from "./lab.ts";

let lab: Lab;
Deno.test.beforeAll(async () => {
  lab = await Lab.start();
});
Deno.test.afterAll(() => lab.stop());

/** A test of a notebook with these code cells, opened in the browser. */
function inLab(name: string, sources: string[], work: (page: LabPage) => Promise<void>): void {
  // the browser and the server outlive each test
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false }, async () => {
    const file = name.replace(/\W+/g, "-").slice(0, 40);
    const page = await lab.open(await place(file, notebookOf(sources)));
    try {
      await work(page);
      deepStrictEqual(page.errors.filter(isOurs), []);
    } catch (error) {
      await page.page.screenshot({ path: page.path.replace(/ipynb$/, "failed.png") });
      throw error;
    } finally {
      await page.close();
    }
  });
}

function notebookOf(sources: string[]) {
  const cells = sources.map((source, i): Cell => ({
    cell_type: "code",
    id: `cell-${i}`,
    source,
    metadata: {},
    execution_count: null,
    outputs: [],
  }));
  const metadata = { kernelspec: { name: "deno", display_name: "TypeScript (Deno)" } };
  return { cells, metadata, nbformat: 4, nbformat_minor: 5 };
}

const output = (page: LabPage, index: number) => page.cell(index).locator(".jp-OutputArea");

async function run(page: LabPage, index: number): Promise<string> {
  await page.select(index);
  await page.runSelected(index);
  const text = await output(page, index).first().innerText();
  return text.replace(/^\[\d+\]:\n/, "");
}

/** Clicks the stop button of the toolbar. */
const stop = (page: LabPage) =>
  page.page.locator(
    '[data-jp-item-name="interrupt"] jp-button, [data-jp-item-name="interrupt"] button',
  )
    .first().click();

const scatter = `import { showScatter } from "@autoencoders/figures";
await showScatter([0, 0, 1, 2, 2, 1, 3, 3], { labels: [0, 1, 0, 1], classNames: ["zero", "one"] });`;

inLab(
  "a figure responds to the mouse: hovering names the point, the legend hides a class",
  [scatter],
  async (page) => {
    await run(page, 0);
    deepStrictEqual(await undrawn(page.cell(0)), []);
    const points = page.cell(0).locator(".scatterlayer .point");
    strictEqual(await points.count(), 4);
    const box = (await points.first().boundingBox())!;
    await page.page.mouse.move(box.x - 40, box.y - 40);
    await page.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 8 });
    await page.cell(0).locator(".hoverlayer .hovertext, .hoverlayer image").first()
      .waitFor({ timeout: 5000 });
    await page.cell(0).locator(".legend .legendtoggle").first().click();
    await points.nth(2).waitFor({ state: "detached", timeout: 5000 });
    strictEqual(await points.count(), 2);
  },
);

const training = (epochs: number) => [
  `import { denseAutoencoder, evaluate, fit, strokes, Random, useBackend } from "@autoencoders";
import { liveCurves } from "@autoencoders/figures";
await useBackend();
const images = strokes(2000, new Random(1));
const model = denseAutoencoder({ widths: [64], latent: 8 }, 1);
const before = evaluate(model, images).mse;`,
  `const history = await fit(model, images, { epochs: ${epochs}, seed: 1, monitor: liveCurves() });
console.log("ended:", history.ended, history.records.length);`,
  `console.log("learned:", evaluate(model, images).mse < before);`,
];

inLab("the learning curve grows while its cell runs", training(300), async (page) => {
  await run(page, 0);
  await page.select(1);
  const before = await page.prompt(1);
  await page.page.keyboard.press("Shift+Enter");
  const seen = new Set<string>();
  const until = Date.now() + 300_000;
  while (!/\[\d/.test(await page.prompt(1)) && Date.now() < until) {
    const curve = await output(page, 1).locator("svg").first().innerHTML({ timeout: 1000 })
      .catch(() => "");
    if (curve) seen.add(curve);
    await page.page.waitForTimeout(50);
  }
  await page.ran(1, before);
  ok(seen.size >= 3, `${seen.size} different images`);
  match(await output(page, 1).first().innerText(), /ended: completed 300/);
  deepStrictEqual(await undrawn(page.cell(1)), []);
});

inLab(
  "the stop button ends training, clicked once or twice, repeatedly, and keeps the model; a restart clears it",
  training(100_000),
  async (page) => {
    await run(page, 0);
    for (let round = 0; round < 2; round++) {
      await page.select(1);
      const before = await page.prompt(1);
      await page.page.keyboard.press("Shift+Enter");
      await output(page, 1).getByText("images per second").first().waitFor();
      for (let clicks = 0; clicks <= round; clicks++) await stop(page);
      await page.ran(1, before, 60_000);
      match(await output(page, 1).first().innerText(), /ended: interrupted/);
      deepStrictEqual(await undrawn(page.cell(1)), []);
    }
    match(await run(page, 2), /learned: true/);
    await page.menu("Kernel", "Restart Kernel…");
    await page.page.locator(".jp-Dialog .jp-mod-accept, .jp-Dialog .jp-mod-warn").first().click();
    await page.page.waitForTimeout(1000);
    await page.kernelIdle();
    match(await run(page, 2), /ReferenceError/);
    await run(page, 0);
  },
);

inLab("the stop button does no harm after training, before any figure", [
  `import { denseAutoencoder, fit, Random, strokes } from "@autoencoders";
const network = denseAutoencoder({ widths: [8], latent: 2 }, 1);
await fit(network, strokes(20, new Random(1)), { epochs: 1, seed: 1, monitor: [] });
const kept = 41;`,
  "kept + 1",
], async (page) => {
  await run(page, 0);
  await stop(page);
  await page.page.waitForTimeout(1500);
  await stop(page);
  await page.page.waitForTimeout(1500);
  await page.kernelIdle();
  match(await run(page, 1), /42/);
});

inLab("a cell that runs twice shows the same", training(2), async (page) => {
  const cell = "const again = denseAutoencoder({ widths: [64], latent: 8 }, 1);\n" +
    "(await fit(again, images, { epochs: 2, seed: 1 })).records.map((record) => record.loss);";
  await run(page, 0);
  await write(page, 1, cell);
  const first = await run(page, 1);
  match(first, /0\.\d+/);
  strictEqual(await run(page, 1), first);
});

inLab("an exercise is checked, and its solution shown after two wrong answers", [
  'import * as course from "@autoencoders/course";',
  "function inkShare(image: Uint8Array): number { return course.todo(); }",
  "await course.check(inkShare);",
  'course.showSolution("inkShare");',
], async (page) => {
  const answer = async (text: string) => {
    await write(page, 1, `function inkShare(image: Uint8Array): number { return ${text}; }`);
    await run(page, 1);
  };
  await run(page, 0);
  await run(page, 1);
  match(await run(page, 2), /not yet: inkShare is still to be written/);
  for (const _ of [1, 2]) {
    match(await run(page, 3), /Try inkShare/);
    await answer("image.length");
    match(await run(page, 2), /not right yet: inkShare\(.+\) gave 4, expected 0.75/);
  }
  match(await run(page, 2), /Hint: .+\n?course.showSolution\("inkShare"\) shows a solution/);
  match(await run(page, 3), /function inkShare\(image: Uint8Array\): number \{/);
  await answer("image.reduce((sum, pixel) => sum + pixel, 0) / image.length");
  match(await run(page, 2), /right: all 3 cases/);
});

inLab("99_is no lesson, so that it cannot be restored", [
  'import { restoreLesson } from "@autoencoders/course";\nawait restoreLesson();',
], async (page) => {
  // the kernel knows from JupyterLab which lesson is open
  match(await run(page, 0), /No lesson is named "99_is.*"; there are 00_start_here, 01_/);
});

Deno.test("the first start shows lesson 0 beside the list of lessons", {
  sanitizeOps: false,
  sanitizeResources: false,
}, async () => {
  await using workspaces = await temporaryFolder();
  const lesson = "work/00_start_here.ipynb";
  await writeFirstState(lesson, workspaces.path);
  const fresh = await Lab.start({ workspaces: workspaces.path });
  try {
    ok("layout-restorer:data" in await fresh.state());
    const page = await fresh.openFirst(join(root, lesson));
    const browser = page.page.locator("#filebrowser");
    ok(await browser.isVisible());
    const lessons = (await allNotebooks()).map((path) => basename(path));
    const listing = browser.locator(".jp-DirListing-itemText");
    await listing.filter({ hasText: lessons[0] }).waitFor();
    const listed = await listing.allTextContents();
    deepStrictEqual(lessons.filter((name) => !listed.includes(name)), []);
    strictEqual(await page.page.locator(".jp-Notebook:visible").count(), 1);
    await page.close();
  } finally {
    await fresh.stop();
  }
});

/** Seconds; the goal is 6 on an idle machine. */
const longest = 60;

inLab("a learner sees the first figure soon", ["1"], async () => {
  const fresh = await Lab.start();
  try {
    const start = await readNotebook(join(notebooks, "00_start_here.ipynb"));
    const page = await fresh.open(await place("first-figure", withoutOutputs(start)));
    const figure = ".jp-OutputArea img, .jp-RenderedPlotly svg, .jp-RenderedHTML table";
    let index = 0;
    await page.select(0);
    do await page.runSelected(index); while (
      await page.cell(index++).locator(figure).count() === 0
    );
    const seconds = (performance.now() - fresh.started) / 1000;
    await Deno.writeTextFile(join(labFolder, "first_figure.txt"), `${seconds.toFixed(1)} s`);
    ok(seconds < longest, `${seconds.toFixed(1)} s`);
  } finally {
    await fresh.stop();
  }
});

inLab(
  "a notebook that is not trusted shows its figures and tables, and says how to enable the rest",
  [
    `import { denseAutoencoder, imageSet, Random, strokes } from "@autoencoders";
import { showImages, showPlayground, showTable } from "@autoencoders/figures";
await showTable([{ name: "a", mse: 0.1 }]);
await showImages(imageSet(new Uint8Array([0, 255]), { height: 1, width: 2 }));`,
    scatter,
    `const network = denseAutoencoder({ widths: [8], latent: 2 }, 1);
const { bits } = await showPlayground(network, strokes(20, new Random(1)));`,
  ],
  async (page) => {
    for (const index of [0, 1, 2]) await run(page, index);
    const saved = await page.saved();
    // Jupyter trusts what it saved itself, not a file that was changed elsewhere
    const untrusted = await lab.open(
      await place(`untrusted-${crypto.randomUUID()}`, {
        ...saved,
        metadata: { ...saved.metadata, changed: "elsewhere" },
        cells: saved.cells.map((cell) => ({ ...cell, source: `${sourceOf(cell)}\n` })),
      }),
    );
    try {
      const shows = async (index: number, what: string) => {
        await untrusted.select(index);
        await untrusted.cell(index).locator(what).first().waitFor();
        deepStrictEqual(await undrawn(untrusted.cell(index)), []);
      };
      await shows(0, ".jp-RenderedHTML table");
      await shows(0, ".jp-RenderedHTML img");
      await shows(1, ".jp-RenderedPlotly :is(svg.main-svg, .plot-img[src])");
      await shows(2, ".jp-RenderedHTML figcaption");
      const playground = untrusted.cell(2);
      strictEqual(await playground.locator("iframe").count(), 0);
      match(
        await playground.locator("figcaption").innerText(),
        /View › Activate Command Palette, then Trust Notebook/,
      );
      // following the instructions enables it
      await untrusted.menu("View", "Activate Command Palette");
      await untrusted.page.keyboard.type("Trust Notebook");
      await untrusted.page.locator(".lm-CommandPalette-item", { hasText: "Trust Notebook" }).first()
        .click();
      await untrusted.page.locator(".jp-Dialog .jp-mod-warn, .jp-Dialog .jp-mod-accept").first()
        .click();
      await untrusted.select(2);
      await playground.frameLocator("iframe").locator("html[data-ready=yes]").waitFor();
    } catch (error) {
      await untrusted.page.screenshot({
        path: page.path.replace(/ipynb$/, "untrusted-failed.png"),
      });
      throw error;
    } finally {
      await untrusted.close();
      await Deno.remove(untrusted.path);
    }
  },
);

/** Replaces the text of a cell by typing. */
async function write(page: LabPage, index: number, text: string): Promise<void> {
  await page.cell(index).locator(".cm-content").click();
  await page.page.keyboard.press("Control+a");
  // pasted, as the editor adds closing brackets to typed ones
  await page.page.keyboard.insertText(text);
  await page.page.keyboard.press("Escape");
}
