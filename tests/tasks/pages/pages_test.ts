import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { existsSync } from "node:fs";
import { join, toFileUrl } from "@std/path";
import { type Cell, writeNotebook } from "../../../tasks/notebooks/notebook.ts";
import { writePages } from "../../../tasks/pages/pages.ts";
import { venvPython } from "../../../tasks/project.ts";
import { browserTest } from "../../helpers/browser.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";

const markdown = (source: string): Cell => ({
  cell_type: "markdown",
  id: "text",
  source,
  metadata: {},
});

/** A cell that showed a Plotly figure with this layout. */
const figure = (layout: object): Cell => ({
  cell_type: "code",
  id: "figure",
  source: "await showPlot();",
  metadata: {},
  execution_count: 1,
  outputs: [{
    output_type: "display_data",
    metadata: {},
    data: { "application/vnd.plotly.v1+json": { data: [{ y: [1, 2] }], layout } },
  }],
});

Deno.test({
  name: "pages of executed notebooks need no other machine and link to each other",
  ignore: !existsSync(venvPython),
  fn: () =>
    inTempFolder(async (folder) => {
      const format = { metadata: {}, nbformat: 4, nbformat_minor: 5 };
      const text = "# One: $x^2$\n\nGo to [two](two.ipynb) or [lib](../lib/mod.ts).";
      await writeNotebook(join(folder, "one.ipynb"), { cells: [markdown(text)], ...format });
      const cells = [markdown("# Two"), figure({})];
      await writeNotebook(join(folder, "two.ipynb"), { cells, ...format });
      await Deno.writeTextFile(join(folder, "train.html"), "");
      await writePages(folder);
      const page = (name: string) => Deno.readTextFile(join(folder, `${name}.html`));
      const [contents, one, two] = await Promise.all(["index", "one", "two"].map(page));
      for (const text of [contents, one, two]) {
        deepStrictEqual(text.match(/(?:src|href)="(?:https?:)?\/\/[^"]*"/g), null);
      }
      match(contents, /href="one.html">One/);
      match(contents, /href="train.html">Train in the page/);
      match(one, /Go to <a href="two.html">two<\/a> or lib\./);
      match(one, /assets\/mathjax.js/);
      match(two, /href="one.html" rel="prev"/);
      match(two, /drawFigure\("figure-1-0", \[\{"y": \[1, 2\]\}\]/);
      for (const name of ["plotly.min.js", "mathjax.js", "notebook.css", "page.css", "page.js"]) {
        ok((await Deno.stat(join(folder, "assets", name))).size > 500, name);
      }
    }),
});

if (existsSync(venvPython)) {
  browserTest(
    "a text of a figure or a heading does not end its place in a page",
    (page) =>
      inTempFolder(async (folder) => {
        const text = '</script><!--<script>"&lt;\u2028<img src=x onerror="document.title=1">';
        const layout = { meta: text, height: `1"><i id="foreign"></i>` };
        const title = "One `<!--<script>` & more";
        const cells = [markdown(`# ${title}`), figure(layout), markdown("The end.")];
        const format = { metadata: {}, nbformat: 4, nbformat_minor: 5 };
        const name = `a "b" 'c' & d`;
        for (const stem of [name, "e"]) {
          await writeNotebook(join(folder, `${stem}.ipynb`), { cells, ...format });
        }
        await writePages(folder);
        await page.goto(toFileUrl(join(folder, `${name}.html`)).href);
        await page.getByText("The end.").waitFor({ timeout: 5_000 });
        const meta = await page.locator("div.figure").evaluate((element) =>
          // deno-lint-ignore no-explicit-any
          (element as any).layout.meta
        );
        strictEqual(meta, text);
        strictEqual(await page.locator("#foreign, img[src=x]").count(), 0);
        await page.getByRole("link", { name: "Contents" }).first().click();
        const chapters = page.locator("main li a");
        strictEqual(await chapters.first().textContent(), title);
        await chapters.first().click();
        await page.getByText("The end.").waitFor({ timeout: 5_000 });
        await page.waitForLoadState(); // its files are deleted after the test
        ok(
          page.url().endsWith(encodeURIComponent(name).replaceAll("'", "%27") + ".html"),
          page.url(),
        );
      }),
  );

  browserTest(
    "outputs after a request for a prediction are folded until they are opened, by the keyboard too, or printed",
    (page) =>
      inTempFolder(async (folder) => {
        const cells = [
          markdown("# One\n\n- Where it says **Predict**, guess."),
          { ...figure({}), id: "zeroth" },
          markdown("**Predict.** How many?"),
          { ...figure({}), id: "first" },
          { ...figure({}), id: "second" },
          { ...markdown("The answer."), id: "after" },
          { ...figure({}), id: "third" },
        ];
        const notebook = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
        await writeNotebook(join(folder, "one.ipynb"), notebook);
        await writePages(folder);
        await page.goto(toFileUrl(join(folder, "one.html")).href);
        const plots = page.locator("svg.main-svg:visible");
        await plots.first().waitFor();
        const folds = page.locator("details.prediction");
        strictEqual(await folds.count(), 2);
        const drawn = () =>
          page.locator("div.figure").evaluateAll((all) =>
            all.map((each) => each.childElementCount > 0)
          );
        deepStrictEqual(await drawn(), [true, false, false, true]);
        await folds.first().locator("summary").focus();
        await page.keyboard.press("Enter");
        await page.locator("details[open] svg.main-svg").first().waitFor();
        deepStrictEqual(await drawn(), [true, true, false, true]);
        // the browser takes the page as it is once the listeners have returned
        const printed = await page.evaluate(() => {
          dispatchEvent(new Event("beforeprint"));
          // deno-lint-ignore no-explicit-any
          const all: any[] = (globalThis as any).document.querySelectorAll("div.figure");
          return Array.from(all, (each) => each.querySelectorAll(".trace").length);
        });
        deepStrictEqual(printed, [1, 1, 1, 1]);
        await page.pdf();
        strictEqual(await page.locator("details:not([open])").count(), 0);
        deepStrictEqual(await drawn(), [true, true, true, true]);
      }),
  );
}
